"""Does the same job run on an account that nobody prepared, by the commands of the README alone?"""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.collecting.policy import permissions_policy
from evidence.collecting.shipped import collectors
from evidence.demo.estate import ACCOUNTS, BASE, REGIONS, Estate, create_role

PROJECT = Path(__file__).parents[2]
ACCOUNT = ACCOUNTS[0].id


@pytest.fixture
def estate() -> Iterator[Estate]:
    with Estate(port=0) as running:
        yield running


class Terminal:
    """Somebody at a shell, with a data folder of their own and AWS credentials in the environment."""

    def __init__(self, folder: Path, estate: Estate) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DEMARC_", "DJANGO_"))}
        self.surroundings = estate.environment(kept) | {
            "DEMARC_DATA_DIR": str(folder),
            "DJANGO_SUPERUSER_PASSWORD": secrets.token_urlsafe(16),
            "COLUMNS": "200",
        }

    def runs(self, *words: str) -> str:
        status, said = self.tries(*words)
        assert status == 0, said
        return said

    def tries(self, *words: str) -> tuple[int, str]:
        command = [sys.executable, "manage.py", *words]
        ended = subprocess.run(command, cwd=PROJECT, env=self.surroundings, capture_output=True, text=True, check=False)
        return ended.returncode, ended.stdout + ended.stderr


@pytest.mark.slow
def test_from_an_empty_folder_to_sealed_evidence(tmp_path: Path, estate: Estate) -> None:
    (tmp_path / "secret-key").write_text(secrets.token_urlsafe(64))
    shell = Terminal(tmp_path, estate)
    shell.runs("migrate", "--verbosity", "0")
    assert "0 changed" in shell.runs("load_frameworks")
    assert "BEGIN PUBLIC KEY" in shell.runs("signing_key", "--create")
    shell.runs("createsuperuser", "--noinput", "--email", "you@example.org", "--name", "You")

    status, said = shell.tries("collect", "--account", ACCOUNT)
    assert status == 1
    assert f"Account {ACCOUNT} is in no system yet" in said

    words = ["--name", "Patient records", "--officer", "you@example.org", "--data", "phi"]
    status, said = shell.tries("create_system", "clinic", *words, "--role", "emperor")
    assert status == 1
    assert "'emperor' is no role under HIPAA" in said
    shell.runs("create_system", "clinic", *words, "--role", "covered-entity")
    used = ["--service", "s3", "--service", "rds", "--service", "kms:affects", "--service", "iam:affects"]
    said = shell.runs(
        "scope_account", ACCOUNT, "--system", "clinic", "--name", "production", "--region", REGIONS[0], *used
    )
    assert re.search(r"[1-9]\d+ duties opened", said)

    status, said = shell.tries("collect", "--account", ACCOUNT, "--only", "s3", "--only", "rds")
    assert status == 1
    assert "AWS refused to let us assume the role" in said
    external_id = re.search(r"ExternalId for its trust policy: (\S+)", said)
    assert external_id

    create_role(
        endpoint_url=estate.endpoint_url,
        account_id=ACCOUNT,
        external_id=external_id[1],
        trusted_arn=BASE.arn,
        policy=permissions_policy(collectors().values()),
    )
    said = shell.runs("collect", "--account", ACCOUNT, "--only", "s3", "--only", "rds")
    assert "Proven: the role lets us in, and refuses us without the ExternalId." in said
    assert "2 of 2 cells seen whole (100 %)" in said
