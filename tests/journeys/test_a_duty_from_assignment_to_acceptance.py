"""Does the daily work go through in a real browser, under the strict policy, on every page?"""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from compliance.posture import Standing, posture_of_duty
from tests.factories import Harbour
from tests.journeys.browser import Visitor
from tests.pdfs import one_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("ledger_key"),
    pytest.mark.django_db(transaction=True),
]
PDF = {"name": "backup-policy.pdf", "mimeType": "application/pdf", "buffer": one_page()}


def test_olive_assigns_nora_hands_in_rita_accepts(chromium: Browser, live_server: LiveServer, harbour: Harbour) -> None:
    cast, system, backup = harbour.cast, harbour.system.pk, harbour.duty("backup").pk
    duty = reverse("compliance:duty", args=[system, backup])

    olive = Visitor(chromium, live_server.url, cast.olive)
    page = olive.opens(duty)
    page.locator("summary", has_text="Assign").click()
    page.get_by_label("Owner").select_option(label="Nora Lind")
    page.get_by_label("Reviewer").select_option(label="Rita Shah")
    page.get_by_role("button", name="Assign").click()
    expect(page.locator("#owner dl")).to_contain_text("Nora Lind")
    page.locator("summary", has_text="Split a service off").click()
    page.get_by_label("Service").select_option(label="Amazon RDS")
    page.get_by_role("button", name="Split off").click()
    expect(page.get_by_role("status")).to_contain_text("Backup: Amazon RDS is a duty of its own now")

    nora = Visitor(chromium, live_server.url, cast.nora)
    expect(nora.page.get_by_role("heading", name="What is due")).to_be_visible()
    page = nora.opens(duty)
    page.locator("summary", has_text="Hand in evidence").click()
    page.get_by_label("Title").fill("Backup policy, signed")
    page.get_by_label("File").set_input_files(PDF)
    page.get_by_role("button", name="Seal and hand in").click()
    expect(page.get_by_role("status")).to_contain_text("waits for review")
    expect(page.locator("#evidence")).to_contain_text("In review")

    rita = Visitor(chromium, live_server.url, cast.rita)
    page = rita.opens(duty)
    page.locator("#evidence").get_by_label("Comment").fill("Signed by the right person.")
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("#evidence")).to_contain_text("Signed by the right person.")
    assert posture_of_duty(harbour.duty("backup"), harbour.now).standing == Standing.EVIDENCED
    assert olive.complaints + nora.complaints + rita.complaints == []


def test_every_page_keeps_the_policy_and_the_width_of_a_phone(
    chromium: Browser, live_server: LiveServer, harbour: Harbour
) -> None:
    system, backup = harbour.system.pk, harbour.duty("encryption-at-rest").pk
    pages = [
        reverse("compliance:dashboard"),
        reverse("compliance:system", args=[system]),
        reverse("compliance:requirement", args=[system, "hipaa-2013", "164.312(b)"]),
        reverse("compliance:duties", args=[system]),
        reverse("compliance:duty", args=[system, backup]),
        reverse("compliance:assign", args=[system, backup]),
        reverse("evidence:timeline", args=[system, backup]),
        reverse("evidence:runs", args=[system]),
        reverse("evidence:packs", args=[system]),
    ]
    olive = Visitor(chromium, live_server.url, harbour.cast.olive, width=390)
    too_wide = []
    for address in pages:
        olive.opens(address)
        too_wide += [address] if olive.is_too_wide() else []
    assert too_wide == []
    assert olive.complaints == []


def test_filters_apply_at_once_and_the_theme_is_remembered(
    chromium: Browser, live_server: LiveServer, harbour: Harbour
) -> None:
    olive = Visitor(chromium, live_server.url, harbour.cast.olive)
    page = olive.opens(reverse("compliance:system", args=[harbour.system.pk]))
    page.get_by_label("Find").type("audit controls")
    expect(page.locator("#requirements")).to_contain_text("of 154 requirements")
    expect(page.locator("#requirements tbody tr td.ref")).to_have_count(1)
    assert "q=audit" in page.url
    page.get_by_label("Find").fill("")
    page.get_by_label("Family").select_option("Technical safeguards")
    page.wait_for_url("**?*q=&*family=Technical*", wait_until="commit")
    expect(page.locator("#requirements tbody tr td.ref").first).to_contain_text("164.312(a)")
    page.get_by_role("button", name="Light or dark").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    assert olive.complaints == []
