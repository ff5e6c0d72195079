"""Real Celery workers as processes of their own, on the test's database and broker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.parse import quote

from django.db import connection

PROJECT = Path(__file__).resolve().parents[2]


def environment() -> dict[str, str]:
    """What a process needs to work on the database that this test writes to."""
    quietly = {"PYTHONWARNINGS": "ignore", "C_FORCE_ROOT": "1"}
    at_once = {"CELERY_SKIP_CHECKS": "1"}  # the same at every start, and longer than the start itself
    return {**os.environ, "DEMARC_DATABASE_URL": database_url(), **quietly, **at_once}


def database_url() -> str:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    login = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    if str(settings["HOST"]).startswith("/"):
        return f"postgresql://{login}@/{settings['NAME']}?host={settings['HOST']}"
    return f"postgresql://{login}@{settings['HOST']}:{settings['PORT'] or 5432}/{settings['NAME']}"


class Worker:
    """A worker process. `kill()` is kill -9: it gets no chance to say anything.

    pool: "threads", or "prefork" for children that work. log: the file that takes what it says, warnings too.
    """

    def __init__(
        self,
        app: str = "tests.evidence.marking_worker",
        threads: int = 4,
        *,
        pool: str = "threads",
        log: Path | None = None,
    ) -> None:
        command = [sys.executable, "-m", "celery", "--quiet", "-A", app, "worker", "--pool", pool]
        command += ["--concurrency", str(threads), "--loglevel", "WARNING" if log else "ERROR"]
        command += ["--without-gossip", "--without-mingle"]
        command += ["--without-heartbeat", "--hostname", f"{os.urandom(4).hex()}@test"]
        with log.open("ab") if log else nullcontext() as said:
            self.process = subprocess.Popen(
                command, cwd=PROJECT, env=environment(), start_new_session=True, stdout=said, stderr=said
            )

    def children(self) -> list[int]:
        """The ids of the processes that it forked."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def a_worker(app: str = "tests.evidence.marking_worker", threads: int = 4) -> Iterator[Worker]:
    worker = Worker(app, threads)
    try:
        yield worker
    finally:
        worker.stop()


def wait_until(over: Callable[[], bool], *, seconds: float, meanwhile: Callable[[], object] = lambda: None) -> bool:
    """True once `over()`; False when it took longer. `meanwhile` is done four times a second."""
    until = time.monotonic() + seconds
    while not over():
        if time.monotonic() > until:
            return False
        meanwhile()
        time.sleep(0.25)
    return True
