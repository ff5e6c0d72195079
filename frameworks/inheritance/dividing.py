"""How each control divides over the services in use: worked out once for a set of services, for all editions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from frameworks.compiled import Catalogue
from frameworks.inheritance.answer import Side
from frameworks.schema import Bearer, Control, Split

OVERSIGHT: Final = "provider-oversight"
"""Watching AWS is always a duty; alone it makes no requirement shared (support-rules, section 1)."""

REMEMBERED: Final = 256
"""So many sets of services are remembered, which is one for each system of a large installation."""


@dataclass(frozen=True, slots=True)
class Division:
    """One control on the services in use.

    `sides` as the catalogue has them, `own` for a requirement that is the organisation's whole: AWS's parts left out.
    `carried` are the services on which AWS bears a part, `everywhere` says that it bears one whatever the service.
    `is_ours`: the customer bears a part somewhere.
    """

    sides: tuple[Side, ...]
    own: tuple[Side, ...]
    carried: frozenset[str]
    everywhere: bool
    is_ours: bool

    @property
    def is_borne(self) -> bool:
        """AWS bears a part somewhere."""
        return self.everywhere or bool(self.carried)


class Divider:
    """Divides a catalogue's controls, and remembers what it found: the same services come again and again."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._sides: dict[tuple[str, str], Side] = {}
        self.divide = lru_cache(maxsize=REMEMBERED)(self._divide)

    def _divide(self, services: tuple[str, ...]) -> Mapping[str, Division]:
        divided = {key: tuple(self._sides_of(control, services)) for key, control in self._catalogue.controls.items()}
        return {key: division_of(sides, own=_own(sides)) for key, sides in divided.items()}

    def _sides_of(self, control: Control, services: tuple[str, ...]) -> Iterator[Side]:
        """The control's side per service; first, once and without a service, the one that no service changes.

        Where nobody said who bears the control, the customer bears it whole: its objective says what that is.
        """
        general = control.splits.get("any")
        found = [(service, self._catalogue.split_of(control, service)) for service in services]
        if general and any(split is general for _, split in found):
            yield self._side(control, "", general)
        nobody = Split(bearer=Bearer.CUSTOMER, customer=control.objective, source=control.source)
        for service, split in found:
            if split is None or split is not general:
                yield self._side(control, service, split or nobody)

    def _side(self, control: Control, service: str, split: Split) -> Side:
        known = self._sides.get((control.key, service))
        if known is None:
            used = self._catalogue.services.get(service)
            known = Side(
                service=service or None,
                model=used.model if used else None,
                bearer=split.bearer,
                aws=split.aws,
                customer=split.customer,
                source=split.source,
            )
            self._sides[control.key, service] = known
        return known


def _own(sides: tuple[Side, ...]) -> tuple[Side, ...]:
    return tuple(replace(side, bearer=Bearer.CUSTOMER, aws="") for side in sides if side.bearer is not Bearer.AWS)


def division_of(sides: tuple[Side, ...], own: tuple[Side, ...] = ()) -> Division:
    borne = [side for side in sides if side.bearer is not Bearer.CUSTOMER]
    return Division(
        sides=sides,
        own=own,
        carried=frozenset(side.service for side in borne if side.service),
        everywhere=any(side.service is None for side in borne),
        is_ours=any(side.bearer is not Bearer.AWS for side in sides),
    )
