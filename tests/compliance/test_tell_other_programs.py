"""Do other programs hear of what is entered, signed so that they know who says it, and in no more than codes?"""

import base64
import datetime
import hmac
import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.commenting import comment
from compliance.actions.delivering import PATIENCE, PAUSES, begin_webhook, deliver_due, replace_secret, try_webhook
from compliance.models import Delivery, JournalEntry, Notice, NoticeKind, Webhook
from compliance.notices.webhooks import TYPES, secret_of
from tests.compliance.small_receiver import Receiver, receiving
from tests.compliance.telling import at, tick
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as here:
        yield here


def begin(harbour: Harbour, receiver: Receiver, **said: object) -> Webhook:
    facts = {"shape": "standard", "kinds": [kind.value for kind in TYPES]}
    return begin_webhook(
        system=harbour.system,
        url=receiver.address,
        **(facts | said),  # type: ignore[arg-type]
        actor=harbour.cast.olive,
        now=harbour.now,
    )


def verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As the specification tells a receiver to check, written from its text and not from ours."""
    assert secret.startswith("whsec_")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = headers["webhook-id"].encode() + b"." + headers["webhook-timestamp"].encode() + b"." + body
    wanted = base64.b64encode(hmac.digest(key, content, "sha256")).decode()
    signatures = [each.split(",", 1) for each in headers["webhook-signature"].split(" ")]
    return any(version == "v1" and hmac.compare_digest(wanted, given) for version, given in signatures)


def test_what_is_entered_arrives_signed_and_in_codes(harbour: Harbour, receiver: Receiver) -> None:
    webhook = begin(harbour, receiver, kinds=["mentioned"])
    said = comment(
        system=harbour.system,
        kind="duty",
        subject=harbour.duty("risk-analysis"),
        text="@ben and @nora, is this the newest?",
        author=harbour.cast.olive,
        now=harbour.now,
    )
    tick(harbour.now)
    ((path, headers, body),) = receiver.received
    assert path == "/hook?team=blue"
    assert verified(secret_of(webhook), headers, body)
    assert not verified(secret_of(webhook), headers, body + b" ")
    assert headers["webhook-timestamp"] == str(int(harbour.now.timestamp()))
    duty = harbour.duty("risk-analysis").pk
    told = json.loads(body)
    assert told == {
        "type": "comment.written",
        "timestamp": harbour.now.astimezone(datetime.UTC).isoformat(),
        "data": {
            "system": str(harbour.system.pk),
            "demonstration": False,
            "about": "duty",
            "id": str(duty),
            "comment": str(said.pk),
            "address": f"http://127.0.0.1:8000/systems/{harbour.system.pk}/duties/{duty}/#comments",
        },
    }


def test_two_people_are_told_and_one_message_goes_out_whatever_the_minute(harbour: Harbour, receiver: Receiver) -> None:
    begin(harbour, receiver, kinds=["assigned"])
    tick(harbour.now)
    tick(harbour.now + datetime.timedelta(minutes=1))
    ids = [headers["webhook-id"] for _, headers, _ in receiver.received]
    assert len(ids) == len(set(ids)) == Notice.objects.filter(kind=NoticeKind.ASSIGNED).count() == 4


def test_a_test_says_that_it_is_one(harbour: Harbour, receiver: Receiver) -> None:
    webhook = begin(harbour, receiver)
    try_webhook(webhook=webhook, actor=harbour.cast.olive, now=harbour.now)
    assert deliver_due(harbour.now) == 1
    ((_, headers, body),) = receiver.received
    assert json.loads(body)["type"] == "webhook.test" and verified(secret_of(webhook), headers, body)


def test_slack_gets_a_line_of_text(harbour: Harbour, receiver: Receiver) -> None:
    webhook = begin(harbour, receiver, shape="slack")
    try_webhook(webhook=webhook, actor=harbour.cast.olive, now=harbour.now)
    deliver_due(harbour.now)
    ((_, _, body),) = receiver.received
    address = f"http://127.0.0.1:8000{reverse('compliance:system', args=[harbour.system.pk])}"
    assert json.loads(body) == {"text": f"Demarc: webhook.test <{address}>"}


def test_for_a_day_both_secrets_sign_and_then_the_new_one_alone(harbour: Harbour, receiver: Receiver) -> None:
    webhook = begin(harbour, receiver)
    old = secret_of(webhook)
    webhook = replace_secret(webhook=webhook, actor=harbour.cast.olive, now=harbour.now)
    for days in (0, 1):
        try_webhook(webhook=webhook, actor=harbour.cast.olive, now=harbour.now + days * DAY)
        deliver_due(harbour.now + days * DAY)
    (_, *first), (_, *second) = receiver.received
    assert secret_of(webhook) != old
    assert [verified(old, *each) for each in (first, second)] == [True, False]
    assert [verified(secret_of(webhook), *each) for each in (first, second)] == [True, True]
    assert old not in str(Webhook.objects.values()) and secret_of(webhook) not in str(JournalEntry.objects.values())


def test_what_does_not_arrive_is_tried_again_under_the_same_id_as_the_standard_says(
    harbour: Harbour, receiver: Receiver
) -> None:
    webhook, now = begin(harbour, receiver), harbour.now
    receiver.status = 500
    try_webhook(webhook=webhook, actor=harbour.cast.olive, now=now)
    tried = []
    while not (row := Delivery.objects.get()).given_up_at:
        tried.append(row.due_at - now)
        deliver_due(row.due_at)
    assert tried == [sum(PAUSES[:place], datetime.timedelta()) for place in range(len(PAUSES) + 1)]
    assert len({headers["webhook-id"] for _, headers, _ in receiver.received}) == 1
    assert len({body for _, _, body in receiver.received}) == 1
    assert (row.status, row.attempts, row.delivered_at) == (500, len(PAUSES) + 1, None)


def test_after_days_of_failure_it_is_switched_off_and_the_officers_hear_of_it(
    harbour: Harbour, receiver: Receiver
) -> None:
    webhook, now = begin(harbour, receiver), harbour.now
    receiver.status = 503
    for days in (0, PATIENCE.days):
        try_webhook(webhook=webhook, actor=harbour.cast.olive, now=now + days * DAY)
        deliver_due(now + days * DAY)
        webhook.refresh_from_db()
        assert (webhook.disabled_at is not None) == (days > 0)
    tick(now + PATIENCE)
    notice = Notice.objects.get(kind=NoticeKind.WEBHOOK)
    assert notice.recipient == harbour.cast.olive
    before = len(receiver.received)
    deliver_due(now + PATIENCE + DAY)
    assert len(receiver.received) == before, "it is told nothing any more"
    receiver.status = 200
    try_webhook(webhook=webhook, actor=harbour.cast.olive, now=now + PATIENCE + DAY)
    assert deliver_due(now + PATIENCE + DAY) == 3, "what waited goes out once somebody switched it on again"


def test_an_address_that_says_it_is_gone_is_believed(harbour: Harbour, receiver: Receiver) -> None:
    webhook = begin(harbour, receiver)
    receiver.status = 410
    try_webhook(webhook=webhook, actor=harbour.cast.olive, now=harbour.now)
    deliver_due(harbour.now)
    webhook.refresh_from_db()
    assert webhook.disabled_at == harbour.now


def test_an_officer_begins_tries_replaces_and_ends_one_on_the_page(
    harbour: Harbour, client: Client, receiver: Receiver
) -> None:
    client.force_login(harbour.cast.olive)
    page = reverse("compliance:webhooks", args=[harbour.system.pk])
    wrong = client.post(page, {"url": "ftp://example.org/x", "shape": "standard", "kinds": ["due"]})
    assert wrong.status_code == 422 and "ftp://example.org/x" in wrong.content.decode()
    begun = client.post(page, {"url": receiver.address, "shape": "standard", "kinds": ["due", "overdue"]})
    webhook = Webhook.objects.get()
    assert secret_of(webhook) in begun.content.decode() and begun["Cache-Control"] == "no-store"
    one = reverse("compliance:webhook", args=[harbour.system.pk, webhook.pk])
    assert secret_of(webhook) not in client.get(one).content.decode()
    client.post(f"{one}try/")
    deliver_due(at(harbour, 0, days=2))
    shown = client.get(one).content.decode()
    assert "Arrived" in shown and "HTTP 204" in shown
    replaced = client.post(f"{one}secret/").content.decode()
    webhook.refresh_from_db()
    assert secret_of(webhook) in replaced
    assert client.post(f"{one}end/").status_code == 302
    assert client.post(f"{one}try/").status_code == 422
    assert [entry.verb for entry in JournalEntry.objects.filter(verb__startswith="webhook.").order_by("number")] == [
        "webhook.begun",
        "webhook.tried",
        "webhook.secret-replaced",
        "webhook.ended",
    ]


def test_an_officer_says_when_overdue_duties_reach_them(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    address = reverse("compliance:set-escalation", args=[harbour.system.pk])
    for said, status, after in (("14", 302, 14), ("0", 422, 14), ("many", 422, 14), ("", 302, None)):
        assert client.post(address, {"after": said}).status_code == status
        harbour.system.refresh_from_db()
        assert harbour.system.escalates_after == after
    entries = JournalEntry.objects.filter(verb="system.escalates").order_by("number")
    assert [entry.after for entry in entries] == [{"days": 14}, {"days": None}]
