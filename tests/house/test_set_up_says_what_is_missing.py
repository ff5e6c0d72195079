"""Does the set-up install what is missing, or else say in one sentence what somebody has to do?

Each story runs the scripts' real functions with a PATH that holds only the programs named in it, so that the
machine at hand has no Python, no Chromium or no way to become root.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT

ALWAYS_THERE = ("bash", "cat", "chmod", "dirname", "env", "grep", "mktemp", "rm", "tail")


class Machine:
    def __init__(self, folder: Path) -> None:
        self.programs = folder / "programs"
        self.programs.mkdir()
        self.calls = folder / "calls"
        for name in ALWAYS_THERE:
            found = shutil.which(name)
            assert found, f"{name} is on every Debian system"
            (self.programs / name).symlink_to(found)
        self.has("id", "echo 1000")

    def has(self, name: str, script: str) -> None:
        """Puts a program on this machine; what it was called with is noted."""
        program = self.programs / name
        program.write_text(f'#!/usr/bin/env bash\necho "{name} $*" >>{self.calls}\n{script}\n')
        program.chmod(0o755)

    def runs(self, function: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", f"source {ROOT}/script/lib.sh; {function}"],
            env={"PATH": str(self.programs), "TMPDIR": str(self.programs.parent), **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def was_asked(self, name: str) -> list[str]:
        return [line for line in self.calls.read_text().splitlines() if line.startswith(f"{name} ")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_no_python_at_all(machine: Machine) -> None:
    answer = machine.runs("find_python")

    assert answer.returncode == 1
    assert "needs Python 3.11 to 3.13" in answer.stderr


def test_a_python_that_is_too_old_is_passed_over(machine: Machine) -> None:
    machine.has("python3", "exit 1")
    machine.has("python3.12", "exit 0")

    assert machine.runs("find_python").stdout.strip() == "python3.12"


def test_chromium_is_there_under_another_name(machine: Machine) -> None:
    machine.has("google-chrome", "exit 0")

    answer = machine.runs("need_chromium")

    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_chromium_is_installed_by_root(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", "exit 0")

    answer = machine.runs("need_chromium")

    assert answer.returncode == 0, answer.stderr
    assert machine.was_asked("apt-get") == [
        "apt-get update",
        "apt-get install --yes --no-install-recommends chromium",
    ]


def test_pango_is_installed_with_sudo_and_the_package_list_is_fetched_once(machine: Machine) -> None:
    machine.has("sudo", '[ "$1" != -n ] || shift; "$@"')
    machine.has("apt-get", "exit 0")

    answer = machine.runs("has_pango() { false; }; need_pango; need_chromium")

    assert answer.returncode == 0, answer.stderr
    assert machine.was_asked("apt-get") == [
        "apt-get update",
        "apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        "apt-get install --yes --no-install-recommends chromium",
    ]


def test_an_installation_that_fails_shows_what_it_said(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", "echo no space left on device; exit 100")

    answer = machine.runs("need_chromium")

    assert answer.returncode == 1
    assert "no space left on device" in answer.stderr
    assert "apt-get install chromium" in answer.stderr


@pytest.mark.parametrize("reason", ["nobody may become root", "there is no apt-get", "installing is refused"])
def test_what_cannot_be_installed_is_said_with_its_command(machine: Machine, reason: str) -> None:
    if reason != "there is no apt-get":
        machine.has("apt-get", "exit 0")
    if reason != "nobody may become root":
        machine.has("id", "echo 0")
    refusal = {"DEMARC_NO_INSTALL": "1"} if reason == "installing is refused" else {}

    answer = machine.runs("has_pango() { false; }; need_pango", **refusal)

    assert answer.returncode == 1
    assert "Pango" in answer.stderr
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in answer.stderr


def test_the_libraries_of_this_machine_are_found_without_any_tool(machine: Machine) -> None:
    answer = machine.runs("need_pango")

    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
