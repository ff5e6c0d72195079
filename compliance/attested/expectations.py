"""Who expects which control of whom, as plain values: three lists that auditors keep apart (support-rules, section 2).

AWS's reports expect controls of us (their complementary user entity controls, CUECs); we expect controls of AWS
(complementary subservice organisation controls, CSOCs), and controls of our own clients (our own CUECs).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from compliance.models import Attestation, Expectation, ExpectationKind, UserEntityControl
from compliance.posture import DutyPosture, Posture
from frameworks.compiled import Catalogue
from frameworks.inheritance.dividing import Division
from frameworks.inheritance.inheriting import divider_of
from frameworks.schema import Control, Currency


@dataclass(frozen=True)
class UserEntityLine:
    """A control that AWS's report expects of us: our officer's words, our controls, and the duties that answer it."""

    id: UUID
    number: str
    wording: str
    document: Attestation
    controls: tuple[Control, ...]
    duties: tuple[DutyPosture, ...]


@dataclass(frozen=True)
class AwsPart:
    """What AWS does for a control, in the catalogue's words, and the services for which that is so; none: for all."""

    control: Control
    words: str
    services: tuple[str, ...]


@dataclass(frozen=True)
class ExpectationLine:
    """A control that the system expects of AWS or of its clients. `aws`: AWS's parts that it leans on."""

    id: UUID
    number: str
    wording: str
    controls: tuple[Control, ...]
    aws: tuple[AwsPart, ...] = ()


@dataclass(frozen=True)
class Expectations:
    """The three lists of one system on one day. `documents` are the reports of AWS's that its part rests on."""

    documents: tuple[Attestation, ...]
    of_us: tuple[UserEntityLine, ...]
    of_aws: tuple[ExpectationLine, ...]
    of_clients: tuple[ExpectationLine, ...]

    def of_duty(self, control: str) -> tuple[UserEntityLine, ...]:
        """What AWS's reports expect of us in that control of ours."""
        return tuple(line for line in self.of_us if any(each.key == control for each in line.controls))


def expectations_of(posture: Posture, catalogue: Catalogue) -> Expectations:
    """The lists as they stand on the posture's day, as known then. Three queries, whatever their length."""
    documents = _reports_relied_on(posture, catalogue)
    expected = UserEntityControl.objects.known(posture.known_at).filter(attestation__in=documents)
    ours = Expectation.objects.on(posture.on, posture.known_at).filter(system=posture.system)
    lists: dict[str, list[Expectation]] = {}
    for row in sorted(ours, key=_by_number):
        lists.setdefault(row.kind, []).append(row)
    csocs = lists.get(ExpectationKind.CSOC, [])
    divided = _divided(posture, catalogue) if csocs else {}
    return Expectations(
        documents=tuple(documents.values()),
        of_us=tuple(
            UserEntityLine(
                id=row.pk,
                number=row.number,
                wording=row.wording,
                document=documents[row.attestation_id],
                controls=named(row.controls, catalogue),
                duties=_answering(row.controls, (*posture.duties, *posture.leaned)),
            )
            for row in sorted(expected, key=_by_number)
        ),
        of_aws=tuple(_line(row, catalogue, _leant_on(row.controls, divided, catalogue)) for row in csocs),
        of_clients=tuple(_line(row, catalogue) for row in lists.get(ExpectationKind.CUEC, ())),
    )


def expected_by(attestation: Attestation) -> list[UserEntityControl]:
    """What that report expects of us, in the order of its numbers. One query."""
    return sorted(UserEntityControl.objects.known().filter(attestation=attestation), key=_by_number)


def named(keys: Iterable[str], catalogue: Catalogue) -> tuple[Control, ...]:
    """The controls of these keys; one that the catalogue no longer has is left out."""
    return tuple(catalogue.controls[key] for key in keys if key in catalogue.controls)


def _reports_relied_on(posture: Posture, catalogue: Catalogue) -> dict[UUID, Attestation]:
    """The reports on a period, as SOC 2 is one, that AWS's part rests on that day, or that come nearest to it."""
    found = {
        UUID(id_)
        for row in posture.requirements
        if row.inheritance.aws
        for standing in row.inheritance.aws.assurance
        if catalogue.programmes[standing.programme].currency is Currency.PERIOD
        for id_ in standing.attestations
    }
    rows = Attestation.objects.filter(pk__in=found).select_related("programme").order_by("-period_end", "identity")
    return {row.pk: row for row in rows}


def _answering(controls: Iterable[str], duties: Iterable[DutyPosture]) -> tuple[DutyPosture, ...]:
    """The duties of these controls, those held for the system elsewhere too; not what asks for a document of AWS's."""
    keys = frozenset(controls)
    return tuple(each for each in duties if each.duty.control.key in keys and each.duty.programme_id is None)


def _leant_on(controls: Iterable[str], divided: Mapping[str, Division], catalogue: Catalogue) -> tuple[AwsPart, ...]:
    """AWS's parts of the controls on the services in use, those of the same words together."""
    services = catalogue.services
    found: dict[tuple[str, str], list[str]] = {}
    for control in named(controls, catalogue):
        for side in divided[control.key].sides if divided else ():
            if side.aws:
                found.setdefault((control.key, side.aws), []).append(side.service or "")
    return tuple(
        AwsPart(
            catalogue.controls[key],
            words,
            tuple(services[each].name if each in services else each for each in said if each),
        )
        for (key, words), said in found.items()
    )


def _divided(posture: Posture, catalogue: Catalogue) -> Mapping[str, Division]:
    """Every control on the services in use; nothing while none is."""
    sides = (side for row in posture.requirements for each in row.inheritance.controls for side in each.sides)
    in_use = {side.service for side in sides if side.service}
    return divider_of(catalogue).divide(tuple(sorted(in_use))) if in_use else {}


def _line(row: Expectation, catalogue: Catalogue, aws: tuple[AwsPart, ...] = ()) -> ExpectationLine:
    return ExpectationLine(row.pk, row.number, row.wording, named(row.controls, catalogue), aws)


def _by_number(row: UserEntityControl | Expectation) -> tuple[list[tuple[int, str]], str]:
    """CSOC-2 before CSOC-10."""
    steps = re.findall(r"\d+|\D+", row.number)
    return [(int(step), "") if step.isdecimal() else (-1, step.casefold()) for step in steps], row.number
