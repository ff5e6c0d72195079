"""Does a wrong environment stop the start with a sentence that says what to do?"""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from compliance.config import environment

ROOT = Path(__file__).resolve().parents[2]


def manage(*words: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DEMARC_")}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**kept, **surroundings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_starts_without_a_secret(tmp_path: Path) -> None:
    done = manage("check", DEMARC_DATA_DIR=str(tmp_path))
    assert done.returncode != 0
    assert "DEMARC_SECRET_KEY is not set" in done.stderr
    assert str(tmp_path / "secret-key") in done.stderr


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    done = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        DEMARC_DATA_DIR=str(tmp_path),
        DEMARC_SECRET_KEY=secrets.token_urlsafe(64),
        DEMARC_BASE_URL="https://demarc.example.org",
        DEMARC_DATABASE_URL="postgresql://demarc:word@db.example.org/demarc?sslmode=verify-full",
        DEMARC_BEHIND_PROXY="yes",
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("DEMARC_X", "DEMARC_X_FILE"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize("value", ["short", "a" * 60], ids=["too short", "not random"])
def test_a_weak_secret_is_refused_and_not_repeated(said: pytest.MonkeyPatch, tmp_path: Path, value: str) -> None:
    said.setenv("DEMARC_X", value)
    with pytest.raises(ImproperlyConfigured, match="at least 50") as refused:
        environment.secret("DEMARC_X", fallback=tmp_path / "none")
    assert value not in str(refused.value)


def test_a_secret_is_read_from_the_file_that_is_named(said: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file, value = tmp_path / "secret", secrets.token_urlsafe(64)
    said.setenv("DEMARC_X_FILE", str(file))
    with pytest.raises(ImproperlyConfigured, match="which is not a file"):
        environment.secret("DEMARC_X", fallback=tmp_path / "none")
    file.write_text(f"{value}\n")
    assert environment.secret("DEMARC_X", fallback=tmp_path / "none") == value


@pytest.mark.parametrize(
    "address",
    ["http://demarc.example.org", "http://10.0.0.7:8000", "demarc.example.org", "ftp://127.0.0.1", "https://"],
)
def test_an_address_over_which_log_ins_would_go_open_is_refused(said: pytest.MonkeyPatch, address: str) -> None:
    said.setenv("DEMARC_X", address)
    with pytest.raises(ImproperlyConfigured, match="DEMARC_X is"):
        environment.base_url("DEMARC_X", "")


def test_addresses_that_are_fine(said: pytest.MonkeyPatch) -> None:
    assert environment.base_url("DEMARC_X", "http://127.0.0.1:8000/") == ("http://127.0.0.1:8000", "127.0.0.1", False)
    said.setenv("DEMARC_X", "https://demarc.example.org")
    assert environment.base_url("DEMARC_X", "") == ("https://demarc.example.org", "demarc.example.org", True)


@pytest.mark.parametrize(
    "address",
    [
        "mysql://demarc@db/demarc",
        "sqlite://relative.sqlite3",
        "sqlite://",
        "postgresql://db.example.org",
        "postgresql://demarc:word@db:port/demarc",
        "/var/lib/demarc.sqlite3",
    ],
)
def test_a_database_that_is_not_understood_is_refused(said: pytest.MonkeyPatch, address: str) -> None:
    said.setenv("DEMARC_X", address)
    with pytest.raises(ImproperlyConfigured, match="DEMARC_X") as refused:
        environment.database("DEMARC_X", "")
    assert "word@" not in str(refused.value).replace("password@", "")


def test_what_an_address_says_of_encryption_is_kept(said: pytest.MonkeyPatch) -> None:
    said.setenv("DEMARC_X", "postgresql://de%40marc:p%2Fw@db.example.org:6432/demarc?sslmode=verify-full")
    read = environment.database("DEMARC_X", "")
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"]) == ("de@marc", "p/w", "db.example.org", "6432")
    assert read["OPTIONS"] == {"sslmode": "verify-full"}


@pytest.mark.parametrize(
    "address",
    ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://de:word@mail:port", "smtp://mail/folder"],
)
def test_a_mail_server_that_is_not_understood_is_refused(said: pytest.MonkeyPatch, address: str) -> None:
    said.setenv("DEMARC_X", address)
    with pytest.raises(ImproperlyConfigured, match="DEMARC_X") as refused:
        environment.mail("DEMARC_X")
    assert "word@mail" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("", ("", 0, "", "", False, False)),
        ("smtp://mail.example.org", ("mail.example.org", 587, "", "", False, True)),
        ("smtp://d%40e:p%2Fw@mail.example.org:2525", ("mail.example.org", 2525, "d@e", "p/w", False, True)),
        ("smtps://mail.example.org", ("mail.example.org", 465, "", "", True, False)),
        ("smtp://127.0.0.1:25", ("127.0.0.1", 25, "", "", False, False)),
    ],
)
def test_no_mail_goes_open_but_on_loopback(said: pytest.MonkeyPatch, address: str, meant: tuple[object, ...]) -> None:
    said.setenv("DEMARC_X", address)
    assert environment.mail("DEMARC_X") == meant


def test_who_sends_mail_says_from_which_address(said: pytest.MonkeyPatch) -> None:
    assert environment.sender("DEMARC_X", is_needed=False) == ""
    for address in ("", "demarc", "@", "Demarc <>"):
        said.setenv("DEMARC_X", address)
        with pytest.raises(ImproperlyConfigured, match="write the address that mails come from"):
            environment.sender("DEMARC_X", is_needed=True)
    for address in ("demarc@example.org", "Demarc <demarc@example.org>"):
        said.setenv("DEMARC_X", address)
        assert environment.sender("DEMARC_X", is_needed=True) == address


@pytest.mark.parametrize(("value", "meant"), [("yes", True), ("ON", True), ("0", False), ("", False)])
def test_flags(said: pytest.MonkeyPatch, value: str, meant: bool) -> None:
    said.setenv("DEMARC_X", value)
    assert environment.flag("DEMARC_X") is meant


def test_a_flag_or_level_that_is_neither_is_refused(said: pytest.MonkeyPatch) -> None:
    said.setenv("DEMARC_X", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="write yes or no"):
        environment.flag("DEMARC_X")
    with pytest.raises(ImproperlyConfigured, match="write DEBUG, INFO"):
        environment.level("DEMARC_X", "WARNING")


def test_networks_are_read_and_what_is_none_is_refused(said: pytest.MonkeyPatch) -> None:
    assert environment.networks("DEMARC_X") == []
    said.setenv("DEMARC_X", "10.20.0.0/16, fd00:1::/64")
    assert [str(each) for each in environment.networks("DEMARC_X")] == ["10.20.0.0/16", "fd00:1::/64"]
    for wrong in ("10.20.0.1/16", "the office"):
        said.setenv("DEMARC_X", wrong)
        with pytest.raises(ImproperlyConfigured, match="Write networks"):
            environment.networks("DEMARC_X")
