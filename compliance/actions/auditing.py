"""Change and end an audit, and judge what one may examine."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q

from compliance import journal
from compliance.actions.superseding import lock
from compliance.actions.vetting import vet
from compliance.models import Engagement, FrameworkScope, System, User
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Edition
from frameworks.schema import AssessmentForm

Examined = Mapping[Edition, str]
"""The editions that an audit examines, each with the form of its assessment, or "" where it has no forms."""


@transaction.atomic
def change_audit(
    *,
    engagement: Engagement,
    title: str,
    period_start: datetime.date,
    period_end: datetime.date,
    actor: User | None,
    now: datetime.datetime,
) -> Engagement:
    """From now on it is called so, and its period is this one, both days inclusive.

    The period decides what auditors see. Packs that were built, and what auditors concluded, stay as they are.
    """
    row = _living(engagement)
    examined = {each.edition: each.assessment for each in row.audited.select_related("edition")}
    judge(row.system, examined, period_start, period_end, now)
    before = _period(row)
    changed = ["title"] if row.title != title else []
    row.title, row.period_start, row.period_end = title, period_start, period_end
    row.expected_on = None  # the next minute asks for what these days expect
    vet(row)
    if changed or before != _period(row):
        row.save(update_fields=["title", "period_start", "period_end", "expected_on"])
        journal.record(
            verb="engagement.changed",
            subject=row,
            system=row.system,
            actor=actor,
            now=now,
            before=before,
            after={**_period(row), "changed": changed},
        )
    return row


@transaction.atomic
def end_audit(*, engagement: Engagement, actor: User | None, now: datetime.datetime) -> Engagement:
    """It is over: whoever was let in sees nothing of it any more, from their next request on."""
    row = _living(engagement)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    journal.record(verb="engagement.ended", subject=row, system=row.system, actor=actor, now=now)
    return row


def judge(
    system: System, examined: Examined, first: datetime.date, last: datetime.date, now: datetime.datetime
) -> None:
    """Refuse an audit of `examined` over these days unless the system answers to all of it, in a form that fits."""
    if not examined:
        raise Refused("An audit examines something: choose at least one framework.")
    if last < first:
        raise Refused(f"The period ends on {last}, before it starts on {first}.")
    roles = roles_answered(system, first, last, now)
    for edition, assessment in examined.items():
        if edition.pk not in roles:
            raise Refused(f"{system} does not answer to {edition.title} in this period: draw its scope first.")
        forms = {form.key: form for form in forms_of(edition, roles[edition.pk])}
        if assessment not in (forms or [""]):
            named = ", ".join(form.title for form in forms.values())
            mend = f"choose one of {named}" if forms else "leave it empty"
            raise Refused(f"An audit against {edition.title} has a form of assessment that fits: {mend}.")
        if assessment and forms[assessment].on_one_day and first != last:
            raise Refused(
                f"{edition.title} {forms[assessment].title} speaks of one day: "
                "let the period begin and end on the same day."
            )


def forms_of(edition: Edition, roles: set[str]) -> list[AssessmentForm]:
    """The forms in which the edition is assessed, as far as they are open to one of `roles`."""
    known = shipped().editions.get(edition.key)
    return [form for form in known.assessments if roles & set(form.roles or roles)] if known else []


def roles_answered(
    system: System, first: datetime.date, last: datetime.date, now: datetime.datetime
) -> dict[int, set[str]]:
    """The editions, by id, that the system answers to on some of these days or today, each with its roles."""
    today = system.day_of(now)
    within = Q(valid_from__lte=last) & (Q(valid_until=None) | Q(valid_until__gte=first))
    still = Q(valid_from__lte=today) & (Q(valid_until=None) | Q(valid_until__gte=today))
    found: dict[int, set[str]] = {}
    for scope in FrameworkScope.objects.known().filter(within | still, system=system):
        found.setdefault(scope.edition_id, set()).add(scope.role)
    return found


def refuse_ended(engagement: Engagement) -> None:
    """What is over stays as it is: nothing is found in it, entered for it or drawn in it any more."""
    if Engagement.objects.filter(pk=engagement.pk).exclude(ended_at=None).exists():
        raise Refused("This audit has ended: it stays as it is.")


def _living(engagement: Engagement) -> Engagement:
    """The audit as it is now, locked until the transaction ends."""
    lock(engagement)
    refuse_ended(engagement)
    return Engagement.objects.select_related("system").get(pk=engagement.pk)


def _period(row: Engagement) -> dict[str, str]:
    return {"from": row.period_start.isoformat(), "until": row.period_end.isoformat()}
