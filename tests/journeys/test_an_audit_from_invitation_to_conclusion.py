"""Does an audit go through in a real browser: opened, accepted, concluded by keyboard, taken away, revoked?"""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from compliance.models import Conclusion, Engagement, JournalEntry
from evidence.actions.packing import request_pack
from tests.compliance.audited import NEW
from tests.evidence.exhibits import as_if_sealed, hand_in
from tests.factories import Harbour
from tests.journeys.browser import Guest, Visitor, choose, tab_to

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("ledger_key"),
    pytest.mark.django_db(transaction=True),
]


def olive_opens_an_audit_and_invites(page: Page, harbour: Harbour) -> str:
    """The path of the link that she passes on: there is no mail server."""
    page.goto(reverse("compliance:audits", args=[harbour.system.pk]))
    page.get_by_role("link", name="Open an audit").click()
    page.get_by_label("Title").fill("HIPAA assessment")
    page.get_by_label("HIPAA", exact=True).select_option(label="Examined")
    page.get_by_label("First day of the period").fill(harbour.engagement.period_start.isoformat())
    page.get_by_label("Last day of the period").fill(harbour.on.isoformat())
    page.get_by_role("button", name="Open the audit").click()
    expect(page.get_by_role("status")).to_contain_text("invite its auditors")
    page.get_by_label("Mail address").fill(NEW)
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.locator("#invitation-link")).to_contain_text("/invitations/")
    return urlsplit(page.locator("#invitation-link").inner_text()).path


def ines_accepts(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.locator("main")).to_contain_text("You are invited to audit")
    page.get_by_label("Your name").fill("Ines Roth")
    page.get_by_label("Password", exact=True).fill("seven grey herons")
    page.get_by_label("Password, once more").fill("seven grey herons")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text("What you read here is recorded")
    page.wait_for_load_state()


def ines_concludes_by_keyboard(page: Page) -> None:
    """First from the list, then on the page of a requirement, with nothing but keys.

    The list is asked for once the words are whole, and not again when she leaves the field: that would
    untick what she ticks meanwhile.
    """
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    tab_to(page, "Find", "searchbox")
    page.keyboard.insert_text("audit controls")
    page.wait_for_url("**q=audit%20controls**", wait_until="commit")
    expect(page.locator("#requirements")).to_contain_text("1 of ")
    tab_to(page, "164.312(b) Audit controls", "checkbox")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    choose(page, "No exception noted")
    tab_to(page, "Record")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 conclusion is recorded.")
    assert sum(one.startswith("GET ") and "q=audit%20controls" in one for one in asked) == 1
    tab_to(page, "164.312(b) Audit controls", "link")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("The system’s part")
    tab_to(page, "Conclusion", "combobox")
    choose(page, "Exception noted")
    tab_to(page, "Note", "textbox")
    page.keyboard.type("Two days are missing.")
    tab_to(page, "Record")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your conclusion is recorded.")
    expect(page.locator("main")).to_contain_text("Concluded before")


def test_from_invitation_to_conclusion(chromium: Browser, live_server: LiveServer, harbour: Harbour) -> None:
    olive = Visitor(chromium, live_server.url, harbour.cast.olive)
    link = olive_opens_an_audit_and_invites(olive.page, harbour)
    ines = Guest(chromium, live_server.url, width=390)
    ines_accepts(ines.page, link)
    assert not ines.is_too_wide()
    own = ines.page.url
    ines_concludes_by_keyboard(ines.page)
    assert not ines.is_too_wide()
    assert list(Conclusion.objects.order_by("recorded_at").values_list("outcome", flat=True)) == [
        "no-exception",
        "exception",
    ]

    item = hand_in(harbour).item
    audit = Engagement.objects.get(title="HIPAA assessment")
    pack = request_pack(engagement=audit, edition=audit.editions.get(), actor=harbour.cast.olive, now=item.received_at)
    as_if_sealed(pack, b"PK stands for a pack")
    ines.page.goto(own)
    ines.page.get_by_role("link", name="Packs").first.click()
    ines.page.get_by_role("link", name="HIPAA assessment").click()
    with ines.page.expect_download() as taken:
        ines.page.get_by_role("button", name="Download").click()
    assert taken.value.path().read_bytes() == b"PK stands for a pack"
    assert olive.complaints + ines.complaints == []

    page = olive.opens(reverse("compliance:audit", args=[harbour.system.pk, audit.pk]))
    page.get_by_role("link", name="Ines Roth").click()
    page.get_by_role("button", name="Revoke now").click()
    expect(page.get_by_role("status")).to_contain_text("sees nothing of this audit any more")
    for address in (own, live_server.url + reverse("compliance:system", args=[harbour.system.pk])):
        answer = ines.page.goto(address)
        assert answer is not None and answer.status == 404
    page.get_by_role("link", name="Custody log").click()
    expect(page.locator("main")).to_contain_text("164.312(b) Audit controls")
    assert JournalEntry.objects.filter(verb="custody.read", subject_kind="pack").count() == 2
