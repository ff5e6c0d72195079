"""A simulated AWS over HTTP, and the collectors as the product finds them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from evidence.collecting.contract import Collector
from evidence.ledger.keys import create_key
from tests.evidence.cells import found
from tests.evidence.connected_harbour import aws_is_the_estate, connected, estate
from tests.evidence.simulated import empty, point_at, running_moto


@pytest.fixture(scope="session")
def collectors() -> dict[str, Collector]:
    """The product's collectors, vetted against the product's catalogue."""
    return found()


@pytest.fixture(scope="session")
def moto_address() -> Iterator[str]:
    with running_moto() as address:
        yield address


@pytest.fixture
def aws(moto_address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The simulated AWS, empty, as boto3 finds it: by the environment, as in the demonstration."""
    empty(moto_address)
    point_at(moto_address, monkeypatch)
    return moto_address


@pytest.fixture
def ledger_key() -> Path:
    """The file of the ledger's signing key, made once for all tests of a process."""
    path: Path = settings.SIGNING_KEY_FILE
    if not path.exists():
        create_key(path)
    return path


__all__ = ["aws_is_the_estate", "connected", "estate"]
