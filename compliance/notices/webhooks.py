"""What a webhook is told, and how it knows that we say it: Standard Webhooks 1.0 (standardwebhooks.com).

A secret is derived from the installation's own by the webhook's id and a number, and stored nowhere: whoever reads the
database cannot sign. It can be shown once and replaced; for a day the one before signs as well.
"""

import base64
import datetime
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance.models import Delivery, NoticeKind, Shape, System, Webhook

TYPES: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.LAPSE: "support.lapses",
    NoticeKind.DECISION: "decision.ends",
    NoticeKind.OVERDUE: "duty.overdue",
    NoticeKind.DUE: "duty.due",
    NoticeKind.ASKED_OVERDUE: "request.overdue",
    NoticeKind.ACTION_OVERDUE: "action.overdue",
    NoticeKind.ASKED_DUE: "request.due",
    NoticeKind.ACTION_DUE: "action.due",
    NoticeKind.ESCALATED: "duty.escalated",
    NoticeKind.ASKED_ESCALATED: "request.escalated",
    NoticeKind.ASKED: "request.raised",
    NoticeKind.ANSWERED: "request.accepted",
    NoticeKind.ASSIGNED: "duty.assigned",
    NoticeKind.ACTION: "action.assigned",
    NoticeKind.FINDING: "finding.raised",
    NoticeKind.REVIEW: "evidence.handed-in",
    NoticeKind.RETURNED: "evidence.returned",
    NoticeKind.APPROVAL: "decision.proposed",
    NoticeKind.MENTIONED: "comment.written",
}
"""What other programs know a notice as. What is not here is told to people only."""

MEANINGS: Final[Mapping[str, Promise]] = {
    "support.lapses": _("AWS’s part will lose its support"),
    "decision.ends": _("a decision will end"),
    "duty.overdue": _("a duty is overdue"),
    "duty.due": _("a duty is due soon"),
    "request.overdue": _("evidence that was asked for is overdue"),
    "action.overdue": _("the corrective action for a finding is overdue"),
    "request.due": _("evidence that was asked for is due soon"),
    "action.due": _("the corrective action for a finding is due soon"),
    "duty.escalated": _("a duty has been overdue for so many days that the officers are told"),
    "request.escalated": _("evidence has been overdue for so many days that the officers are told"),
    "request.raised": _("evidence is asked for"),
    "request.accepted": _("what was asked for was answered and accepted"),
    "duty.assigned": _("a duty has another owner"),
    "action.assigned": _("a corrective action was given to somebody"),
    "finding.raised": _("a finding of an audit waits for a response"),
    "evidence.handed-in": _("evidence waits for review"),
    "evidence.returned": _("evidence was returned"),
    "decision.proposed": _("a decision waits for approval"),
    "comment.written": _("a comment mentions somebody"),
}
"""The same for people, who choose among them."""

TEST: Final = "webhook.test"

BOTH_SIGN_FOR: Final = datetime.timedelta(hours=24)


def payload_of(
    type_: str, system: System, said: Mapping[str, Any], address: str, now: datetime.datetime
) -> dict[str, Any]:
    """Ids, codes, days and the address of a page: neither free text nor anybody's name."""
    data = {"system": str(system.pk), "demonstration": system.is_demonstration, **said, "address": address}
    return {"type": type_, "timestamp": now.astimezone(datetime.UTC).isoformat(), "data": data}


def body_of(delivery: Delivery) -> bytes:
    """The same bytes however often it is tried."""
    said = delivery.payload
    if delivery.webhook.shape == Shape.SLACK:
        said = {"text": f"Demarc: {said['type']} <{said['data']['address']}>"}
    return json.dumps(said, separators=(",", ":"), sort_keys=True).encode()


def headers_of(delivery: Delivery, body: bytes, now: datetime.datetime) -> dict[str, str]:
    """Slack's addresses are secrets themselves and check no signature; the headers do no harm there."""
    name, second = f"msg_{delivery.pk}", str(int(now.timestamp()))
    signed = b".".join((name.encode(), second.encode(), body))
    return {
        "Content-Type": "application/json",
        "User-Agent": "Demarc",
        "webhook-id": name,
        "webhook-timestamp": second,
        "webhook-signature": " ".join(
            f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"
            for key in _keys(delivery.webhook, now)
        ),
    }


def secret_of(webhook: Webhook) -> str:
    """As it is given to whoever receives."""
    return f"whsec_{base64.b64encode(_key(webhook, webhook.secret_number)).decode()}"


def _keys(webhook: Webhook, now: datetime.datetime) -> list[bytes]:
    """The present one first."""
    numbers = [webhook.secret_number]
    if webhook.rotated_at is not None and now < webhook.rotated_at + BOTH_SIGN_FOR:
        numbers.append(webhook.secret_number - 1)
    return [_key(webhook, number) for number in numbers]


def _key(webhook: Webhook, number: int) -> bytes:
    return salted_hmac("compliance.webhooks", f"{webhook.pk}/{number}", algorithm="sha256").digest()
