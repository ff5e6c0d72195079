"""What the audit itself left behind by a pack's instant: what was expected, asked, found and concluded."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from compliance.audits.exceptions import Exceptions
from compliance.audits.findings import FindingPosture, posture_of_finding
from compliance.models import AuditedEdition, Conclusion, Finding
from evidence.coverage.exceptions import exceptions_of
from evidence.coverage.occurrences import DutyCoverage, Occurrence, OccurrenceState, coverage_of
from evidence.models import ItemUse, Request, UseState
from evidence.packs.packed import Packed
from evidence.requests import RequestState


@dataclass(frozen=True)
class AskedFor:
    """A request as the pack's instant finds it. `answers`: what the team had accepted for it by then."""

    request: Request
    state: RequestState
    is_overdue: bool
    answers: tuple[UUID, ...]


@dataclass(frozen=True)
class Missed:
    """An occurrence that was late, failed or did not come; `request` is who was asked for it, if anybody was."""

    duty: DutyCoverage
    occurrence: Occurrence
    request: AskedFor | None


@dataclass(frozen=True)
class PackedAudit:
    """One reading of the audit behind a pack. Each property is a fixed number of queries."""

    packed: Packed

    @cached_property
    def form(self) -> str:
        """The key of the form in which the edition is assessed, such as a SOC 2 type; empty where it has none."""
        rows = AuditedEdition.objects.filter(engagement=self.packed.pack.engagement_id, edition=self._edition)
        return next((row.assessment for row in rows), "")

    @cached_property
    def findings(self) -> tuple[FindingPosture, ...]:
        """As their steps left them, by number."""
        rows = Finding.objects.filter(engagement=self.packed.pack.engagement_id, requirement__edition=self._edition)
        rows = rows.filter(requirement__ref__in=self.packed.refs).order_by("number")
        return tuple(posture_of_finding(row) for row in rows.with_steps(self.packed.as_of))

    @cached_property
    def conclusions(self) -> Mapping[str, Conclusion]:
        """The auditors' words by reference, once they have shared them; until then they are theirs alone."""
        shared_at = self.packed.pack.engagement.shared_at
        if shared_at is None or shared_at > self.packed.as_of:
            return {}
        rows = Conclusion.objects.known(self.packed.as_of).filter(engagement=self.packed.pack.engagement_id)
        rows = rows.filter(requirement__edition=self._edition, requirement__ref__in=self.packed.refs)
        return {row.requirement.ref: row for row in rows.select_related("requirement", "author")}

    @cached_property
    def exceptions(self) -> Exceptions:
        """What stays an exception of the period, by requirement of the pack."""
        pack, as_of = self.packed.pack, self.packed.as_of
        found = exceptions_of(pack.engagement, self.packed.catalogue, as_of, as_of)
        return {asked: rows for asked, rows in found.items() if self._is_asked(asked)}

    @cached_property
    def coverage(self) -> tuple[DutyCoverage, ...]:
        """Of each duty behind the pack's requirements what was expected in the period, and what came."""
        pack, as_of = self.packed.pack, self.packed.as_of
        found = coverage_of(pack.engagement, self.packed.catalogue, as_of, as_of)
        return tuple(each for each in found.duties if any(map(self._is_asked, each.expected.asked)))

    @cached_property
    def missed(self) -> tuple[Missed, ...]:
        """Every occurrence that was expected by now and is an exception, the earliest first."""
        asked = {each.request.pk: each for each in self.requests}
        rows = [
            Missed(duty, each, asked.get(each.request) if each.request else None)
            for duty in self.coverage
            for each in duty.exceptions
        ]
        return tuple(sorted(rows, key=lambda row: (row.occurrence.span, str(row.duty.expected.duty))))

    @cached_property
    def requests(self) -> tuple[AskedFor, ...]:
        """What was asked in this audit about the pack's requirements, by day due."""
        about = Q(requirement__edition=self._edition, requirement__ref__in=self.packed.refs)
        controls = {
            link.control
            for row in self.packed.catalogue.edition(self.packed.pack.edition.key).requirements
            if row.ref in self.packed.refs
            for link in row.controls
        }
        about |= Q(requirement=None, duty__control__key__in=controls)
        if not self.packed.pack.refs:
            about |= Q(requirement=None, duty=None)
        rows = Request.objects.filter(about, engagement=self.packed.pack.engagement_id)
        rows = rows.filter(raised_at__lte=self.packed.as_of).select_related("requirement", "duty__control")
        found = list(rows.order_by("due_on", "pk"))
        return tuple(self._asked_for(row, self._uses.get(row.pk, ())) for row in found)

    @cached_property
    def _uses(self) -> Mapping[UUID, Sequence[ItemUse]]:
        found: dict[UUID, list[ItemUse]] = {}
        rows = ItemUse.objects.filter(
            request__engagement=self.packed.pack.engagement_id, submitted_at__lte=self.packed.as_of
        )
        for use in rows.prefetch_related("reviews").order_by("submitted_at", "pk"):
            if use.request_id is not None:
                found.setdefault(use.request_id, []).append(use)
        return found

    @cached_property
    def _reviewers(self) -> Mapping[UUID, UUID]:
        return {
            row.duty.pk: row.duty.assignment.reviewer_id for row in self.packed.posture.duties if row.duty.assignment
        }

    def _asked_for(self, request: Request, uses: Sequence[ItemUse]) -> AskedFor:
        state = self._state(request, uses)
        is_open = state not in {RequestState.ACCEPTED, RequestState.WITHDRAWN}
        shown = {item.pk for item in self.packed.items}
        accepted = (use.item_id for use in uses if self._of(use) == UseState.ACCEPTED and use.item_id in shown)
        overdue = is_open and request.due_on < self.packed.day
        return AskedFor(request, state, overdue, tuple(dict.fromkeys(accepted)))

    def _state(self, request: Request, uses: Sequence[ItemUse]) -> RequestState:
        """What `requests.with_states` says of today, at the pack's instant."""
        as_of = self.packed.as_of
        if request.withdrawn_at is not None and request.withdrawn_at <= as_of:
            return RequestState.WITHDRAWN
        if not uses:
            return RequestState.REQUESTED
        if any(self._of(use) == UseState.RETURNED and not _answered_after(use, uses) for use in uses):
            return RequestState.RETURNED
        waiting = [use for use in uses if self._of(use) == UseState.IN_REVIEW]
        if not waiting:
            return RequestState.ACCEPTED
        reviewer = self._reviewers.get(request.duty_id) if request.duty_id else None
        named = any(reviewer not in {None, use.submitted_by_id} for use in waiting)
        half = any(review.accepts and review.said_at <= as_of for use in waiting for review in use.reviews.all())
        return RequestState.IN_REVIEW if named or half else RequestState.SUBMITTED

    def _of(self, use: ItemUse) -> str:
        return use.state_at(self.packed.as_of)

    @property
    def _edition(self) -> int:
        return self.packed.pack.edition_id

    def _is_asked(self, asked: tuple[str, str]) -> bool:
        return asked[0] == self.packed.pack.edition.key and asked[1] in self.packed.refs


def _answered_after(use: ItemUse, uses: Sequence[ItemUse]) -> bool:
    settled: datetime.datetime = use.reviewed_at or use.submitted_at
    return any(each.submitted_at > max(settled, use.submitted_at) for each in uses)


def why_missed(missed: Missed) -> str:
    """A code for what is known of why: for the pack's JSON and for the sentence beside it."""
    occurrence, request = missed.occurrence, missed.request
    if occurrence.is_late:
        return "came-late"
    if occurrence.state != OccurrenceState.MISSING:
        return str(occurrence.state)
    if request is None:
        return "not-asked-for"
    return "withdrawn" if request.state == RequestState.WITHDRAWN else "not-answered"
