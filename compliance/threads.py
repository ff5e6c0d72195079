"""Threads of comments: what may have one, who sees it, and whom it can mention.

The kinds are a closed table. What a thread is about is reached by its own table's `visible_to`, so that nobody reads or
writes about what they may not see. A thread is the team's own unless its kind is shared: then auditors who see the
subject see what is said about it as well.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.apps import apps

from compliance.models import AuditorGrant, Comment, System, User
from compliance.permissions import Viewer, viewer_of
from compliance.team import team_of


@dataclass(frozen=True)
class Kind:
    """`model` by its label, for a floor above may add one; `page` is the route that shows the subject."""

    model: str
    page: str
    is_shared: bool = False


KINDS: Final[Mapping[str, Kind]] = {
    "duty": Kind("compliance.Duty", "compliance:duty"),
    "request": Kind("evidence.Request", "evidence:request", is_shared=True),
    "finding": Kind("compliance.Finding", "compliance:finding", is_shared=True),
}


def sees_thread(viewer: Viewer, system: System, kind: str) -> bool:
    """Whether the viewer reads threads of this kind about what they see in the system."""
    return kind in KINDS and (KINDS[kind].is_shared or system.pk in viewer.team_ids)


def subject_of(viewer: Viewer, system: System, kind: str, pk: UUID) -> Any | None:
    """The row that a thread is about; None where the viewer may not see it or not read what is said about it."""
    if not sees_thread(viewer, system, kind):
        return None
    rows: Any = apps.get_model(KINDS[kind].model)._default_manager
    return rows.visible_to(viewer).filter(system=system, pk=pk).first()


def thread_of(system: System, kind: str, pk: UUID) -> list[Comment]:
    """What was said, oldest first, with who said it and whom it mentions. Two queries."""
    rows = Comment.objects.filter(system=system, kind=kind, subject=pk)
    return list(rows.select_related("author").prefetch_related("mentions"))


def audience_of(system: System, kind: str, pk: UUID, now: datetime.datetime) -> list[User]:
    """Who may be mentioned: the team; in a shared thread also auditors who see its subject now."""
    on = system.day_of(now)
    people = list(team_of(system, on).people.values())
    if KINDS[kind].is_shared:
        grants = AuditorGrant.objects.on(on).filter(system=system, user__is_active=True).select_related("user")
        auditors = {grant.user for grant in grants} - set(people)
        people += [each for each in auditors if subject_of(viewer_of(each, now), system, kind, pk) is not None]
    return people


def mentioned(text: str, people: Iterable[User]) -> list[User]:
    """Those whom `text` calls by @ and their name, first name or the part of their mail address before the @.

    The longest name counts; of two who are called the same both are meant. Case does not count.
    """
    called: dict[str, list[User]] = {}
    for person in people:
        names = {person.name, person.name.partition(" ")[0], person.email.partition("@")[0]}
        for name in names - {""}:
            called.setdefault(name.casefold(), []).append(person)
    if not called:
        return []
    any_name = "|".join(re.escape(name) for name in sorted(called, key=len, reverse=True))
    found = re.finditer(rf"(?<![\w.@+-])@({any_name})(?!\w)", text.casefold())
    return list(dict.fromkeys(person for match in found for person in called[match[1]]))
