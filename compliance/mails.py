"""Notices as mails: the sentences are made here, on sending, from the codes that the outbox keeps."""

import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import ngettext

from compliance.lapsing import ONE_DAY, Lapse
from compliance.models import Attestation, Notice, System
from compliance.wording import REMEDIES, reason_sentence
from frameworks.compiled import Catalogue
from frameworks.inheritance import Reason, ReasonCode

NAMED: Final = 12
"""Requirements that a mail names one by one; the page names them all."""


def parameters_of(lapse: Lapse, on: datetime.date) -> dict[str, Any]:
    """What the outbox keeps of a lapse: ids, codes and days."""
    return {
        "edition": lapse.edition,
        "day": lapse.day.isoformat(),
        "threshold": lapse.threshold(on),
        "refs": list(lapse.refs),
        "reasons": [_as_json(reason) for reason in lapse.reasons],
    }


def changes_address(system: System, edition: str, day: datetime.date) -> str:
    """The page that compares `day` with the day before it."""
    query = urlencode({"edition": edition, "one": day - ONE_DAY, "other": day})
    return f"{reverse('compliance:changes', args=[system.pk])}?{query}"


def lapse_mail(notice: Notice, catalogue: Catalogue, now: datetime.datetime) -> EmailMessage:
    """The warning to one officer. Its Message-ID is the notice's own, so that a second copy can be told as one."""
    said = notice.parameters
    system, edition = notice.system, catalogue.editions[said["edition"]]
    day, refs = datetime.date.fromisoformat(said["day"]), said["refs"]
    reasons = [_from_json(each) for each in said["reasons"]]
    held = Attestation.objects.filter(pk__in=[each.attestation_id for each in reasons if each.attestation_id])
    identities = {str(row.pk): row.identity for row in held}
    context = {
        "recipient": notice.recipient,
        "system": system,
        "edition": edition,
        "day": day,
        "left": (day - system.day_of(now)).days,
        "total": len(refs),
        # Several accounts under one agreement have a reason each, and one sentence.
        "reasons": dict.fromkeys(
            (identities.get(each.attestation_id, ""), reason_sentence(each, catalogue), str(REMEDIES[each.code]))
            for each in reasons
        ),
        "requirements": [catalogue.requirement(edition.key, ref) for ref in refs[:NAMED]],
        "more": max(0, len(refs) - NAMED),
        "changes": settings.BASE_URL + changes_address(system, edition.key, day),
        "documents": settings.BASE_URL + reverse("compliance:attestations"),
    }
    subject = ngettext(
        "%(system)s: AWS’s part of %(n)s requirement of %(edition)s falls on %(day)s",
        "%(system)s: AWS’s part of %(n)s requirements of %(edition)s falls on %(day)s",
        len(refs),
    ) % {"system": system, "n": len(refs), "edition": edition.title, "day": date_format(day)}
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string("compliance/mails/lapse.txt", context),
        to=[notice.recipient.email],
        headers={"Message-ID": f"<{notice.pk}@{settings.HOST}>", "Auto-Submitted": "auto-generated"},
    )


def _as_json(reason: Reason) -> dict[str, str | None]:
    return {
        "code": reason.code,
        "service": reason.service,
        "account": reason.account_id,
        "attestation": reason.attestation_id,
        "control": reason.control,
        "day": reason.day.isoformat() if reason.day else None,
    }


def _from_json(said: dict[str, Any]) -> Reason:
    return Reason(
        code=ReasonCode(said["code"]),
        service=said["service"],
        account_id=said["account"],
        attestation_id=said["attestation"],
        control=said["control"],
        day=datetime.date.fromisoformat(said["day"]) if said["day"] else None,
    )
