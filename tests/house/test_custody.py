"""Is whatever an auditor opens in the custody log? Every GET that lets one in leaves an entry, or is named here."""

import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from compliance.audits.custody import KINDS, PAGES, lines_of, reads_of
from compliance.models import Finding, JournalEntry, Role
from compliance.permissions import ANY_ROLE, SIGNED_IN, routes
from tests.factories import Harbour
from tests.house.test_permission_matrix import addresses
from tests.house.visitors import Visitor

pytestmark = pytest.mark.django_db

NO_EVIDENCE = {
    # A person's own, of no system.
    "compliance:news": "what one was told, by the names of what it is about",
    "compliance:notice-settings": "one's own settings",
    "evidence:training": "one's own quiz",
    "evidence:training-question": "a question of the quiz",
    "evidence-api:training": "one's own quiz",
    "evidence:asked-of-me": "what one is asked for, and nobody asks an auditor",
    "evidence:to-review": "what waits for a reviewer, and an auditor is none",
    # Forms to be filled in, and what they may name.
    "compliance:raise-finding": "an empty form",
    "evidence:raise-request": "an empty form",
    "evidence:import-requests": "an empty form",
    "evidence:request-template": "an empty table",
    # What the world asks: nothing in it is about a system.
    "frameworks:*": "the catalogue",
    "frameworks-api:*": "the catalogue",
    "openapi": "the API's description",
    "api-docs": "the API's description",
    "compliance-api:root": "addresses",
    "compliance-api:systems": "names of the systems that one audits",
}
"""Routes that let auditors in and show neither evidence, posture, decisions nor documents, each with what it shows."""


@pytest.fixture(autouse=True)
def without_log() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def let_in() -> set[str]:
    """The routes by which an auditor may read."""
    allowed = {route: access.get("GET") for route, access in routes().items()}
    return {
        route
        for route, who in allowed.items()
        if who in {SIGNED_IN, ANY_ROLE} or (isinstance(who, frozenset) and Role.AUDITOR in who)
    }


def is_exempt(route: str) -> bool:
    return route in NO_EVIDENCE or f"{route.partition(':')[0]}:*" in NO_EVIDENCE


def addresses_for_an_auditor(harbour: Harbour) -> dict[str, str]:
    """Those of the matrix, but for comments: those on a duty are the team's, those on a finding are not."""
    known = {route: address for route, address in addresses(harbour).items() if route in let_in()}
    finding = [harbour.system.pk, "finding", Finding.objects.get().pk]
    known["compliance:comments"] = reverse("compliance:comments", args=finding)
    return {route: address for route, address in known.items() if not is_exempt(route)}


def test_every_read_of_an_auditor_leaves_an_entry(harbour: Harbour) -> None:
    ada, client = Visitor(harbour.cast.ada), Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = ada.session
    unseen, unread = set(), set()
    for route, address in addresses_for_an_auditor(harbour).items():
        last = JournalEntry.objects.count()
        answer = client.get(address)
        answer.getvalue()
        unread |= {(route, answer.status_code)} if answer.status_code != 200 else set()
        read = JournalEntry.objects.filter(number__gt=last, verb="custody.read", actor=harbour.cast.ada)
        unseen |= set() if read.exists() else {route}
    assert unread == set(), "an address that does not open shows nothing about custody"
    assert unseen == set()


def test_no_exemption_is_left_over() -> None:
    families = {f"{route.partition(':')[0]}:*" for route in let_in()}
    assert set(NO_EVIDENCE) <= let_in() | families


def test_every_entry_is_told_by_the_name_of_what_was_read(harbour: Harbour) -> None:
    ada, client = Visitor(harbour.cast.ada), Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = ada.session
    for address in addresses_for_an_auditor(harbour).values():
        client.get(address).getvalue()
    entries = list(reads_of(harbour.engagement))
    assert {entry.subject_kind for entry in entries} <= set(KINDS)
    assert {(entry.after or {}).get("page", "") for entry in entries} - {""} <= set(PAGES)
    lines = lines_of(entries)
    assert [line.name for line in lines if line.name == line.subject.partition("/")[2]] == []
    assert {str(line.who) for line in lines} == {"Ada Moreau"}
    log = reverse("compliance:custody", args=[harbour.system.pk, harbour.engagement.pk])
    client.force_login(harbour.cast.olive)
    leads = {line.path for line in lines if line.path}
    assert {client.get(path).status_code for path in {log, *leads}} == {200}
