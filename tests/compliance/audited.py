"""Harbour's audit by the real verbs: invitations to it, conclusions in it, and its rows by the routes that want one."""

import datetime
from uuid import UUID

from compliance.actions.concluding import conclude
from compliance.actions.inviting import invite
from compliance.audits.invitations import token_of
from compliance.models import AuditorGrant, Conclusion, Invitation
from frameworks.models import Requirement
from tests.factories import Harbour

DAY = datetime.timedelta(days=1)
NEW = "ines@assessors.example"
"""Somebody who has no account here."""


def an_invitation(harbour: Harbour, mail: str = NEW, days: int = 30) -> Invitation:
    """Olive's, to look for so many days."""
    return invite(
        engagement=harbour.engagement,
        mail=mail,
        until=harbour.on + (days - 1) * DAY,
        actor=harbour.cast.olive,
        now=harbour.now,
    )


def adas_window(harbour: Harbour) -> AuditorGrant:
    return AuditorGrant.objects.known().get(user=harbour.cast.ada, engagement=harbour.engagement)


def asked(ref: str, edition: str = "hipaa-2013") -> Requirement:
    return Requirement.objects.select_related("edition").get(edition__key=edition, ref=ref)


def concluded(
    harbour: Harbour, *refs: str, outcome: str = "no-exception", note: str = "", minutes: int = 0
) -> list[Conclusion]:
    """Ada's."""
    return conclude(
        engagement=harbour.engagement,
        requirements=[asked(ref) for ref in refs],
        outcome=outcome,
        note=note,
        author=harbour.cast.ada,
        on=harbour.on,
        now=harbour.now + datetime.timedelta(minutes=minutes),
    )


def rows_of_an_audit(harbour: Harbour) -> dict[str, UUID]:
    """A row of Harbour's audit for each route that carries one."""
    of_the_audit = (
        *("audit", "change-audit", "end-audit", "invite-auditor", "share-conclusions", "custody", "custody-export"),
        *("audited-requirement", "audited", "period-moves", "invitations", "conclusions"),
    )
    rows: dict[str, UUID] = dict.fromkeys(of_the_audit, harbour.engagement.pk)
    rows |= dict.fromkeys(("window", "shut-out", "extend"), adas_window(harbour).pk)
    return rows | {"withdraw-invitation": an_invitation(harbour, "somebody@assessors.example").pk}


def token_of_an_invitation(harbour: Harbour) -> str:
    return token_of(an_invitation(harbour))
