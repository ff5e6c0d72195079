"""Hand out a pack: by a link for one person and one download, which is begun within minutes.

One use and a resumed download go together so: the first request begins the one download. After that the link serves
parts of the file alone, for as long as the download may take, and with the file's last byte it is over.
"""

import datetime
import hashlib
import secrets
from typing import Final

from django.db import transaction

from compliance import journal
from compliance.actions.reading import note_read
from compliance.models import User
from compliance.permissions import NotVisible, Viewer, viewer_of
from evidence.access import PACK_READERS
from evidence.models import Pack, PackLink
from evidence.ranges import Part
from frameworks.errors import Refused

BEGIN_WITHIN: Final = datetime.timedelta(minutes=5)
FINISH_WITHIN: Final = datetime.timedelta(hours=2)
"""From the first byte on: 10 GB at 12 Mbit/s."""


class LinkOver(Exception):
    """The link was used, or its minutes are over: another one is to be had where it came from."""


def may_take(viewer: Viewer, pack: Pack) -> bool:
    """Whether they may take it at the viewer's instant: an auditor while their window is open."""
    seen = Pack.objects.visible_to(viewer).filter(pk=pack.pk).exists()
    return seen and bool(viewer.roles_in(pack.system) & PACK_READERS)


@transaction.atomic
def make_link(*, pack: Pack, actor: User, now: datetime.datetime) -> tuple[PackLink, str]:
    """A link for `actor`, and its token, which is kept nowhere."""
    if pack.sealed_at is None:
        raise Refused("This pack is not sealed yet: come back when it is.")
    if pack.erased_at is not None:
        raise Refused("The bytes of this pack were erased: have another one built.")
    token = secrets.token_urlsafe(32)
    link = PackLink.objects.create(
        system=pack.system,
        pack=pack,
        person=actor,
        token_sha256=_digest(token),
        made_at=now,
        begin_by=now + BEGIN_WITHIN,
    )
    journal.record(verb="pack-link.made", subject=pack, system=pack.system, actor=actor, now=now)
    return link, token


def link_of(token: str, now: datetime.datetime) -> PackLink:
    """The link of that token, whose person may take the pack now. NotVisible for any other; LinkOver for one that is
    used up or too old."""
    rows = PackLink.objects.filter(token_sha256=_digest(token))
    link = rows.select_related("person", "pack__system", "pack__edition__framework", "pack__engagement").first()
    if link is None or not may_take(viewer_of(link.person, now), link.pack):
        raise NotVisible
    last = link.finish_by or link.begin_by
    if link.ended_at is not None or now > last or link.pack.erased_at is not None:
        raise LinkOver
    return link


@transaction.atomic
def use_link(*, link: PackLink, part: Part, now: datetime.datetime) -> None:
    """Begin the download, or go on with it by a part; an auditor's read goes into custody. LinkOver for a second one.

    One conditional UPDATE begins: of two that ask for the whole at once, one gets it.
    """
    unused = PackLink.objects.filter(pk=link.pk, begun_at=None)
    if not unused.update(begun_at=now, finish_by=now + FINISH_WITHIN) and part.whole:
        raise LinkOver
    viewer = viewer_of(link.person, now)
    note_read(viewer=viewer, system=link.pack.system, subject=link.pack, now=now, page="content")


def note_sent(*, link: PackLink, end: int, now: datetime.datetime) -> None:
    """The file was given out up to `end`: with its last byte the link is over."""
    if end == link.pack.size:
        PackLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=now)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
