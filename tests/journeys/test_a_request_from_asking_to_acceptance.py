"""Does a request go its way in a real browser: asked by an auditor, answered by keyboard, returned, accepted?"""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.evidence.asked import ask
from tests.factories import Harbour
from tests.journeys.browser import Visitor
from tests.pdfs import one_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("ledger_key"),
    pytest.mark.django_db(transaction=True),
]


NAMES = """() => {
  const at = document.activeElement;
  return [...(at.labels ?? [])].map((label) => label.innerText).concat(at.innerText, at.ariaLabel);
}"""
"""Of what has the focus."""


def pdf(name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": one_page()}


def reach(page: Page, label: str) -> None:
    """Press Tab until the field or button of that name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if label in [str(name).strip() for name in page.evaluate(NAMES)]:
            return
    raise AssertionError(f"Nobody gets to “{label}” by keyboard")


def hand_in(page: Page, *names: str) -> None:
    """By keyboard alone; what the space bar opens on the field of files is the browser's own window.

    It is awaited before the way to the field: Chromium hears a moment after that its window is to be caught, and one
    that opened in that moment would be seen by nobody.
    """
    with page.expect_file_chooser() as opened:
        reach(page, "Files")
        page.keyboard.press("Space")
    opened.value.set_files([pdf(name) for name in names])
    expect(page.locator(".sending li")).to_have_count(len(names))
    reach(page, "Seal and hand in")
    page.keyboard.press("Enter")


def ask_as(ada: Visitor, duty: str) -> str:
    """From the duty's page; the address of the request."""
    page = ada.opens(duty)
    page.get_by_role("link", name="Ask for evidence").click()
    expect(page.get_by_label("Duty")).to_have_value(duty.rstrip("/").rpartition("/")[2])
    page.get_by_label("What is asked for").fill("Log reviews of October")
    page.get_by_label("In more words").fill("Both weeks, with what was found.")
    page.get_by_label("Number").fill("PBC-12")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("is asked for")
    return page.url


def test_ada_asks_ben_answers_rita_returns_one_and_accepts_the_next(
    chromium: Browser, live_server: LiveServer, harbour: Harbour
) -> None:
    cast = harbour.cast
    ada = Visitor(chromium, live_server.url, cast.ada)
    request = ask_as(ada, reverse("compliance:duty", args=[harbour.system.pk, harbour.duty("log-review").pk]))

    ben = Visitor(chromium, live_server.url, cast.ben)
    page = ben.page
    expect(page.locator("#asked-of-me")).to_contain_text("Log reviews of October")
    reach(page, "PBC-12 Log reviews of October")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Log reviews of October")
    hand_in(page, "week-one.pdf", "week-two.pdf")
    expect(page.get_by_role("status")).to_contain_text("2 files are sealed and wait for review")
    expect(page.locator("#answers .line-of-items > li")).to_have_count(2)
    assert page.url == request

    rita = Visitor(chromium, live_server.url, cast.rita)
    expect(rita.page.locator("#to-review")).to_contain_text("week-one.pdf")
    page = rita.opens(request)
    answer = page.locator("#answers .line-of-items > li")
    answer.filter(has_text="week-one.pdf").get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text("Accepted: it counts.")
    second = answer.filter(has_text="week-two.pdf")
    second.get_by_label("Comment").fill("The second week is cut off.")
    second.get_by_role("button", name="Give back").click()
    expect(page.get_by_role("status")).to_contain_text("Given back with your comment.")
    expect(page.locator(".head")).to_contain_text("Returned")

    page = ben.opens(request)
    expect(page.locator("#answers")).to_contain_text("The second week is cut off.")
    expect(page.get_by_label("A new version of").locator("option:checked")).to_have_text("week-two.pdf")
    hand_in(page, "week-two-whole.pdf")
    expect(page.get_by_role("status")).to_contain_text("sealed and waits for review")
    expect(page.locator("#answers")).to_contain_text("replaced by week-two-whole.pdf")

    page = rita.opens(request)
    page.locator("#answers .line-of-items > li").first.get_by_role("button", name="Accept").click()
    expect(page.locator(".head")).to_contain_text("Accepted")

    page = ada.opens(request)
    expect(page.locator(".head")).to_contain_text("Accepted")
    expect(page.locator("#answers")).to_contain_text("week-two-whole.pdf")
    expect(page.locator("#answers")).not_to_contain_text("cut off")
    assert [ada.complaints, ben.complaints, rita.complaints] == [[], [], []]


def test_a_refused_file_keeps_the_others_and_what_was_typed(
    chromium: Browser, live_server: LiveServer, harbour: Harbour
) -> None:
    """The files are still chosen: taking the bad one out is all that is left to do."""
    request = ask(harbour, "log-review", title="Log reviews")
    ben = Visitor(chromium, live_server.url, harbour.cast.ben)
    page = ben.opens(reverse("evidence:request", args=[harbour.system.pk, request.pk]))
    bad: FilePayload = {"name": "bad.pdf", "mimeType": "application/pdf", "buffer": b"MZ"}
    page.get_by_label("Files").set_input_files([pdf("good.pdf"), bad])
    page.get_by_label("Title").fill("October")
    page.get_by_role("button", name="Seal and hand in").click()
    expect(page.get_by_role("alert")).to_contain_text("bad.pdf: The file is not readable")
    expect(page.get_by_label("Title")).to_have_value("October")
    page.get_by_label("Files").set_input_files([pdf("good.pdf")])
    page.get_by_role("button", name="Seal and hand in").click()
    expect(page.locator("#answers")).to_contain_text("October")
