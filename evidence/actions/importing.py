"""Ask for what an auditor's list asks for: all of it, or nothing."""

import datetime
from collections.abc import Iterator, Sequence

from django.db import transaction

from compliance.actions.superseding import lock
from compliance.models import Duty, Engagement, User
from compliance.permissions import is_officer
from evidence.actions.asking import raise_request
from evidence.importing.request_lists import Asking, same_reference
from evidence.models import Request, RequestOrigin
from frameworks.errors import Refused
from frameworks.models import Requirement

Refusals = dict[int, str]
"""By the number of its line, what is wrong with it and what to do."""


class _Undone(Exception):
    """Takes a trial back."""


def try_list(
    *, engagement: Engagement, asked: Sequence[Asking], actor: User, on: datetime.date, now: datetime.datetime
) -> Refusals:
    """What would be refused, line by line. Nothing is kept: it is the real thing, undone."""
    refused: Refusals = {}
    try:
        with transaction.atomic():
            lock(engagement)
            rows = _Rows(engagement, asked)
            for each in asked:
                try:
                    with transaction.atomic():
                        rows.ask(each, actor, on, now)
                except Refused as refusal:
                    refused[each.line] = str(refusal)
            raise _Undone
    except _Undone:
        return refused


@transaction.atomic
def import_list(
    *, engagement: Engagement, asked: Sequence[Asking], actor: User, on: datetime.date, now: datetime.datetime
) -> list[Request]:
    """A request for each line, by `raise_request`. Refused as a whole where one line is: the sentence names it."""
    lock(engagement)
    return list(_raised(engagement, asked, actor, on, now))


def _raised(
    engagement: Engagement, asked: Sequence[Asking], actor: User, on: datetime.date, now: datetime.datetime
) -> Iterator[Request]:
    rows = _Rows(engagement, asked)
    for each in asked:
        try:
            yield rows.ask(each, actor, on, now)
        except Refused as refusal:
            raise Refused(f"Line {each.line}: {refusal}") from None


def references_of(engagement: Engagement) -> set[str]:
    """Those that the audit's requests have, withdrawn ones apart."""
    rows = Request.objects.filter(engagement=engagement, withdrawn_at=None).exclude(reference="")
    return {same_reference(each) for each in rows.values_list("reference", flat=True)}


class _Rows:
    """The rows that the lines name, read at once."""

    def __init__(self, engagement: Engagement, asked: Sequence[Asking]) -> None:
        self.engagement = engagement
        duties = Duty.objects.filter(system=engagement.system_id, pk__in={each.duty for each in asked if each.duty})
        self.duties = {row.pk: row for row in duties.select_related("system", "control", "service", "programme")}
        self.references = references_of(engagement)
        named = Requirement.objects.filter(edition__in=engagement.edition_ids).select_related("edition")
        self.requirements = {(row.edition.key, row.ref): row for row in named}

    def ask(self, each: Asking, actor: User, on: datetime.date, now: datetime.datetime) -> Request:
        """Whoever is officer asks as one, even where the audit lets them in as well."""
        reference = same_reference(each.reference)
        if reference in self.references:
            raise Refused(f"The audit has a request {each.reference} already: take the line out, or give it a new one.")
        self.references.add(reference)
        officer = is_officer(actor, self.engagement.system, on)
        return raise_request(
            system=self.engagement.system,
            engagement=self.engagement,
            origin=RequestOrigin.OFFICER if officer else RequestOrigin.AUDITOR,
            reference=each.reference,
            title=each.title,
            asks=each.asks,
            requirement=self.requirements[each.requirement] if each.requirement else None,
            duty=self.duties.get(each.duty) if each.duty else None,
            first_day=each.first_day,
            last_day=each.last_day,
            due_on=each.due_on,
            actor=actor,
            on=on,
            now=now,
        )
