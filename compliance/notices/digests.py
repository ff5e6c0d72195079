"""The digest as a mail: what is overdue first, then what waits, each with the address of its page."""

from collections.abc import Iterable
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from compliance.models import Digest, Notice, NoticeKind
from compliance.notices.telling import Line, lines_of
from compliance.notices.unsubscribing import headers_for, unsubscribe_address

URGENCY = {kind.value: place for place, kind in enumerate(NoticeKind)}


def digest_mail(digest: Digest, notices: Iterable[Notice]) -> EmailMessage:
    """One mail under the digest's own Message-ID, so that a second copy can be told as one."""
    lines = sorted(lines_of(notices), key=_place)
    kinds = list(dict.fromkeys(line.notice.kind for line in lines))
    person, total = digest.recipient, len(lines)
    context = {
        "recipient": person,
        "total": total,
        "systems": [
            (system, [(label, list(each)) for label, each in groupby(rows, key=_label)])
            for system, rows in ((system, list(rows)) for system, rows in groupby(lines, key=_system))
        ],
        "news": settings.BASE_URL + reverse("compliance:news"),
        "settings": settings.BASE_URL + reverse("compliance:notice-settings"),
        "unsubscribe": [(NoticeKind(kind).label, unsubscribe_address(person, [kind])) for kind in kinds],
    }
    subject = ngettext("Demarc: %(n)s thing to know today", "Demarc: %(n)s things to know today", total)
    return EmailMessage(
        subject=subject % {"n": total},
        body=render_to_string("compliance/mails/digest.txt", context),
        to=[person.email],
        headers={
            "Message-ID": f"<{digest.pk}@{settings.HOST}>",
            "Auto-Submitted": "auto-generated",
            **headers_for(person, kinds),
        },
    )


def _place(line: Line) -> tuple[str, str, int, str]:
    system = line.notice.system
    return system.name, str(system.pk), URGENCY[line.notice.kind], line.sentence


def _system(line: Line) -> object:
    return line.notice.system


def _label(line: Line) -> str:
    return str(NoticeKind(line.notice.kind).label)
