"""AWS's documents as we hold them: the attestation register. Their text never stands here, only where to get it."""

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.models import Acceptance, Account, Attestation
from evidence.packs.packed import Packed
from evidence.reporting.documents import dates_of, day_of
from frameworks.schema import Programme, ProgrammeKind, RuleRole


@dataclass(frozen=True)
class Held:
    """One document under its number, A-1 …; `accepted` is None until a person has accepted it."""

    number: str
    attestation: Attestation
    dates: str
    letter: str
    accounts: str
    accepted: Acceptance | None
    services: str
    exceptions: str


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme that the framework leans on, with the documents of it that we hold: none is said, too."""

    programme: Programme
    necessary: bool
    held: tuple[Held, ...]


@dataclass(frozen=True)
class Register:
    commitments: tuple[ProgrammeRow, ...]
    assurances: tuple[ProgrammeRow, ...]

    @property
    def numbers(self) -> Mapping[str, str]:
        """The number of each document by its id."""
        rows = (*self.commitments, *self.assurances)
        return {str(held.attestation.pk): held.number for row in rows for held in row.held}


def register_of(packed: Packed) -> Register:
    """What was known at the pack's instant. Three queries."""
    as_of, catalogue = packed.pack.as_of, packed.catalogue
    known = Attestation.objects.known(as_of).select_related("programme").order_by("programme__key", "identity", "pk")
    accepted = {row.attestation_id: row for row in Acceptance.objects.known(as_of).select_related("accepted_by")}
    ours = set(Account.objects.filter(system=packed.pack.system).values_list("account_id", flat=True))
    concern_us = [row for row in known if row.accounts is None or ours & set(row.accounts)]
    rules = catalogue.rules_for(packed.pack.edition.framework.key)
    rows: dict[ProgrammeKind, list[ProgrammeRow]] = {ProgrammeKind.COMMITMENT: [], ProgrammeKind.ASSURANCE: []}
    number = 0
    for rule in sorted(rules, key=lambda rule: catalogue.programmes[rule.programme].kind != ProgrammeKind.COMMITMENT):
        programme = catalogue.programmes[rule.programme]
        held = []
        for each in concern_us:
            if each.programme.key == programme.key:
                number += 1
                held.append(_held(f"A-{number}", each, accepted.get(each.pk), programme, packed, ours))
        rows[programme.kind].append(ProgrammeRow(programme, rule.role is RuleRole.NECESSARY, tuple(held)))
    return Register(tuple(rows[ProgrammeKind.COMMITMENT]), tuple(rows[ProgrammeKind.ASSURANCE]))


def _held(
    number: str,
    row: Attestation,
    acceptance: Acceptance | None,
    programme: Programme,
    packed: Packed,
    ours: set[str],
) -> Held:
    """`ours`: an agreement may cover other systems' accounts too, which are none of this reader's business."""
    services = packed.catalogue.services
    said = acceptance.in_scope if acceptance else {}
    named = sorted(services[key].name if key in services else key for key, covered in said.items() if covered)
    controls = packed.catalogue.controls
    return Held(
        number=number,
        attestation=row,
        dates=dates_of(row, programme),
        letter=day_of(row.letter_until),
        accounts=", ".join(sorted(ours & set(row.accounts))) if row.accounts is not None else "",
        accepted=acceptance,
        services=", ".join(named),
        exceptions=", ".join(controls[key].title if key in controls else key for key in row.exceptions),
    )
