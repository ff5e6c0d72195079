"""Rules of assignment: who is given the duties of a control or of a theme that nobody owns."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from compliance import journal
from compliance.actions.assigning import Wanted, assign_each
from compliance.actions.superseding import lock, supersede, withdraw
from compliance.models import Assignment, AssignmentRule, Duty, System, User
from compliance.team import Team, team_of
from frameworks.compiled import shipped
from frameworks.errors import Refused

LONGEST_DUE_IN_DAYS = 3660
"""Ten years: more is a slip of the keyboard."""


@dataclass(frozen=True)
class Ruled:
    """A rule, and the duties that rules gave away when it was made."""

    rule: AssignmentRule
    assigned: tuple[Duty, ...]


@transaction.atomic
def rule(
    *,
    system: System,
    theme: str = "",
    control: str = "",
    owner: User,
    reviewer: User,
    due_in_days: int | None,
    actor: User | None,
    on: datetime.date,
    now: datetime.datetime,
) -> Ruled:
    """From `on`, duties of the control (or of every control of the theme) that nobody owns go to `owner`, at once."""
    catalogue = shipped()
    if bool(theme) == bool(control):
        raise Refused("A rule is for one theme or for one control: choose one of the two.")
    if (control or theme) not in (catalogue.controls if control else catalogue.themes):
        raise Refused(f"The catalogue knows no “{control or theme}”: choose from the list.")
    if owner == reviewer:
        raise Refused(f"{owner} cannot review their own evidence: choose somebody else as reviewer.")
    if due_in_days is not None and not 0 <= due_in_days <= LONGEST_DUE_IN_DAYS:
        raise Refused(f"Duties are due after 0 to {LONGEST_DUE_IN_DAYS} days: correct the number.")
    team = team_of(system, on)
    for person, may, needed in ((owner, team.owners, "owner"), (reviewer, team.reviewers, "reviewer")):
        if person.pk not in may:
            raise Refused(f"{person} is no {needed} in this system: an administrator has to give the role first.")
    before, made = supersede(
        AssignmentRule,
        within=system,
        now=now,
        match={"system": system, "theme": theme, "control": control},
        valid_from=on,
        owner=owner,
        reviewer=reviewer,
        due_in_days=due_in_days,
    )
    assigned = apply_rules(system=system, on=on, now=now)
    if before != made:
        journal.record(
            verb="rule.made",
            subject=made,
            system=system,
            actor=actor,
            now=now,
            before=_codes(before) if before else None,
            after=_codes(made),
        )
    return Ruled(made, assigned)


@transaction.atomic
def end_rule(*, rule: AssignmentRule, actor: User | None, on: datetime.date, now: datetime.datetime) -> None:
    """From `on` the rule gives nothing away any more; what it has given stays where it is."""
    lock(rule.system)
    known = AssignmentRule.objects.known().filter(pk=rule.pk).first()
    if known is None:
        raise Refused("This rule has ended already, or was changed since: look at the list again.")
    withdraw(known, since=on, now=now)
    journal.record(verb="rule.ended", subject=rule, system=rule.system, actor=actor, now=now, before=_codes(known))


def apply_rules(*, system: System, on: datetime.date, now: datetime.datetime) -> tuple[Duty, ...]:
    """Give away what nobody owns on `on` or will own after it, as the rules of that day say. Returns those duties.

    A rule that is broken gives nothing away, and a broken rule of a control does not leave its duties to the theme's:
    the officer named somebody for them, and decides who it is now. Where nothing is to be done: two queries.
    """
    rules = list(AssignmentRule.objects.on(on).filter(system=system).select_related("owner", "reviewer"))
    if not rules:
        return ()
    taken = Assignment.objects.beyond(on).filter(system=system)
    unowned = Duty.objects.open().filter(system=system).exclude(pk__in=taken.values("duty"))
    free = list(unowned.select_related("system", "control", "service", "programme"))
    if not free:
        return ()
    team, found = team_of(system, on), by_key(rules)
    wanted = []
    for duty in free:
        mine = rule_for(duty, found)
        if mine is not None and not is_broken(mine, team):
            due = None if mine.due_in_days is None else on + datetime.timedelta(days=mine.due_in_days)
            wanted.append(Wanted(duty, mine.owner, mine.reviewer, due))
    return assign_each(wanted=wanted, actor=None, on=on, now=now)


def by_key(rules: Iterable[AssignmentRule]) -> Mapping[tuple[str, str], AssignmentRule]:
    return {(each.theme, each.control): each for each in rules}


def rule_for(duty: Duty, rules: Mapping[tuple[str, str], AssignmentRule]) -> AssignmentRule | None:
    """The one for its control wins over the one for its theme."""
    return rules.get(("", duty.control.key)) or rules.get((duty.control.theme, ""))


def is_broken(rule: AssignmentRule, team: Team) -> bool:
    """Whether its owner or its reviewer has left: holds no role for it on the team's day, or may not log in."""
    return rule.owner_id not in team.owners or rule.reviewer_id not in team.reviewers


def _codes(rule: AssignmentRule) -> dict[str, str | int | None]:
    return {
        "theme": rule.theme or None,
        "control": rule.control or None,
        "owner": str(rule.owner_id),
        "reviewer": str(rule.reviewer_id),
        "due_in_days": rule.due_in_days,
    }
