"""Bring signed heads out of our hands each day: whoever has one can tell later whether the ledger was rewritten."""

import datetime
import logging
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F

from compliance import journal
from evidence.heads import head_mail, keepers
from evidence.models import Checkpoint, HeadMail

A_DAY: Final = datetime.timedelta(days=1)
FIRST_PAUSE: Final = datetime.timedelta(minutes=5)
"""How long the second attempt waits. It doubles each time."""

LONGEST_DOUBLING: Final = 8

log = logging.getLogger(__name__)


def mail_heads(now: datetime.datetime) -> int:
    """Each day enter the latest head, if the ledger grew, and mail what is due. Returns how many mails went out.

    None without a mail server or without anybody to write to. An attempt is claimed by one UPDATE that puts the next
    one off; whoever dies between mailing and noting it mails the head again under the same Message-ID.
    """
    if not settings.SENDS_MAIL or not keepers():
        return 0
    _enter(now)
    sent = 0
    for row in HeadMail.objects.filter(sent_at=None, due_at__lte=now).select_related("checkpoint"):
        pause = FIRST_PAUSE * 2 ** min(row.attempts, LONGEST_DOUBLING)
        mine = HeadMail.objects.filter(pk=row.pk, attempts=row.attempts, sent_at=None)
        if mine.update(attempts=F("attempts") + 1, due_at=now + pause):
            sent += _mail(row, now)
    return sent


def _enter(now: datetime.datetime) -> None:
    latest, last = Checkpoint.objects.first(), HeadMail.objects.select_related("checkpoint").first()
    if latest is None or (last and (now - last.entered_at < A_DAY or latest.size <= last.checkpoint.size)):
        return
    HeadMail.objects.get_or_create(checkpoint=latest, defaults={"entered_at": now, "due_at": now})


def _mail(row: HeadMail, now: datetime.datetime) -> int:
    earlier = HeadMail.objects.filter(checkpoint__size__lt=row.checkpoint.size).exclude(sent_at=None)
    before = earlier.select_related("checkpoint").order_by("-checkpoint__size").first()
    addresses = keepers()
    try:
        for address in addresses:
            head_mail(row.checkpoint, address, before.checkpoint if before else None).send()
    except Exception as error:
        log.warning("The ledger's head could not be mailed; it is tried again later.", exc_info=True)
        HeadMail.objects.filter(pk=row.pk).update(last_error=type(error).__name__)
        return 0
    with transaction.atomic():
        HeadMail.objects.filter(pk=row.pk).update(sent_at=now, last_error="")
        after = {"size": row.checkpoint.size, "keepers": len(addresses)}
        journal.record(verb="head.mailed", subject=row.checkpoint, actor=None, now=now, after=after)
    return len(addresses)
