"""Who may do what. Default deny: a route that no `access.py` declares is closed to everybody and fails `check`.

A `Viewer` is a person at an instant: the roles they hold in each system that day. It is read once for a request and
passed to `visible_to(viewer)` wherever rows are read. What one may not see answers 404; what one may see and may not do
answers 403.
"""

import datetime
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from compliance.models import AuditorGrant, Duty, Engagement, Membership, Role, System, User
from frameworks.compiled import shipped

PUBLIC = "public"
SIGNED_IN = "signed-in"
STAFF = "staff"
"""Administrators: for what no system can be bound to, such as the creation of one."""

ANY_ROLE = "any-role"
ANY_OFFICER = "any-officer"

OFFICER = frozenset({Role.OFFICER})
AUDITOR = frozenset({Role.AUDITOR})
ANSWERING = frozenset({Role.OFFICER, Role.OWNER})
APPROVING = frozenset({Role.OFFICER, Role.REVIEWER})
AUDITING = frozenset({Role.OFFICER, Role.AUDITOR})
TEAM = frozenset({Role.OFFICER, Role.OWNER, Role.REVIEWER})
EVERY_ROLE = frozenset(Role)

SOMEWHERE: Mapping[str, frozenset[Role]] = {ANY_ROLE: EVERY_ROLE, ANY_OFFICER: OFFICER}
"""What belongs to the whole installation, as AWS's documents do, is for those who hold such a role in some system."""

Allowed = str | frozenset[Role]
Access = Mapping[str, Allowed]


class NotVisible(Exception):
    """The thing does not exist for this person: answer 404."""


class NotAllowed(Exception):
    """The person sees it but may not do this: answer 403."""


@dataclass(frozen=True)
class Viewer:
    user: User | AnonymousUser
    roles: Mapping[UUID, frozenset[Role]] = field(default_factory=dict)
    engagements: Mapping[UUID, tuple[Engagement, ...]] = field(default_factory=dict)

    @property
    def system_ids(self) -> list[UUID]:
        return list(self.roles)

    @property
    def team_ids(self) -> list[UUID]:
        """The systems to whose team the viewer belongs: there an auditor's limits do not bind."""
        return [system for system, held in self.roles.items() if held - {Role.AUDITOR}]

    @property
    def engagement_ids(self) -> list[UUID]:
        """The engagements whose window is open for the viewer as an auditor."""
        return [audit.pk for audits in self.engagements.values() for audit in audits]

    def roles_in(self, system: System) -> frozenset[Role]:
        return self.roles.get(system.pk, frozenset())

    def is_only_auditor_in(self, system: System) -> bool:
        return self.roles_in(system) == {Role.AUDITOR}

    def holds_somewhere(self, roles: frozenset[Role]) -> bool:
        return any(held & roles for held in self.roles.values())

    @property
    def keeps_documents(self) -> bool:
        """Whether they keep AWS's documents: whoever is a compliance officer of at least one system today."""
        return self.holds_somewhere(OFFICER)

    @cached_property
    def programmes(self) -> frozenset[str]:
        """Keys of the programmes whose documents the viewer may see: every one, or what an auditor's audits lean on."""
        if self.team_ids:
            return frozenset(shipped().programmes)
        audits = (audit for audits in self.engagements.values() for audit in audits)
        frameworks = {edition.framework.key for audit in audits for edition in audit.editions.all()}
        return frozenset(rule.programme for key in frameworks for rule in shipped().rules_for(key))


def viewer_of(user: User | AnonymousUser, now: datetime.datetime) -> Viewer:
    """The roles `user` holds at `now`, each judged on the calendar day of its own system.

    Who does the work does not audit it: while somebody is of a system's team, no audit of it lets them in. Two queries,
    and two more for an auditor.
    """
    if not isinstance(user, User) or not user.is_active:
        return Viewer(user)
    roles: dict[UUID, set[Role]] = {}
    engagements: dict[UUID, list[Engagement]] = {}
    for membership in Membership.objects.known().filter(user=user).select_related("system"):
        if membership.holds_on(membership.system.day_of(now)):
            roles.setdefault(membership.system_id, set()).add(Role(membership.role))
    grants = AuditorGrant.objects.known().filter(user=user, engagement__ended_at=None)
    for grant in grants.select_related("system", "engagement").prefetch_related("engagement__editions__framework"):
        if grant.holds_on(grant.system.day_of(now)) and not roles.get(grant.system_id, set()) - {Role.AUDITOR}:
            roles.setdefault(grant.system_id, set()).add(Role.AUDITOR)
            engagements.setdefault(grant.system_id, []).append(grant.engagement)
    return Viewer(
        user,
        {system: frozenset(held) for system, held in roles.items()},
        {system: tuple(audits) for system, audits in engagements.items()},
    )


@cache
def routes() -> dict[str, Access]:
    """Every declared route: each app's plain `access.ROUTES`, by view name."""
    declared: dict[str, Access] = {}
    for config in apps.get_app_configs():
        if config.name in {"frameworks", "compliance", "evidence"}:
            declared.update(importlib.import_module(f"{config.name}.access").ROUTES)
    return declared


def only_programs_send(route: str, method: str) -> bool:
    """Whether nobody may do this at that route and no browser does by itself: no page need be drawn to refuse it."""
    return method in {"PUT", "PATCH", "DELETE"} and route in routes() and method not in routes()[route]


def enter(viewer: Viewer, route: str, method: str, system_id: UUID | str | None = None) -> System | None:
    """Open the door of `route`, or raise NotVisible / NotAllowed. Returns the system when the route is bound to one."""
    allowed = routes().get(route, {}).get("GET" if method in {"HEAD", "OPTIONS"} else method)
    if allowed is None:
        raise NotAllowed if route in routes() else NotVisible
    if allowed == PUBLIC:
        return None
    if not viewer.user.is_authenticated:
        raise NotVisible
    if isinstance(allowed, str) and allowed in SOMEWHERE:
        if not viewer.roles:
            raise NotVisible
        if not viewer.holds_somewhere(SOMEWHERE[allowed]):
            raise NotAllowed
        return None
    if allowed == STAFF and not viewer.user.is_staff:
        raise NotAllowed
    if isinstance(allowed, str):
        return None
    system = System.objects.visible_to(viewer).filter(pk=system_id).first() if system_id else None
    if system is None:
        raise NotVisible
    if not viewer.roles_in(system) & allowed:
        raise NotAllowed
    return system


def answers_for(user: User, duty: Duty, on: datetime.date) -> bool:
    """Whether `user` speaks for the duty on that day: its owner, or a compliance officer of its system."""
    assignment = duty.assignment_on(on)
    if assignment is not None and assignment.owner_id == user.pk:
        return True
    return is_officer(user, duty.system, on)


def is_officer(user: User, system: System, on: datetime.date) -> bool:
    """Whether `user` is a compliance officer of `system` on that day."""
    return Membership.objects.on(on).filter(system=system, user=user, role=Role.OFFICER).exists()


def is_auditor(user: User, engagement: Engagement, on: datetime.date) -> bool:
    """Whether `engagement` is open and lets `user` in on that day, who is nobody of its system's team."""
    grants = AuditorGrant.objects.on(on).filter(engagement=engagement, user=user, engagement__ended_at=None)
    held = Membership.objects.on(on).filter(system=engagement.system_id, user=user)
    return grants.exists() and not held.exists()
