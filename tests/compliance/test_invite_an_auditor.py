"""Does an invitation let in exactly whom it was sent to, once, and tell nobody else anything?"""

import datetime
import re
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from compliance.actions.auditing import end_audit
from compliance.actions.granting import shut_out
from compliance.actions.inviting import accept_invitation, withdraw_invitation
from compliance.actions.notifying import send_due
from compliance.audits.invitations import address_of, token_of
from compliance.models import AuditorGrant, Invitation, InvitationState, JournalEntry, User
from frameworks.errors import Refused
from tests.cast import PASSWORD
from tests.compliance.audited import DAY, NEW, adas_window, an_invitation
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

NEUTRAL = "This link opens nothing. If you were invited, ask whoever invited you for a new one."
CHOSEN = {"name": "Ines Roth", "new_password1": "seven grey herons", "new_password2": "seven grey herons"}


@pytest.fixture
def a_mail_server(settings: Settings) -> None:
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "demarc@example.org"


def page_of(invitation: Invitation) -> str:
    return reverse("compliance:invitation", args=[token_of(invitation)])


def invites(harbour: Harbour, client: Client, **said: object) -> Any:
    client.force_login(harbour.cast.olive)
    address = reverse("compliance:invite-auditor", args=[harbour.system.pk, harbour.engagement.pk])
    return client.post(address, {"mail": NEW, "until": harbour.on + 29 * DAY} | said)


def test_the_mail_names_the_audit_and_carries_the_link(harbour: Harbour, a_mail_server: None) -> None:
    invitation = an_invitation(harbour)
    assert send_due(harbour.now) >= 1
    (sent,) = [each for each in mail.outbox if each.to == [NEW]]
    assert sent.subject == "Olive Park invites you to audit Harbour Clinic patient records"
    assert address_of(invitation) in sent.body and "HIPAA readiness" in sent.body
    assert not re.search("&#x27;|&amp;", sent.body)
    assert sent.extra_headers["Message-ID"].startswith(f"<{invitation.pk}@")
    before = len(mail.outbox)
    send_due(harbour.now + datetime.timedelta(hours=3))
    assert len(mail.outbox) == before
    assert JournalEntry.objects.filter(verb="invitation.sent").count() == 1


@pytest.mark.parametrize("how", ["withdrawn", "audit ended", "expired"])
def test_what_opens_nothing_any_more_is_not_mailed(harbour: Harbour, a_mail_server: None, how: str) -> None:
    now = harbour.now
    spoil(harbour, an_invitation(harbour), how)
    send_due(now + (15 * DAY if how == "expired" else datetime.timedelta(minutes=1)))
    assert [each for each in mail.outbox if each.to == [NEW]] == []


def test_the_token_is_kept_as_a_digest_and_in_no_entry(harbour: Harbour) -> None:
    invitation = an_invitation(harbour)
    token = token_of(invitation)
    row = Invitation.objects.values().get(pk=invitation.pk)
    assert token not in str(row) and len(token) == 64
    assert token not in str(list(JournalEntry.objects.values())) and NEW not in str(list(JournalEntry.objects.values()))


def test_without_a_mail_server_the_officer_is_given_the_link_once(harbour: Harbour, client: Client) -> None:
    answer = invites(harbour, client)
    link = address_of(Invitation.objects.get())
    assert link in answer.content.decode() and answer.headers["Cache-Control"] == "no-store"
    page = reverse("compliance:audit", args=[harbour.system.pk, harbour.engagement.pk])
    assert link not in client.get(page).content.decode()


def test_with_one_no_page_shows_it(harbour: Harbour, client: Client, a_mail_server: None) -> None:
    answer = invites(harbour, client)
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).content.decode()
    assert "goes out to ines@assessors.example" in page and token_of(Invitation.objects.get()) not in page


def test_a_demonstration_mails_nobody(harbour: Harbour, client: Client, a_mail_server: None) -> None:
    harbour.system.is_demonstration = True
    harbour.system.save()
    answer = invites(harbour, client)
    assert address_of(Invitation.objects.get()) in answer.content.decode()
    assert Invitation.objects.get().due_at is None


@pytest.mark.parametrize(
    ("days", "said"), [(91, "at most 90 days"), (0, "has passed")], ids=["longer than 90 days", "yesterday"]
)
def test_a_window_that_cannot_be_is_refused(harbour: Harbour, client: Client, days: int, said: str) -> None:
    answer = invites(harbour, client, until=harbour.on + (days - 1) * DAY)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert f'value="{NEW}"' in answer.content.decode()


def test_nobody_of_the_team_audits_it(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="nobody of its team"):
        an_invitation(harbour, "Rita@example.org")


def test_inviting_again_withdraws_the_invitation_before(harbour: Harbour, client: Client) -> None:
    first = an_invitation(harbour)
    second = an_invitation(harbour, NEW.upper())
    first.refresh_from_db()
    assert (first.state_at(harbour.now), second.mail) == (InvitationState.WITHDRAWN, NEW)
    assert [client.get(page_of(each)).status_code for each in (first, second)] == [404, 200]


