"""Enter a population, with what makes it complete and accurate; its file is sealed as it is (support-rules, 4)."""

import datetime
import hashlib
from typing import BinaryIO, Final

import rfc8785
from django.db import transaction

from compliance import journal
from compliance.actions.auditing import refuse_ended
from compliance.models import Engagement, User
from compliance.permissions import ANSWERING, viewer_of
from evidence.actions.uploading import Given, keep
from evidence.admitting import refuse_file, refuse_period, refuse_text, refuse_title
from evidence.models import Item, Population
from evidence.tables import MOST_ROWS, Table, table_of
from frameworks.errors import Refused
from frameworks.models import Control, Requirement

LONGEST_TEXT: Final = 4_000
LONGEST_NAME: Final = 120


def enter_population(
    *,
    engagement: Engagement,
    title: str,
    first_day: datetime.date,
    last_day: datetime.date,
    origin: str,
    query: str,
    filters: str,
    count: int,
    extracted_at: datetime.datetime,
    extracted_by: str,
    actor: User,
    now: datetime.datetime,
    requirement: Requirement | None = None,
    control: Control | None = None,
    content: BinaryIO | None = None,
    media_type: str = "",
    key_column: str = "",
) -> Population:
    """`first_day`..`last_day`: the days of what is in it, both inclusive. `extracted_by`: a person or a tool, by name.

    Refused unless it says how it was extracted, and where its file (`content`, CSV or XLSX) has another number of data
    rows than `count`. `key_column` names a column of it; empty = its first. Without a file the count stands alone.
    """
    system = engagement.system
    if not viewer_of(actor, now).roles_in(system) & ANSWERING:
        raise Refused("A compliance officer or an owner of duties enters populations: ask one.")
    refuse_ended(engagement)
    if requirement is not None and not engagement.audited.filter(edition=requirement.edition_id).exists():
        raise Refused(f"This audit does not examine {requirement.ref}: name a requirement of what it examines.")
    title, origin, extracted_by = title.strip(), origin.strip(), extracted_by.strip()
    refuse_title(title, "the population")
    refuse_period(first_day, last_day, system.day_of(now))
    _refuse_unsaid(query, count, extracted_at, extracted_by, origin, now)
    extracted_on = system.day_of(extracted_at)
    if extracted_on < last_day:
        raise Refused(
            f"It was extracted on {extracted_on}, before the last of its days, {last_day}: what came after is missing. "
            "Extract it again, or end its days earlier."
        )
    for text, what in ((query, "The query"), (filters, "What filters")):
        refuse_text(text, LONGEST_TEXT, what)
    for text, what in ((origin, "The system of origin"), (extracted_by, "Who extracted it")):
        refuse_text(text, LONGEST_NAME, what)
    table = _table(content, media_type, count) if content is not None else None
    if table is not None:
        key_column = _key(table, key_column)

    def write(item: Item | None) -> Population:
        population = Population.objects.create(
            system=system,
            engagement=engagement,
            requirement=requirement,
            control=control,
            title=title,
            first_day=first_day,
            last_day=last_day,
            origin=origin,
            query=query.strip(),
            filters=filters.strip(),
            count=count,
            extracted_at=extracted_at,
            extracted_by=extracted_by,
            item=item,
            header=list(table.header) if table else [],
            key_column=key_column if table else "",
            entered_by=actor,
            entered_at=now,
        )
        _record(population, actor, now)
        return population

    if content is None:
        with transaction.atomic():
            return write(None)
    given = Given(content, title, media_type, first_day, last_day)
    return keep(given=given, system=system, actor=actor, now=now, use=write)


def _refuse_unsaid(
    query: str, count: int, extracted_at: datetime.datetime, extracted_by: str, origin: str, now: datetime.datetime
) -> None:
    """A sample of a population that nobody can extract again is worth nothing."""
    if not query.strip():
        raise Refused("Write the query or the steps by which it was extracted: an auditor has to be able to repeat it.")
    if not origin:
        raise Refused("Name the system that it comes from.")
    if not extracted_by:
        raise Refused("Name who extracted it: a person, or the tool that did it by itself.")
    if not 0 <= count <= MOST_ROWS:
        raise Refused(f"A population has from 0 to {MOST_ROWS} rows: split a larger one by months or by kind.")
    if extracted_at > now:
        raise Refused("It was extracted at an instant that has not come yet: correct the time.")


def _table(content: BinaryIO, media_type: str, count: int) -> Table:
    refuse_file(content, media_type)
    table = table_of(content, media_type)
    if len(table.rows) != count:
        raise Refused(
            f"The file has {len(table.rows)} data rows, and the count says {count}: it is not complete, or the count "
            "is wrong. Extract it again, or correct the count."
        )
    return table


def _key(table: Table, wanted: str) -> str:
    """The column that names a row."""
    name = wanted.strip() or table.header[0]
    if name not in table.header:
        raise Refused(f"The file has no column “{name}”: name one of {', '.join(table.header)}.")
    if len(name) > LONGEST_NAME:
        raise Refused(f"The name of the key column has more than {LONGEST_NAME} characters: choose another column.")
    return name


def _record(population: Population, actor: User, now: datetime.datetime) -> None:
    said = [population.query, population.filters, population.origin, population.extracted_by, population.header]
    journal.record(
        verb="population.entered",
        subject=population,
        system=population.system,
        actor=actor,
        now=now,
        after={
            "engagement": str(population.engagement_id),
            "item": str(population.item_id) if population.item_id else None,
            "count": population.count,
            "from": population.first_day.isoformat(),
            "until": population.last_day.isoformat(),
            "extracted": population.extracted_at.astimezone(datetime.UTC).isoformat(),
            "said_sha256": hashlib.sha256(rfc8785.dumps(said)).hexdigest(),
        },
    )
