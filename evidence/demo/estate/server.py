"""One process that seeds the estate and serves it on 127.0.0.1 until it is told to stop."""

import argparse
import json
import logging
import os
import signal
import socket
import sys
import threading
import time
import warnings
from pathlib import Path

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server

from evidence.demo.estate import seed
from evidence.demo.estate.identities import ACCOUNTS, ORGANISATION
from evidence.demo.estate.layer import Layer
from evidence.demo.estate.running import DEFAULT_PORT

HOST = "127.0.0.1"


class QuietHandler(MotoRequestHandler):
    """Moto's request handler without a line for each of the hundreds of calls."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def main() -> int:
    """Serve until SIGTERM, SIGINT or, with --stop-with-stdin, the end of input. Returns the exit status."""
    options = _options()
    _forget_outer_settings()
    try:
        listening = socket.create_server((HOST, options.port), backlog=128)
    except OSError as error:
        print(_cannot_listen(options.port, error), file=sys.stderr)
        return 2
    started = time.monotonic()
    resources = seed.plant()
    moto = DomainDispatcherApplication(create_backend_app)
    server = make_server(HOST, 0, Layer(moto), threaded=True, request_handler=QuietHandler, fd=listening.fileno())
    _stop_when_told(server, with_stdin=options.stop_with_stdin)
    endpoint_url = f"http://{HOST}:{listening.getsockname()[1]}"
    print(
        f"Simulated AWS estate of {ORGANISATION}: {sum(resources.values())} resources in {len(ACCOUNTS)} "
        f"accounts on {endpoint_url}, planted in {time.monotonic() - started:.1f} s.",
        flush=True,
    )
    if options.ready_file:
        _announce(options.ready_file, {"endpoint_url": endpoint_url, "resources": resources})
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    listening.close()
    return 0


def _stop_when_told(server: BaseWSGIServer, *, with_stdin: bool) -> None:
    def stop(*_: object) -> None:
        # shutdown() waits for the loop that the signalled thread itself may be running.
        threading.Thread(target=server.shutdown, daemon=True).start()

    def stop_at_end_of_input() -> None:
        # os.read, not sys.stdin: a thread inside sys.stdin at the interpreter's end aborts the process.
        while os.read(0, 1024):
            pass
        stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if with_stdin:
        threading.Thread(target=stop_at_end_of_input, daemon=True).start()


def _announce(ready_file: Path, facts: dict[str, object]) -> None:
    """Write the file whole or not at all: whoever waits for it reads it the moment it exists."""
    unfinished = ready_file.with_name(f"{ready_file.name}.unfinished")
    unfinished.write_text(json.dumps(facts), encoding="utf-8")
    unfinished.replace(ready_file)


def _forget_outer_settings() -> None:
    """Nobody's own AWS settings may reach the seeding, and moto gets the few settings we mean."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "MOTO_"))]:
        del os.environ[name]
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    os.environ["MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS"] = "false"
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
    warnings.simplefilter("ignore")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)


def _cannot_listen(port: int, error: OSError) -> str:
    return (
        f"The simulated AWS estate cannot listen on {HOST}:{port} ({os.strerror(error.errno or 0)}). "
        "Stop the program that holds the port, or choose another with --port (0 takes any free one)."
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evidence.demo.estate", description=__doc__)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes any free port")
    parser.add_argument("--ready-file", type=Path, help="written with the endpoint once calls are answered")
    parser.add_argument("--stop-with-stdin", action="store_true", help="stop at the end of standard input")
    return parser.parse_args()
