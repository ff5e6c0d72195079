"""Keep the people who may log in. Roles are another matter: see `granting`."""

import datetime

from django.db import transaction

from compliance import journal
from compliance.models import User


@transaction.atomic
def enrol(*, person: User, actor: User | None, now: datetime.datetime) -> User:
    """Save a person as written. The journal keeps whether they may log in and administer: no name, no mail address."""
    known = User.objects.filter(pk=person.pk).first()
    person.save()
    if known is None or _codes(known) != _codes(person):
        journal.record(
            verb="person.changed" if known else "person.enrolled",
            subject=person,
            actor=actor,
            now=now,
            before=_codes(known) if known else None,
            after=_codes(person),
        )
    return person


def _codes(person: User) -> dict[str, bool]:
    return {
        "logs_in": person.is_active,
        "administrator": person.is_staff,
        "superuser": person.is_superuser,
    }
