"""What pages and API ask of a list before anything is asked for: in which audit, read with whose eyes, wrong where."""

import datetime
from dataclasses import dataclass
from typing import BinaryIO

from django.db.models import QuerySet

from compliance.models import Duty, Engagement, System, User
from compliance.permissions import OFFICER, Viewer
from evidence.actions.importing import references_of, try_list
from evidence.importing.request_lists import ListReading, read_list
from evidence.wording import WHY_WRONG
from frameworks.compiled import shipped


@dataclass(frozen=True)
class WrongLine:
    """`said` is what stands there, `sentence` what is wrong with it and what to do."""

    line: int
    said: str
    sentence: str


def audits_to_ask_in(viewer: Viewer, system: System) -> QuerySet[Engagement]:
    """The open ones: every one of the system for its officers, for auditors those that let them in."""
    rows = Engagement.objects.filter(system=system, ended_at=None)
    if not viewer.roles_in(system) & OFFICER:
        rows = rows.filter(pk__in=viewer.engagement_ids)
    return rows.select_related("system").prefetch_related("editions")


def read_as(viewer: Viewer, audit: Engagement, content: BinaryIO, media_type: str) -> ListReading:
    """`read_list` with the duties that the viewer sees."""
    duties = Duty.objects.visible_to(viewer).filter(system=audit.system_id).open()
    return read_list(
        content,
        media_type,
        engagement=audit,
        catalogue=shipped(),
        duties=duties.select_related("control", "service", "programme"),
        references=references_of(audit),
    )


def wrong_lines(audit: Engagement, reading: ListReading, actor: User, now: datetime.datetime) -> list[WrongLine]:
    """Each line that would not be asked, in its order: what is not understood, and what the verb refuses."""
    wrong = [WrongLine(each.line, each.said, str(WHY_WRONG[each.why])) for each in reading.wrong]
    on, titles = audit.system.day_of(now), {each.line: each.title for each in reading.asked}
    refused = try_list(engagement=audit, asked=reading.asked, actor=actor, on=on, now=now)
    wrong += [WrongLine(line, titles[line], sentence) for line, sentence in refused.items()]
    return sorted(wrong, key=lambda each: each.line)
