"""Give roles to groups of people. Whoever joins holds them from then on, and holds them no longer once they leave.

Each membership that follows from a group is a row like any other, and has an entry of its own in the journal of its
system. The group's row is locked first: nothing but these verbs writes memberships through it.
"""

import datetime
import hashlib
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import QuerySet

from compliance import journal
from compliance.actions.superseding import lock, supersede, withdraw
from compliance.actions.vetting import vet
from compliance.models import GroupGrant, GroupMember, Membership, PeopleGroup, Role, System, User
from frameworks.errors import Refused


@transaction.atomic
def keep_group(*, group: PeopleGroup, actor: User | None, now: datetime.datetime) -> PeopleGroup:
    """Save a group as named. The journal knows the name by its digest alone."""
    known = PeopleGroup.objects.filter(pk=group.pk).first()
    vet(group)
    group.save()
    if known is None or known.name != group.name:
        journal.record(
            verb="group.renamed" if known else "group.made",
            subject=group,
            actor=actor,
            now=now,
            before={"name_sha256": _sha256(known.name)} if known else None,
            after={"name_sha256": _sha256(group.name)},
        )
    return group


@transaction.atomic
def join(*, group: PeopleGroup, user: User, actor: User | None, now: datetime.datetime) -> GroupMember:
    """`user` is in the group from now on, and holds its roles from today on."""
    lock(group)
    if group.members.filter(user=user, left_at=None).exists():
        raise Refused(f"{user} is in the group “{group}” already.")
    member = GroupMember.objects.create(group=group, user=user, joined_at=now)
    begun = list(_begin(group.grants.known().select_related("system"), [member], now))
    journal.record(verb="group.joined", subject=group, actor=actor, now=now, after={"person": str(user.pk)})
    _tell_granted(begun, actor, now)
    return member


@transaction.atomic
def leave(*, member: GroupMember, actor: User | None, now: datetime.datetime) -> None:
    """They are in the group no longer, and its roles end for them at once. What they hold themselves stays."""
    lock(member.group)
    if not GroupMember.objects.filter(pk=member.pk, left_at=None).exists():
        raise Refused(f"{member.user} has left the group “{member.group}” already.")
    member.left_at = now
    member.save(update_fields=["left_at"])
    ended = _end(Membership.objects.filter(through=member.group, user=member.user), now)
    journal.record(
        verb="group.left", subject=member.group, actor=actor, now=now, before={"person": str(member.user_id)}
    )
    _tell_revoked(ended, actor, now)


@transaction.atomic
def grant_to_group(
    *,
    system: System,
    group: PeopleGroup,
    role: str,
    since: datetime.date,
    actor: User | None,
    now: datetime.datetime,
    until: datetime.date | None = None,
) -> GroupGrant:
    """The group holds `role` in `system` from `since` to `until`, both inclusive.

    So does everybody who is in it now, from the day on which they joined, and whoever joins later.
    """
    if role == Role.AUDITOR:
        raise Refused("Auditors are let in by an engagement, not by a role in the system.")
    if role not in Role.values:
        raise Refused(f"There is no role “{role}”: choose officer, owner or reviewer.")
    before, granted = supersede(
        GroupGrant,
        within=group,
        now=now,
        match={"system": system, "group": group, "role": role},
        valid_from=since,
        valid_until=until,
    )
    if before != granted:
        begun = list(_begin([granted], group.members.filter(left_at=None).select_related("user"), now))
        journal.record(
            verb="group.granted",
            subject=group,
            system=system,
            actor=actor,
            now=now,
            after={"role": role, "from": since.isoformat(), "until": until.isoformat() if until else None},
        )
        _tell_granted(begun, actor, now)
    return granted


@transaction.atomic
def revoke_from_group(*, granted: GroupGrant, actor: User | None, now: datetime.datetime) -> None:
    """The group's role ends at once, for each of its members too. What they hold themselves stays."""
    lock(granted.group)
    if not GroupGrant.objects.known().filter(pk=granted.pk).exists():
        raise Refused("This role has ended already, or was changed since: look at the list again.")
    withdraw(granted, since=granted.system.day_of(now), now=now)
    held = Membership.objects.filter(through=granted.group, system=granted.system, role=granted.role)
    ended = _end(held, now)
    journal.record(
        verb="group.revoked",
        subject=granted.group,
        system=granted.system,
        actor=actor,
        now=now,
        before={"role": granted.role},
    )
    _tell_revoked(ended, actor, now)


def _begin(
    grants: Iterable[GroupGrant], members: Iterable[GroupMember], now: datetime.datetime
) -> Iterator[Membership]:
    """The memberships that follow from the grants for the members, none for days before they joined."""
    people = list(members)
    for granted in grants:
        for member in people:
            since = max(granted.valid_from, granted.system.day_of(member.joined_at))
            if granted.valid_until is not None and granted.valid_until < since:
                continue
            before, membership = supersede(
                Membership,
                within=granted.group,
                now=now,
                match={
                    "system": granted.system,
                    "user": member.user,
                    "role": granted.role,
                    "through": granted.group,
                },
                valid_from=since,
                valid_until=granted.valid_until,
            )
            if before != membership:
                yield membership


def _end(held: QuerySet[Membership], now: datetime.datetime) -> list[Membership]:
    """End at once what of `held` has not ended before today."""
    rows = held.filter(superseded_at=None).select_related("system", "user")
    present = [row for row in rows if row.valid_until is None or row.valid_until >= row.system.day_of(now)]
    for row in present:
        withdraw(row, since=row.system.day_of(now), now=now)
    return present


def _tell_granted(begun: Iterable[Membership], actor: User | None, now: datetime.datetime) -> None:
    for each in begun:
        journal.record(
            verb="role.granted",
            subject=each.user,
            system=each.system,
            actor=actor,
            now=now,
            after={
                "role": each.role,
                "from": each.valid_from.isoformat(),
                "until": each.valid_until.isoformat() if each.valid_until else None,
                "through": str(each.through_id),
            },
        )


def _tell_revoked(ended: Iterable[Membership], actor: User | None, now: datetime.datetime) -> None:
    for each in ended:
        journal.record(
            verb="role.revoked",
            subject=each.user,
            system=each.system,
            actor=actor,
            now=now,
            before={"role": each.role, "through": str(each.through_id)},
        )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
