"""Notices as mails: the sentences are made here, on sending, from the codes that the outbox keeps."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from compliance.inheritance.lapsing import ONE_DAY, Lapse
from compliance.inheritance.lapsing_decisions import Ending
from compliance.models import Attestation, Decision, Notice, NoticeKind, System
from compliance.notices.unsubscribing import headers_for, unsubscribe_address
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
        "corroboration": lapse.corroboration,
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
    reasons, corroboration = [_from_json(each) for each in said["reasons"]], said.get("corroboration", False)
    held = Attestation.objects.filter(pk__in=[each.attestation_id for each in reasons if each.attestation_id])
    identities = {str(row.pk): row.identity for row in held}
    context = {
        "recipient": notice.recipient,
        "system": system,
        "edition": edition,
        "day": day,
        "left": (day - system.day_of(now)).days,
        "total": len(refs),
        "corroboration": corroboration,
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
    subject = _subject(corroboration, len(refs)) % {
        "system": system,
        "n": len(refs),
        "edition": edition.title,
        "day": date_format(day),
    }
    return _message(notice, subject, "compliance/mails/lapse.txt", context)


def parameters_of_ending(ending: Ending, on: datetime.date) -> dict[str, Any]:
    """What the outbox keeps of a decision that ends."""
    decision = ending.decision
    return {
        "decision": str(decision.pk),
        "last": decision.valid_until.isoformat(),
        "threshold": ending.threshold(on),
    }


def ending_mail(notice: Notice, catalogue: Catalogue, now: datetime.datetime) -> EmailMessage:
    """The warning to one officer that a decision ends."""
    system = notice.system
    decision = Decision.objects.with_people().get(pk=notice.parameters["decision"])
    ending = Ending(decision)
    edition, ref = decision.asked
    context = {
        "recipient": notice.recipient,
        "system": system,
        "edition": catalogue.editions[edition],
        "requirement": catalogue.requirement(edition, ref),
        "decision": decision,
        "title": decision.title,
        "day": ending.day,
        "left": (ending.day - system.day_of(now)).days,
        "address": settings.BASE_URL + reverse("compliance:decision", args=[system.pk, decision.pk]),
        "asked": settings.BASE_URL + reverse("compliance:requirement", args=[system.pk, edition, ref]),
    }
    subject = _("%(system)s: the decision about %(ref)s of %(edition)s ends on %(day)s") % {
        "system": system,
        "ref": ref,
        "edition": catalogue.editions[edition].title,
        "day": date_format(decision.valid_until),
    }
    return _message(notice, subject, "compliance/mails/decision-ends.txt", context)


MAILS: Final[Mapping[str, Callable[[Notice, Catalogue, datetime.datetime], EmailMessage]]] = {
    NoticeKind.LAPSE: lapse_mail,
    NoticeKind.DECISION: ending_mail,
}
"""How each kind of notice is told."""


def _message(notice: Notice, subject: str, template: str, context: Mapping[str, Any]) -> EmailMessage:
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string(
            template, {**context, "unsubscribe": unsubscribe_address(notice.recipient, [notice.kind])}
        ),
        to=[notice.recipient.email],
        headers={
            "Message-ID": f"<{notice.pk}@{settings.HOST}>",
            "Auto-Submitted": "auto-generated",
            **headers_for(notice.recipient, [notice.kind]),
        },
    )


def _subject(corroboration: bool, total: int) -> str:
    if corroboration:
        return ngettext(
            "%(system)s: AWS’s part of %(n)s requirement of %(edition)s is not corroborated from %(day)s on",
            "%(system)s: AWS’s part of %(n)s requirements of %(edition)s is not corroborated from %(day)s on",
            total,
        )
    return ngettext(
        "%(system)s: AWS’s part of %(n)s requirement of %(edition)s falls on %(day)s",
        "%(system)s: AWS’s part of %(n)s requirements of %(edition)s falls on %(day)s",
        total,
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
