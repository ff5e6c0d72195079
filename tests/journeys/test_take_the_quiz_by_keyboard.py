"""Can Nora take the whole quiz with nothing but a keyboard, and does Rita find the pass in review?"""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from compliance.actions.assigning import assign
from evidence.models import ItemUse, TrainingAttempt, UseState
from evidence.training.quiz import quiz
from tests.factories import Harbour
from tests.journeys.browser import Visitor, arrow_down_to, tab_to

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("ledger_key"),
    pytest.mark.django_db(transaction=True),
]


def answers(page: Page, choice: str) -> None:
    """Into the group of choices by Tab, down to the choice by the arrows, and Enter."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "choice":
            break
    page.keyboard.press("Space")
    arrow_down_to(page, "value", choice)
    page.keyboard.press("Enter")


def test_nora_passes_by_keyboard_and_rita_accepts(chromium: Browser, live_server: LiveServer, harbour: Harbour) -> None:
    duty = harbour.duty("security-awareness")
    assign(
        duty=duty,
        owner=harbour.cast.ben,
        reviewer=harbour.cast.rita,
        due_on=None,
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now,
    )
    nora = Visitor(chromium, live_server.url, harbour.cast.nora, width=390)
    page = nora.opens(reverse("evidence:training"))
    assert not nora.is_too_wide()
    tab_to(page, "Begin")
    page.keyboard.press("Enter")
    total = len(quiz().questions)
    for place, question in enumerate(quiz().questions.values()):
        expect(page.locator("main")).to_contain_text(f"Question {place + 1} of {total}")
        answers(page, question.tempting.choice if place == 0 else question.right)
        expect(page.get_by_role("status").last).to_contain_text("Not right." if place == 0 else "Right.")
        assert place > 3 or not nora.is_too_wide()
        tab_to(page, "See the result" if place == total - 1 else "Next question", "link")
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(f"{total - 1} of {total} right")
    expect(page.locator("main")).to_contain_text("Harbour Clinic patient records")
    assert not nora.is_too_wide()
    assert TrainingAttempt.objects.get().passed

    rita = Visitor(chromium, live_server.url, harbour.cast.rita)
    page = rita.opens(reverse("compliance:duty", args=[harbour.system.pk, duty.pk]))
    page.locator("#evidence").get_by_label("Comment").fill("Compared with the list of staff.")
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("main")).to_contain_text("Accepted, as support in part.")
    assert ItemUse.objects.get().state == UseState.ACCEPTED
    assert nora.complaints + rita.complaints == []
