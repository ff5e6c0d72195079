"""Start the simulated estate as a process of its own, wait until it answers, and stop it."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from evidence.demo.estate.identities import BASE, REGIONS

DEFAULT_PORT = 5055
START_SECONDS = 120
STOP_SECONDS = 10
PROJECT = Path(__file__).resolve().parents[3]


class EstateError(RuntimeError):
    """The estate could not be started; the message says why and what to do."""


class Estate:
    """The running estate, as a context manager or by `start()` and `stop()`.

    `port=0` takes any free port. The process also ends by itself when its starter dies. Raises EstateError.
    """

    def __init__(self, port: int = DEFAULT_PORT) -> None:
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None
        self.endpoint_url = ""
        self.resources: dict[str, int] = {}

    def start(self) -> Self:
        """Start the process and wait until it answers; then `endpoint_url` and `resources` are known."""
        with tempfile.TemporaryDirectory(prefix="demarc-estate-") as folder:
            ready = Path(folder) / "ready.json"
            with tempfile.TemporaryFile(dir=folder) as errors:
                self._process = process = subprocess.Popen(
                    [
                        *(sys.executable, "-m", "evidence.demo.estate", "--stop-with-stdin"),
                        *("--port", str(self._port), "--ready-file", str(ready)),
                    ],
                    cwd=PROJECT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                )
                try:
                    _wait(process, ready)
                except EstateError as error:
                    self.stop()
                    errors.seek(0)
                    said = errors.read().decode(errors="replace").strip()
                    raise EstateError(said or str(error)) from None
            facts = json.loads(ready.read_text(encoding="utf-8"))
        self.endpoint_url = facts["endpoint_url"]
        self.resources = facts["resources"]
        return self

    def stop(self) -> None:
        """Stop the process; nothing happens when it is not running."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin:
            process.stdin.close()

    def environment(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """The environment in which boto3 calls this estate as the installation, and knows no other AWS."""
        kept = {name: value for name, value in inherited.items() if not name.startswith("AWS_")}
        return kept | {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": BASE.access_key_id,
            "AWS_SECRET_ACCESS_KEY": BASE.secret_access_key,
            "AWS_DEFAULT_REGION": REGIONS[0],
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def _wait(process: subprocess.Popen[bytes], ready: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready.exists():
        if process.poll() is not None:
            raise EstateError(f"The simulated AWS estate ended at once, with status {process.returncode}.")
        if time.monotonic() > deadline:
            raise EstateError(f"The simulated AWS estate did not answer within {START_SECONDS} seconds.")
        time.sleep(0.05)
