"""Gives every test process its own surroundings: data folder, secret, broker, database.

Two variables choose the database: `DEMARC_TEST_DATABASE=postgresql` starts a throw-away PostgreSQL, and
`DEMARC_TEST_DATABASE_URL` names a server that is there already. Without them the tests run on SQLite.
"""

import gc
import os
import secrets
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.plugins.migrated import FOLDER as MIGRATED
from tests.plugins.postgres import running_postgres
from tests.plugins.valkey import running_valkey

CHOICE = "DEMARC_TEST_DATABASE"
SERVER = "DEMARC_TEST_DATABASE_URL"
RARELY = (50_000, 20, 20)
"""How seldom dead objects are looked for: with the catalogue in memory, the usual 700 costs a tenth of all the time."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    gc.set_threshold(*RARELY)
    stack = ExitStack()
    early_config.add_cleanup(stack.close)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="demarc-test-")))

    for name in list(os.environ):
        if name.startswith("DEMARC_") and not name.startswith("DEMARC_TEST_"):
            del os.environ[name]
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "localhost,127.0.0.1"  # where every server of the tests is
    os.environ["DEMARC_DATA_DIR"] = str(folder)
    (folder / "static").mkdir()  # whitenoise warns when it is missing
    os.environ["DEMARC_SECRET_KEY"] = secrets.token_urlsafe(64)
    os.environ["DEMARC_PASSWORD_HASHER"] = "django.contrib.auth.hashers.MD5PasswordHasher"
    own_server = not os.environ.get(SERVER)
    os.environ["DEMARC_DATABASE_URL"] = _database(stack) or f"sqlite:///{folder / 'demarc.sqlite3'}"
    if _only_hands_out_work(early_config):
        if own_server:  # on one that outlives the run, nothing is left behind
            (folder / "migrated").mkdir()
            os.environ[MIGRATED] = str(folder / "migrated")
    else:
        os.environ["DEMARC_BROKER_URL"] = stack.enter_context(running_valkey(folder))
    return (yield)


def _database(stack: ExitStack) -> str:
    """Address of the PostgreSQL to test on, empty for SQLite; workers find their controller's server."""
    choice = os.environ.get(CHOICE, "")
    if choice not in {"", "sqlite", "postgresql"}:
        raise pytest.UsageError(f"{CHOICE} is '{choice}': write sqlite or postgresql.")
    if choice == "postgresql" and not os.environ.get(SERVER):
        os.environ[SERVER] = stack.enter_context(running_postgres()).address
    return os.environ.get(SERVER, "") if choice != "sqlite" else ""


def _only_hands_out_work(config: pytest.Config) -> bool:
    """True in the controller of a run with pytest-xdist: the tests run in its workers."""
    return bool(config.known_args_namespace.numprocesses) and "PYTEST_XDIST_WORKER" not in os.environ
