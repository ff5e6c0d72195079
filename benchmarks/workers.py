"""Real Celery workers for a benchmark, `celery -A benchmarks.workers worker`: nobody paces a simulated AWS."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from compliance.config.celery import app
from evidence import embedded
from evidence.collecting import rates
from evidence.collecting.shipped import collectors

UNBOUNDED = rates.Rate(1_000_000, 1_000_000)
rates.RATES.clear()
rates.CAUTIOUS = UNBOUNDED  # the bucket is asked all the same


@app.on_after_finalize.connect
def warm_up(**_: object) -> None:
    """A worker has read catalogue and collectors before it is measured; it does so once in its life."""
    collectors()


@contextmanager
def workers(number: int, threads: int, *, app: str = "benchmarks.workers") -> Iterator[list[subprocess.Popen[bytes]]]:
    command = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "-A", app, "worker"]
    command += ["--pool", "threads", "--concurrency", str(threads), "--loglevel", "ERROR"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    with ExitStack() as stack:
        started = []
        for name in range(number):
            hostname = ["--hostname", f"{name}@benchmark"]
            surroundings = {**os.environ, "C_FORCE_ROOT": "1", **embedded.LEAN}
            process = subprocess.Popen([*command, *hostname], env=surroundings, stdout=subprocess.DEVNULL)
            stack.callback(_stop, process)
            started.append(process)
        yield started


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()


def peak_memory(process: subprocess.Popen[bytes]) -> float:
    """MB, by the kernel's own account."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
