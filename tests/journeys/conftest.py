"""One Chromium for all journeys of a test process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect

from evidence.ledger.keys import create_key
from tests.journeys.browser import PATIENCE, running_chromium


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Playwright's own loop runs in this thread, and Django would take our queries for asynchronous ones."""
    with pytest.MonkeyPatch.context() as patch, running_chromium() as browser:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=PATIENCE)
        yield browser


@pytest.fixture
def ledger_key() -> Path:
    path: Path = settings.SIGNING_KEY_FILE
    if not path.exists():
        create_key(path)
    return path
