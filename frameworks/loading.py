"""The catalogue into the tables: repeatable, all or nothing; what is gone is retired, never deleted."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from frameworks.compiled import Catalogue
from frameworks.models import (
    CatalogueRelease,
    Control,
    Edition,
    Framework,
    Programme,
    Requirement,
    Service,
    Support,
)
from frameworks.syncing import Name, Values, label, sync


@dataclass
class LoadReport:
    """What a load changed, as noun and name: "control mfa", "requirement hipaa-2013 164.312(b)".

    A row that comes back after it was retired has changed.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


@transaction.atomic
def load(catalogue: Catalogue, now: datetime.datetime) -> LoadReport:
    """Makes the tables say what the catalogue says and keeps the catalogue as a release, in one transaction.

    Loading the same catalogue again changes nothing. Rows are written in bulk, a few queries for each table.
    """
    CatalogueRelease.objects.get_or_create(
        digest=catalogue.digest, defaults={"content": catalogue.to_json_bytes(), "loaded_at": now}
    )
    report = LoadReport()
    newest = {each.framework: catalogue.edition(each.framework) for each in catalogue.editions.values()}
    frameworks = sync(Framework, _keyed(newest, "title"), now, report)
    editions = sync(Edition, dict(_editions(catalogue, frameworks)), now, report)
    controls = sync(Control, _keyed(catalogue.controls, "title theme objective good cadence"), now, report)
    sync(Service, _keyed(catalogue.services, "name category model client retired_on"), now, report)
    sync(Programme, _keyed(catalogue.programmes, "name kind obtain per_account"), now, report)
    requirements = sync(Requirement, dict(_requirements(catalogue, editions)), now, report)
    _set_parents(catalogue, editions, requirements, report)
    sync(Support, dict(_supports(catalogue, editions, requirements, controls)), now, report)
    return report


def _keyed(entries: Mapping[str, Any], names: str) -> dict[Name, Values]:
    return {(key,): _values(each, names) for key, each in entries.items()}


def _values(entry: Any, names: str) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in names.split()}


def _editions(catalogue: Catalogue, frameworks: Mapping[Name, Framework]) -> Iterator[tuple[Name, Values]]:
    names = "title name publisher source_url effective_from data_class notice"
    for edition in catalogue.editions.values():
        framework_id = frameworks[edition.framework,].pk
        yield (edition.key,), {"framework_id": framework_id, **_values(edition, names)}


def _requirements(catalogue: Catalogue, editions: Mapping[Name, Edition]) -> Iterator[tuple[Name, Values]]:
    for edition in catalogue.editions.values():
        edition_id = editions[edition.key,].pk
        for position, each in enumerate(edition.requirements):
            values = _values(each, "title summary kind family assessable")
            yield (edition_id, each.ref), {"position": position, **values}


def _set_parents(
    catalogue: Catalogue,
    editions: Mapping[Name, Edition],
    rows: Mapping[Name, Requirement],
    report: LoadReport,
) -> None:
    """Only when every row is there can each be told which one it stands below."""
    moved = []
    for edition in catalogue.editions.values():
        edition_id = editions[edition.key,].pk
        for each in edition.requirements:
            row = rows[edition_id, each.ref]
            parent_id = rows[edition_id, each.parent].pk if each.parent else None
            if row.parent_id != parent_id:
                row.parent_id = parent_id
                moved.append(row)
                if label(row) not in report.added and label(row) not in report.changed:
                    report.changed.append(label(row))
    if moved:
        Requirement.objects.bulk_update(moved, ["parent"])


def _supports(
    catalogue: Catalogue,
    editions: Mapping[Name, Edition],
    requirements: Mapping[Name, Requirement],
    controls: Mapping[Name, Control],
) -> Iterator[tuple[Name, Values]]:
    for edition in catalogue.editions.values():
        for each in edition.requirements:
            requirement_id = requirements[editions[edition.key,].pk, each.ref].pk
            for link in each.controls:
                control_id = controls[link.control,].pk
                yield (requirement_id, control_id), {"coverage": link.coverage, "why": link.why}
