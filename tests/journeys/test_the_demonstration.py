"""Does the whole job run in one command, and does a second start go on where the first one ended?"""

import os
import re
import secrets
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.packing import verify
from tests.midnight import pass_midnight

PROJECT = Path(__file__).parents[2]
TABLES = (
    "evidence_item evidence_itemuse evidence_observation evidence_pack evidence_run evidence_request evidence_review "
    "evidence_population evidence_sample compliance_assignment compliance_assignmentrule compliance_conclusion "
    "compliance_duty compliance_finding compliance_findingstep compliance_user"
)
ONCE = {"evidence_population": 1, "evidence_sample": 1, "compliance_finding": 1, "compliance_findingstep": 2}
"""The audit, half-way."""


def show(folder: Path) -> str:
    """What `manage.py demo --no-serve` prints, in surroundings of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DEMARC_", "DJANGO_", "AWS_"))}
    shown = subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-serve"],
        cwd=PROJECT,
        env={**kept, "DEMARC_DATA_DIR": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr
    return shown.stdout


def counted(folder: Path) -> dict[str, int]:
    database = sqlite3.connect(folder / "demarc.sqlite3")
    try:
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES.split()}
    finally:
        database.close()


def requests(folder: Path) -> dict[str, list[str]]:
    """The auditor's requests by her number, with where their answers stand."""
    database = sqlite3.connect(folder / "demarc.sqlite3")
    try:
        rows = database.execute(
            "SELECT reference, state FROM evidence_request JOIN evidence_itemuse ON request_id = evidence_request.id "
            "WHERE reference != '' ORDER BY reference"
        ).fetchall()
    finally:
        database.close()
    return {reference: [state for each, state in rows if each == reference] for reference, _ in rows}


@pytest.mark.slow
def test_the_whole_job_in_one_command_and_again(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text(secrets.token_urlsafe(64))
    pass_midnight(minutes=6)  # another day expects more evidence than the one before

    first = show(tmp_path)

    assert re.search(r"154 of HIPAA: \d+ inherited, [1-9]\d* shared, [1-9]\d* yours", first)
    assert re.search(r"[1-9]\d* answers “could not look”", first)
    assert "Verified      yes" in first
    before = counted(tmp_path)
    assert before.items() >= ONCE.items()
    assert requests(tmp_path) == {"A-01": ["accepted"], "A-02": ["returned"]}
    (pack,) = (tmp_path / "packs").glob("*.zip")
    key = re.search(r"--key '([^']+)'", first)
    assert key and verify.main([str(pack), "--key", key[1]]) == 0

    second = show(tmp_path)

    assert "Nothing is stale" in second
    assert counted(tmp_path) == before
    assert [pack] == list((tmp_path / "packs").glob("*.zip"))


def test_a_taken_port_is_said_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text(secrets.token_urlsafe(64))
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        said = subprocess.run(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=PROJECT,
            env={"PATH": os.environ["PATH"], "DEMARC_DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert said.returncode == 1
    assert f"Port {port} is taken: stop what listens there, or choose another one with --port." in said.stderr
    assert not (tmp_path / "demarc.sqlite3").exists()