def test_somebody_new_chooses_name_and_password_and_is_inside(harbour: Harbour, client: Client) -> None:
    invitation = an_invitation(harbour)
    answer = client.post(page_of(invitation), CHOSEN)
    audit = reverse("compliance:audit", args=[harbour.system.pk, harbour.engagement.pk])
    assert (answer.status_code, answer.headers["Location"]) == (302, audit)
    assert "Your conclusions on HIPAA" in client.get(audit).content.decode()
    ines = User.objects.get(email=NEW)
    assert (ines.name, ines.is_staff, authenticate(username=NEW, password="seven grey herons")) == (
        "Ines Roth",
        False,
        ines,
    )
    window = AuditorGrant.objects.known().get(user=ines)
    assert (window.valid_from, window.valid_until) == (harbour.on, invitation.until)
    verbs = list(JournalEntry.objects.order_by("number").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb in {"person.enrolled", "invitation.accepted", "auditor.let-in"}][-3:] == [
        "person.enrolled",
        "invitation.accepted",
        "auditor.let-in",
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"new_password1": "short", "new_password2": "short"}, "at least 12 characters"),
        ({"new_password1": "correcthorsebattery", "new_password2": "other horses here"}, "didn’t match"),
        ({"new_password1": NEW, "new_password2": NEW}, "too similar"),
        ({"name": ""}, "required"),
    ],
)
def test_what_the_validators_mind_is_said(harbour: Harbour, client: Client, typed: dict[str, str], said: str) -> None:
    answer = client.post(page_of(an_invitation(harbour)), CHOSEN | typed)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not User.objects.filter(email=NEW).exists()


def test_the_link_works_once(harbour: Harbour, client: Client) -> None:
    invitation = an_invitation(harbour)
    client.post(page_of(invitation), CHOSEN)
    for visitor in (client, Client()):
        answer = visitor.get(page_of(invitation))
        assert (answer.status_code, NEUTRAL in answer.content.decode()) == (404, True)


def spoil(harbour: Harbour, invitation: Invitation, how: str) -> None:
    if how == "withdrawn":
        withdraw_invitation(invitation=invitation, actor=harbour.cast.olive, now=harbour.now)
    elif how == "audit ended":
        end_audit(engagement=harbour.engagement, actor=harbour.cast.olive, now=harbour.now)
    elif how == "expired":
        Invitation.objects.update(expires_at=harbour.now - datetime.timedelta(minutes=1), invited_at=harbour.now - DAY)
    elif how == "window over":
        Invitation.objects.update(until=harbour.on - DAY)


@pytest.mark.parametrize("how", ["withdrawn", "audit ended", "expired", "window over", "made up"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_any_other_link_says_one_neutral_sentence(harbour: Harbour, client: Client, how: str, method: str) -> None:
    invitation = an_invitation(harbour)
    spoil(harbour, invitation, how)
    address = reverse("compliance:invitation", args=["f" * 64]) if how == "made up" else page_of(invitation)
    answer = client.generic(method.upper(), address)
    text = answer.content.decode()
    assert (answer.status_code, NEUTRAL in text) == (404, True)
    assert not [word for word in ("Harbour", "HIPAA", NEW, "Olive") if word in text]
    assert answer.headers["Referrer-Policy"] == "same-origin"  # the token is told to nobody else


def test_who_has_an_account_logs_in_first_and_comes_back(harbour: Harbour, client: Client) -> None:
    invitation = an_invitation(harbour, "otto@example.org")
    page = client.get(page_of(invitation)).content.decode()
    log_in = f"{reverse('compliance:log-in')}?next={page_of(invitation)}"
    assert log_in in page and 'name="new_password1"' not in page
    assert client.post(page_of(invitation), CHOSEN).status_code == 422
    back = client.post(log_in, {"username": "otto@example.org", "password": PASSWORD})
    assert back.headers["Location"] == page_of(invitation)
    assert client.post(page_of(invitation)).status_code == 302
    assert AuditorGrant.objects.known().filter(user=harbour.cast.otto).exists()


def test_whoever_is_logged_in_as_somebody_else_is_told_so(harbour: Harbour, client: Client) -> None:
    invitation = an_invitation(harbour)
    client.force_login(harbour.cast.otto)
    assert "You are logged in as otto@example.org" in client.get(page_of(invitation)).content.decode()
    answer = client.post(page_of(invitation), CHOSEN)
    assert (answer.status_code, User.objects.filter(email=NEW).exists()) == (422, False)


def test_who_joined_the_team_meanwhile_is_not_let_in(harbour: Harbour) -> None:
    invitation = an_invitation(harbour)
    invitation.mail = harbour.cast.rita.email
    invitation.save()
    with pytest.raises(Refused, match="nobody of its team"):
        accept_invitation(invitation=invitation, auditor=harbour.cast.rita, now=harbour.now)
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_whoever_is_shut_out_does_not_come_back_by_an_invitation_that_waits(harbour: Harbour) -> None:
    ada, waiting = harbour.cast.ada, an_invitation(harbour, harbour.cast.ada.email)
    shut_out(granted=adas_window(harbour), actor=harbour.cast.olive, now=harbour.now)
    with pytest.raises(Refused, match="cannot be used any more"):
        accept_invitation(invitation=waiting, auditor=ada, now=harbour.now)
