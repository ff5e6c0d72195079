"""What an officer may choose of a pack: some requirements only, nobody's name, no item that has to stay here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from compliance.posture import Posture
from evidence.models import LeftOut
from frameworks.errors import Refused
from frameworks.schema import Edition, Requirement

LONGEST_REASON: Final = 500
REDACTED_BY_DEFAULT: Final = frozenset({"gdpr"})
"""Frameworks whose packs name nobody unless somebody asks for it: an accountability file is about the organisation."""


@dataclass(frozen=True, kw_only=True)
class Without:
    """An item that stays out, and why: the code goes into the pack and the journal, the text into our database."""

    item: UUID
    reason: LeftOut
    text: str

    def kept(self) -> dict[str, str]:
        return {"item": str(self.item), "reason": self.reason.value, "text": self.text}


@dataclass(frozen=True, kw_only=True)
class Choices:
    """`refs` empty: every requirement. `redacted` None: as its framework has it."""

    refs: tuple[str, ...] = ()
    redacted: bool | None = None
    without: tuple[Without, ...] = field(default=())

    def names_nobody(self, framework: str) -> bool:
        return framework in REDACTED_BY_DEFAULT if self.redacted is None else self.redacted


EVERYTHING: Final = Choices()


def vetted(choices: Choices, edition: Edition) -> Choices:
    """The choices, each reference once and in the edition's order; Refused for what is unknown or has no reason."""
    known = [each.ref for each in edition.requirements]
    if unknown := [ref for ref in choices.refs if ref not in known]:
        raise Refused(
            f"{edition.title} has no requirement {', '.join(unknown)}: write references as its pages show them."
        )
    texts = tuple(replace(each, text=each.text.strip()) for each in choices.without)
    if any(not each.text for each in texts):
        raise Refused("Say in a sentence why the item stays out: the text is kept here, the pack shows the code alone.")
    if any(len(each.text) > LONGEST_REASON for each in texts):
        raise Refused(f"Say why in at most {LONGEST_REASON} characters.")
    if len({each.item for each in texts}) < len(texts):
        raise Refused("An item is left out once, for one reason.")
    chosen = set(choices.refs)
    return replace(choices, refs=tuple(ref for ref in known if ref in chosen), without=texts)


def with_what_stands_below(refs: Collection[str], requirements: Iterable[Requirement]) -> frozenset[str]:
    """All references, or the chosen ones with their parts."""
    rows = list(requirements)
    found = set(refs) or {each.ref for each in rows}
    for row in rows:  # a parent stands before its parts
        if row.parent in found:
            found.add(row.ref)
    return frozenset(found)


def narrowed(posture: Posture, edition: str, refs: Collection[str]) -> Posture:
    """The posture of those requirements of one edition alone, with the duties behind them."""
    rows = tuple(row for row in posture.editions.get(edition, ()) if row.requirement.ref in refs)
    behind = {each.duty.pk for row in rows for each in row.duties}
    return replace(
        posture,
        editions={edition: rows},
        duties=tuple(each for each in posture.duties if each.duty.pk in behind),
        leaned=tuple(each for each in posture.leaned if each.duty.pk in behind),
    )


def journalled(choices: Choices, redacted: bool) -> Mapping[str, Any]:
    """What the journal keeps of them: codes and ids. A reference such as “Art. 30” loses its space."""
    refs = [ref.replace(" ", "") for ref in choices.refs]
    without = [{"item": str(each.item), "reason": each.reason.value} for each in choices.without]
    return {"redacted": redacted, "refs": refs, "without": without}
