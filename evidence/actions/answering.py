"""Answer a request: with files, a text or a link, or with an item that was accepted for the same already."""

import datetime
import io
import json
from collections.abc import Sequence
from typing import Any, BinaryIO, Final
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from compliance.models import User
from compliance.permissions import answers_for, is_officer
from evidence.actions.asking import hold_open
from evidence.actions.uploading import Given, offer, take_in
from evidence.admitting import refuse_text
from evidence.models import Item, ItemKind, ItemUse, Request, UseState
from frameworks.errors import Refused

MOST_FILES: Final = 20
LONGEST_TEXT: Final = 50_000
LONGEST_NOTE: Final = 2_000
LONGEST_URL: Final = 2_000


def answer(
    *, request: Request, given: Sequence[Given], actor: User, on: datetime.date, now: datetime.datetime
) -> list[ItemUse]:
    """Hand in all of it or nothing; each waits for a review of its own. A refusal names the file it is about.

    By whoever was asked by name, by the owner of the request's duty, or by an officer. Refused once the request is
    accepted or withdrawn.
    """
    if not given:
        raise Refused("There is nothing to hand in yet: choose a file, write a text or give a link.")
    if len(given) > MOST_FILES:
        raise Refused(f"At most {MOST_FILES} files go together: hand in the others after these.")
    _refuse_whoever_was_not_asked(request, actor, on)
    replaced = {each.replaces.pk for each in given if each.replaces is not None}
    if replaced - set(request.uses.values_list("item", flat=True)):
        raise Refused("What a new version replaces was handed in for the same request: choose from the list.")
    return take_in(
        given=given,
        duty=request.duty,
        request=request,
        actor=actor,
        now=now,
        admit=lambda: hold_open(request, on),
    )


@transaction.atomic
def use_again(*, request: Request, item: Item, actor: User, on: datetime.date, now: datetime.datetime) -> ItemUse:
    """Offer an item that was accepted for the same duty or control already: one more use of it, reviewed anew."""
    _refuse_whoever_was_not_asked(request, actor, on)
    request = hold_open(request, on)
    if not at_hand(request, now).filter(pk=item.pk).exists():
        raise Refused("This item is not at hand for this request: it has lapsed, or it was offered for it already.")
    try:
        with transaction.atomic():
            return offer(item=item, duty=request.duty, request=request, actor=actor, now=now)
    except IntegrityError:
        raise Refused("This item was offered for this request already.") from None


def at_hand(request: Request, now: datetime.datetime) -> QuerySet[Item]:
    """What could answer it without anybody doing anything: accepted for the same control and still valid, not yet
    offered for it, and speaking for days that are asked about. The newest first."""
    if request.duty is None:
        return Item.objects.none()
    duty, system = request.duty, request.system
    accepted = ItemUse.objects.filter(
        system=system,
        state=UseState.ACCEPTED,
        duty__control=duty.control_id,
        duty__service=duty.service_id,
        duty__programme=duty.programme_id,
    )
    rows = Item.objects.filter(system=system, pk__in=accepted.values("item"), valid_until__gt=now, erased_at=None)
    rows = rows.exclude(uses__request=request)
    if request.first_day is not None and request.last_day is not None:
        started, ended = system.instants_of(request.first_day, request.last_day)
        rows = rows.filter(observed_from__lte=ended, observed_until__gte=started)
    return rows.order_by("-received_at")


def a_file(*, content: BinaryIO, name: str, media_type: str, title: str, together: int, **times: Any) -> Given:
    """A file under its title: its own name where there is none, and both where `together` with others under one."""
    title = title.strip()
    named = name if not title else title if together == 1 else f"{title}: {name}"
    return Given(content, named, media_type, name=name, **times)


def a_text(
    *, text: str, title: str, observed_from: datetime.date, observed_until: datetime.date, replaces: Item | None = None
) -> Given:
    """What somebody writes, sealed as they wrote it."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refused("There is nothing written yet: write the text that answers the request.")
    refuse_text(text, LONGEST_TEXT, "The text")
    return Given(
        io.BytesIO(text.encode()), title, "text/plain", observed_from, observed_until, ItemKind.TEXT, replaces=replaces
    )


def a_link(
    *,
    url: str,
    note: str,
    title: str,
    observed_from: datetime.date,
    observed_until: datetime.date,
    now: datetime.datetime,
    replaces: Item | None = None,
) -> Given:
    """An address and what it shows, sealed as that: what is behind the address is not sealed and may change."""
    url, note = url.strip(), note.strip()
    _refuse_address(url)
    if not note:
        raise Refused("Say what the link shows: what is behind it is not sealed, and may change.")
    refuse_text(note, LONGEST_NOTE, "The note")
    said = {"url": url, "note": note, "given_at": now.astimezone(datetime.UTC).isoformat()}
    content = json.dumps(said, ensure_ascii=False, indent=2).encode()
    return Given(
        io.BytesIO(content), title, "application/json", observed_from, observed_until, ItemKind.LINK, replaces=replaces
    )


def may_answer(person: User, request: Request, on: datetime.date) -> bool:
    """Whoever was asked by name, the owner of the request's duty, and any officer."""
    if request.owner_id == person.pk:
        return True
    if request.duty is not None:
        return answers_for(person, request.duty, on)
    return is_officer(person, request.system, on)


def _refuse_whoever_was_not_asked(request: Request, actor: User, on: datetime.date) -> None:
    if not may_answer(actor, request, on):
        raise Refused("Only whoever was asked, the owner of the duty or a compliance officer answers this request.")


def _refuse_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        readable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        readable = False
    if not readable or len(url) > LONGEST_URL or not url.isprintable() or " " in url:
        raise Refused("This link cannot be read: write one such as https://wiki.example.org/backups.")
    if parts.scheme != "https":
        raise Refused("Only links that begin with https:// are taken in: others can be changed on their way.")
    if parts.username is not None or parts.password is not None:
        raise Refused("Leave name and password out of the link: whoever reads it logs in as themselves.")
