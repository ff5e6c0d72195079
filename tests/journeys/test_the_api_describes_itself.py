"""Can somebody read the API's description in a browser, under the same content policy as every page?"""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import Harbour
from tests.journeys.browser import Visitor


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_each_operation_can_be_opened_and_nothing_is_blocked(
    harbour: Harbour, live_server: LiveServer, chromium: Browser
) -> None:
    olive = Visitor(chromium, live_server.url, harbour.cast.olive)
    page = olive.opens("/api/v1/docs/")
    operation = page.locator("#operations-duties-duty_assign")
    operation.get_by_role("button").first.click()
    expect(operation).to_contain_text("Give a duty to an owner, and to somebody else for review")
    expect(operation).to_contain_text("application/problem+json")
    assert olive.complaints == []
