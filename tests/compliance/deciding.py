"""Decisions, told as stories: what Nora writes about a requirement, and what Rita makes of it."""

import datetime
from typing import Any

from compliance.actions.deciding import approve, propose_decision
from compliance.actions.scoping import answer_to
from compliance.models import Decision
from compliance.posture import RequirementPosture, posture_of
from frameworks.models import Edition, Requirement
from tests.factories import Harbour

DAY = datetime.timedelta(days=1)
ADDRESSABLE = "164.312(a)(2)(iv)"
"""Encryption at rest: Nora owns a duty of it."""
REQUIRED = "164.312(a)(2)(i)"
"""Unique user identification."""
ANSWERS = {
    "not-applicable": 2,
    "addressable-alternative": 3,
    "compensating-control": 4,
    "customized-approach": 3,
    "risk-acceptance": 3,
}
"""How many questions each kind asks."""


def proposed(harbour: Harbour, ref: str = ADDRESSABLE, kind: str = "addressable-alternative", **said: Any) -> Decision:
    """Nora's, from today for a hundred days, unless said otherwise."""
    edition = said.pop("edition", "hipaa-2013")
    facts: dict[str, Any] = {
        "system": harbour.system,
        "requirement": Requirement.objects.select_related("edition").by_ref(edition, ref),
        "kind": kind,
        "justification": "The archive is written once to tapes that nothing here can encrypt.",
        "answers": [f"Answer {place} about the archive." for place in range(ANSWERS[kind])],
        "valid_from": harbour.on,
        "valid_until": harbour.on + 100 * DAY,
        "author": harbour.cast.nora,
        "on": harbour.on,
        "now": harbour.now,
    }
    return propose_decision(**(facts | said))


def approved(harbour: Harbour, ref: str = ADDRESSABLE, kind: str = "addressable-alternative", **said: Any) -> Decision:
    """The same, approved by Rita."""
    decision = proposed(harbour, ref, kind, **said)
    return approve(
        decision=decision, approver=harbour.cast.rita, on=said.get("on", harbour.on), now=said.get("now", harbour.now)
    )


def where(
    harbour: Harbour,
    ref: str = ADDRESSABLE,
    on: datetime.date | None = None,
    known_at: datetime.datetime | None = None,
    edition: str = "hipaa-2013",
) -> RequirementPosture:
    posture = posture_of(harbour.system, harbour.catalogue, on or harbour.on, harbour.now, known_at)
    return next(each for each in posture.editions[edition] if each.requirement.ref == ref)


def answers_also_to(harbour: Harbour, framework: str, role: str) -> None:
    """From today on the system answers to another framework as well."""
    answer_to(
        system=harbour.system,
        edition=Edition.objects.by_key(framework),
        role=role,
        since=harbour.on,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
