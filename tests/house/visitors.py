"""Everybody who may knock at Harbour's door, from nobody at all to its officer, with the roles they hold today."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django.conf import settings
from django.test import Client

from compliance.actions.granting import grant, let_in, revoke
from compliance.models import Role, User
from tests.factories import Harbour, a_system


@dataclass(frozen=True)
class Visitor:
    user: User | None
    roles: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    """What they hold in another system."""

    @cached_property
    def session(self) -> str:
        """The key of a session in which this person has logged in."""
        client = Client()
        client.force_login(cast(User, self.user))
        return client.cookies[settings.SESSION_COOKIE_NAME].value


def visitors_of(harbour: Harbour) -> dict[str, Visitor]:
    people, now = harbour.cast, harbour.now
    a_system("quay", "Quay", officer=people.otto, now=now)
    return {
        "anonymous": Visitor(None),
        "stranger": Visitor(_person("stranger")),
        "officer": Visitor(people.olive, frozenset({Role.OFFICER})),
        "owner": Visitor(people.nora, frozenset({Role.OWNER})),
        "reviewer": Visitor(people.rita, frozenset({Role.REVIEWER})),
        "auditor": Visitor(people.ada, frozenset({Role.AUDITOR})),
        "auditor whose window has ended": Visitor(_auditor_of_last_week(harbour)),
        "officer until a minute ago": Visitor(_dismissed(harbour)),
        "officer of another system": Visitor(people.otto, elsewhere=frozenset({Role.OFFICER})),
        "administrator": Visitor(people.sam),
    }


def _person(name: str) -> User:
    return User.objects.create_user(f"{name}@example.org", name=name)


def _auditor_of_last_week(harbour: Harbour) -> User:
    person = _person("former-auditor")
    yesterday = harbour.on - datetime.timedelta(days=1)
    let_in(
        engagement=harbour.engagement,
        auditor=person,
        since=yesterday - datetime.timedelta(days=6),
        until=yesterday,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    return person


def _dismissed(harbour: Harbour) -> User:
    person = _person("former-officer")
    held = grant(
        system=harbour.system,
        user=person,
        role=Role.OFFICER,
        since=harbour.on,
        actor=harbour.cast.sam,
        now=harbour.now,
    )
    revoke(membership=held, actor=harbour.cast.sam, now=harbour.now)
    return person
