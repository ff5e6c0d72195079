"""The small catalogue, compiled, for tests that need to know every line of it; and a reader of the shipped one."""

from pathlib import Path

import pytest
from django.test import Client

from frameworks.compiled import Catalogue, compile_catalogue
from tests.cast import Cast
from tests.frameworks.small import PROGRAMMES, write_catalogue


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return compile_catalogue(write_catalogue(tmp_path_factory.mktemp("small") / "frameworks" / "catalogue"))


@pytest.fixture(scope="session")
def bridging(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The report is needed, must have ended within 243 days, and past its end a letter helps for 92 days."""
    text = PROGRAMMES.replace('role = "corroborating"', 'role = "necessary"')
    text = text.replace("current_days = 365", 'current_days = 243\nbridge_days = 92\nnever_covers = ["1.1"]')
    root = tmp_path_factory.mktemp("bridging")
    return compile_catalogue(write_catalogue(root, programmes=text))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where a test may write a catalogue of its own."""
    return tmp_path / "frameworks" / "catalogue"


@pytest.fixture
def reader(cast: Cast, client: Client) -> Client:
    """Somebody who has signed in and holds no role in any system."""
    client.force_login(cast.otto)
    return client
