"""Webhooks: begin one, try it, replace its secret, end it; and the outbox of what they are told."""

import datetime
import http.client
import logging
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from compliance import journal
from compliance.actions.superseding import lock
from compliance.models import Delivery, NoticeKind, Shape, System, User, Webhook
from compliance.notices.posting import judge, post
from compliance.notices.telling import system_address, where
from compliance.notices.webhooks import TEST, TYPES, body_of, headers_of, payload_of
from frameworks.errors import Refused

AT_MOST: Final = 20
"""Webhooks of one system."""

DELIVERIES_AT_ONCE: Final = 10

PAUSES: Final = tuple(
    datetime.timedelta(seconds=seconds)
    for seconds in (5, 5 * 60, 30 * 60, *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24)))
)
"""Between one attempt and the next, as Standard Webhooks proposes; the minute's tick makes the first a minute."""

PATIENCE: Final = datetime.timedelta(days=5)
"""After so long without one success a webhook is switched off."""

DAMAGED: Final = (OSError, http.client.HTTPException, Refused, UnicodeError)

log = logging.getLogger(__name__)


@transaction.atomic
def begin_webhook(
    *, system: System, url: str, shape: str, kinds: Collection[str], actor: User, now: datetime.datetime
) -> Webhook:
    """From now on `url` is told what is entered of these kinds."""
    judge(url)
    if shape not in Shape.values:
        raise Refused(f"There is no format “{shape}”: choose one of the list.")
    if not kinds or set(kinds) - set(TYPES):
        raise Refused("Choose what it is told: at least one kind of the list.")
    lock(system)
    if Webhook.objects.filter(system=system, ended_at=None).count() >= AT_MOST:
        raise Refused(f"A system has at most {AT_MOST} webhooks: end one that is not used any more.")
    webhook = Webhook.objects.create(
        system=system, url=url, shape=shape, kinds=sorted(set(kinds)), created_by=actor, created_at=now
    )
    after = {"shape": shape, "kinds": webhook.kinds}
    journal.record(verb="webhook.begun", subject=webhook, system=system, actor=actor, now=now, after=after)
    return webhook


@transaction.atomic
def try_webhook(*, webhook: Webhook, actor: User, now: datetime.datetime) -> Delivery:
    """Tell it that this is a test, within the next minute. One that was switched off is switched on again by it."""
    row = _locked(webhook)
    if row.disabled_at is not None:
        row.disabled_at = row.failing_since = None
        row.save(update_fields=["disabled_at", "failing_since"])
    payload = payload_of(TEST, row.system, {}, system_address(row.system), now)
    delivery = _enter(row, payload, now)
    journal.record(verb="webhook.tried", subject=row, system=row.system, actor=actor, now=now)
    return delivery


@transaction.atomic
def replace_secret(*, webhook: Webhook, actor: User, now: datetime.datetime) -> Webhook:
    """A new secret; the one before signs as well for a day."""
    row = _locked(webhook)
    row.secret_number, row.rotated_at = row.secret_number + 1, now
    row.save(update_fields=["secret_number", "rotated_at"])
    after = {"number": row.secret_number}
    journal.record(verb="webhook.secret-replaced", subject=row, system=row.system, actor=actor, now=now, after=after)
    return row


@transaction.atomic
def end_webhook(*, webhook: Webhook, actor: User, now: datetime.datetime) -> Webhook:
    """It is told nothing any more, not even what waits for it."""
    row = _locked(webhook)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    journal.record(verb="webhook.ended", subject=row, system=row.system, actor=actor, now=now)
    return row


def tell_webhooks(
    system: System, entered: Mapping[str, tuple[NoticeKind, dict[str, Any]]], now: datetime.datetime
) -> None:
    """Within the transaction that enters notices: what is new in the system goes into the outbox of its webhooks."""
    if not entered:
        return
    webhooks = Webhook.objects.filter(system=system, disabled_at=None, ended_at=None)
    for webhook in webhooks:
        for kind, said in entered.values():
            if kind in webhook.kinds:
                address = where(system, kind, said)
                _enter(webhook, payload_of(TYPES[kind], system, said, address, now), now)


def deliver_due(now: datetime.datetime) -> int:
    """Post what is due. Returns how much arrived.

    An attempt is claimed by one UPDATE, as mails are, and no transaction waits for the other side. Whoever fails is not
    asked again in the same round, so that one dead address keeps the others waiting once.
    """
    arrived, failed = 0, set()
    for delivery in (
        Delivery.objects.due(now).select_related("webhook", "system").order_by("due_at", "pk")[:DELIVERIES_AT_ONCE]
    ):
        if delivery.webhook_id in failed or not _claim(delivery, now):
            continue
        body = body_of(delivery)
        status, error = 0, ""
        try:
            status = post(delivery.webhook.url, body, headers_of(delivery, body, now))
        except DAMAGED as fault:
            error = type(fault).__name__
        if 200 <= status < 300:
            _note_delivered(delivery, status, now)
            arrived += 1
        else:
            failed.add(delivery.webhook_id)
            _note_failed(delivery, status, error, now)
    return arrived


def _enter(webhook: Webhook, payload: dict[str, Any], now: datetime.datetime) -> Delivery:
    return Delivery.objects.create(
        system_id=webhook.system_id,
        webhook=webhook,
        type=payload["type"],
        payload=payload,
        created_at=now,
        due_at=now,
    )


def _locked(webhook: Webhook) -> Webhook:
    lock(webhook)
    row = Webhook.objects.select_related("system").get(pk=webhook.pk)
    if row.ended_at is not None:
        raise Refused("This webhook has ended: begin another.")
    return row


def _claim(delivery: Delivery, now: datetime.datetime) -> bool:
    pause = PAUSES[min(delivery.attempts, len(PAUSES) - 1)]
    mine = Delivery.objects.due(now).filter(pk=delivery.pk, attempts=delivery.attempts)
    return bool(mine.update(attempts=F("attempts") + 1, tried_at=now, due_at=now + pause))


@transaction.atomic
def _note_delivered(delivery: Delivery, status: int, now: datetime.datetime) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(delivered_at=now, status=status, last_error="")
    Webhook.objects.filter(pk=delivery.webhook_id).update(failing_since=None)


@transaction.atomic
def _note_failed(delivery: Delivery, status: int, error: str, now: datetime.datetime) -> None:
    """The webhook is switched off after days without success, or at once where it answers that it is gone (410)."""
    log.warning("%s did not arrive in attempt %d: %s", delivery, delivery.attempts + 1, error or status)
    over = delivery.attempts >= len(PAUSES)
    Delivery.objects.filter(pk=delivery.pk).update(
        status=status or None, last_error=error, given_up_at=now if over else None
    )
    lock(delivery.webhook)
    row = Webhook.objects.select_related("system").get(pk=delivery.webhook_id)
    row.failing_since = row.failing_since or now
    gone = status == http.HTTPStatus.GONE or now - row.failing_since >= PATIENCE
    if gone and row.disabled_at is None:
        row.disabled_at = now
        after = {"status": status}
        row.save(update_fields=["failing_since", "disabled_at"])
        journal.record(verb="webhook.switched-off", subject=row, system=row.system, actor=None, now=now, after=after)
    else:
        row.save(update_fields=["failing_since"])
