"""What the catalogue's pages and API ask it: pure functions over the compiled catalogue, in lasting orders."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from frameworks.compiled import Catalogue
from frameworks.schema import Control, Edition, Known, Programme, Requirement, Service, Split, Support


@dataclass(frozen=True, slots=True)
class Asking:
    """A requirement that a control supports, with the link between the two."""

    edition: Edition
    requirement: Requirement
    link: Support


@dataclass(frozen=True, slots=True)
class Line:
    """Where the line runs for a control on a service. `is_own`: the service has a split of its own there."""

    control: Control
    service: Service
    split: Split
    is_own: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """What a programme's shipped list says of a service, and of which day the list is."""

    programme: Programme
    value: Known
    as_of: date
    basis: str
    source_url: str


def asked_by(catalogue: Catalogue, control: Control) -> tuple[Asking, ...]:
    """Every requirement that the control supports, edition by edition."""
    return tuple(
        Asking(edition, requirement, link)
        for edition in catalogue.editions.values()
        for requirement in edition.requirements
        for link in requirement.controls
        if link.control == control.key
    )


def controls_by_theme(catalogue: Catalogue) -> dict[str, tuple[Control, ...]]:
    """The controls of each theme, both in the order of their titles."""
    themes = sorted(catalogue.themes.values(), key=lambda theme: theme.title)
    controls = sorted(catalogue.controls.values(), key=lambda control: control.title)
    return {theme.key: tuple(each for each in controls if each.theme == theme.key) for theme in themes}


def services_by_category(catalogue: Catalogue) -> dict[str, tuple[Service, ...]]:
    """The services of each category, both in the order of their names."""
    services = sorted(catalogue.services.values(), key=lambda service: service.name)
    categories = sorted({service.category for service in services})
    return {category: tuple(each for each in services if each.category == category) for category in categories}


def lines(catalogue: Catalogue, controls: Iterable[Control], services: Iterable[Service]) -> tuple[Line, ...]:
    """Where the line runs for each control on each service, control by control."""
    services = tuple(services)
    found = (
        (control, service, catalogue.split_of(control, service.key)) for control in controls for service in services
    )
    return tuple(
        Line(control, service, split, service.key in control.overrides) for control, service, split in found if split
    )


def listed(catalogue: Catalogue, service: Service) -> tuple[Listed, ...]:
    """What each shipped list says of the service; one that the list does not name is unknown, never a no."""
    return tuple(
        Listed(
            programme=catalogue.programmes[scope.programme],
            value=scope.services[service.key].value if service.key in scope.services else Known.UNKNOWN,
            as_of=scope.as_of,
            basis=scope.basis,
            source_url=scope.source_url,
        )
        for scope in catalogue.scopes.values()
    )
