"""The empty database, migrated by the first process of a run that needs it and copied by the others."""

import fcntl
import os
import sqlite3
from pathlib import Path

from django.db import connection

FOLDER = "DEMARC_TEST_MIGRATED"
"""Names the folder that the processes of one run share; without it each migrates a database of its own."""
TEMPLATE = "demarc_migrated"


class Migrated:
    """Whoever asks first holds the lock until the database is there to be copied."""

    def __init__(self) -> None:
        self._folder = Path(os.environ[FOLDER]) if FOLDER in os.environ else None
        self._taken = False

    def take(self, name: str) -> bool:
        """True when the database `name` (a file's path on SQLite) is there now, migrated; else the caller migrates."""
        if self._folder is None:
            return False
        self._lock = (self._folder / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._taken = (self._folder / "done").exists()
        if self._taken:
            self._copy(TEMPLATE, name)
            self._lock.close()
        return self._taken

    def leave(self) -> None:
        """The database that was just migrated here, for the others."""
        if self._folder is None or self._taken:
            return
        self._copy(str(connection.settings_dict["NAME"]), TEMPLATE)
        (self._folder / "done").touch()
        self._lock.close()

    def _copy(self, source: str, target: str) -> None:
        connection.close()  # PostgreSQL copies no database that somebody is connected to
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                quoted = connection.ops.quote_name
                cursor.execute(f"CREATE DATABASE {quoted(target)} TEMPLATE {quoted(source)}")
            return
        assert self._folder is not None
        with sqlite3.connect(self._folder / source) as old, sqlite3.connect(self._folder / target) as new:
            old.backup(new)
        old.close()
        new.close()
