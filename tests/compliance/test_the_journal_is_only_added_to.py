"""Does the database itself refuse to change what the journal, the ledger and its checkpoints hold?"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from compliance import guards, journal
from compliance.actions.scoping import create_system
from compliance.models import JournalEntry

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

ROWS: dict[str, dict[str, Any]] = {
    "compliance.JournalEntry": {
        "number": 1,
        "at": timezone.now(),
        "verb": "tale.told",
        "subject_kind": "tale",
        "subject_id": "1",
    },
    "evidence.LedgerEntry": {
        "sequence": 1,
        "kind": "tale",
        "subject_id": "1",
        "leaf": b"{}",
        "leaf_hash": b"0" * 32,
    },
    "evidence.Checkpoint": {
        "id": 1,
        "size": 1,
        "root": b"0" * 32,
        "note": "a note",
        "made_at": timezone.now(),
        "occasion": "tale",
    },
}


@pytest.fixture(params=guards.APPEND_ONLY)
def row(request: pytest.FixtureRequest) -> models.Model:
    """One row in each guarded table."""
    made: models.Model = apps.get_model(request.param)._default_manager.create(**ROWS[request.param])
    return made


def refused(statement: str, row: models.Model) -> None:
    table, key = row._meta.db_table, row._meta.pk.column
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=f'"{table}"', key=f'"{key}"', pk=row.pk))
    assert type(row)._default_manager.count() == 1


def test_no_row_is_changed(row: models.Model) -> None:
    refused("UPDATE {table} SET {key} = {key}", row)
    refused("UPDATE {table} SET {key} = 7 WHERE {key} = {pk}", row)


def test_no_row_is_removed(row: models.Model) -> None:
    refused("DELETE FROM {table}", row)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        type(row)._default_manager.all().delete()


def test_no_row_is_replaced_or_the_table_emptied(row: models.Model) -> None:
    """Each database has its own way around a trigger on DELETE."""
    if connection.vendor == "sqlite":
        refused("INSERT OR REPLACE INTO {table} SELECT * FROM {table}", row)
        refused("REPLACE INTO {table} SELECT * FROM {table}", row)
    else:
        refused("TRUNCATE {table} CASCADE", row)


def test_rows_are_added_as_before() -> None:
    system = create_system(
        key="quay", name="Quay", purpose="", time_zone="UTC", data_classes=[], actor=None, now=timezone.now()
    )
    journal.record(verb="tale.told", subject=system, actor=None, now=timezone.now())
    assert list(JournalEntry.objects.values_list("number", flat=True)) == [2, 1]


@pytest.fixture
def tables_stay_as_they_are() -> Iterator[None]:
    yield
    call_command("migrate", skip_checks=True, verbosity=0)


def test_a_guard_that_is_missing_fails_the_check_and_migrate_puts_it_back(tables_stay_as_they_are: None) -> None:
    call_command("check", databases=["default"])
    every = [(model, name) for model in guards.guarded_models() for name in guards.guards_of(connection, model)]
    assert len(every) == 9
    for model, name in every:
        suffix = f' ON "{model._meta.db_table}"' if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f'DROP TRIGGER "{name}"{suffix}')
        assert guards.missing(connection) == [name]
        guards.install(connection, model)
    guards.remove(connection, every[0][0])
    with pytest.raises(SystemCheckError, match=every[0][1]):
        call_command("check", databases=["default"])
    with pytest.raises(SystemCheckError, match="migrate --skip-checks"):
        call_command("migrate", skip_checks=False, verbosity=0)
    call_command("migrate", skip_checks=True, verbosity=0)
    assert guards.missing(connection) == []


def test_guards_survive_a_migration_that_remakes_the_table(tables_stay_as_they_are: None) -> None:
    """SQLite changes a column by making a new table, and the old one takes its triggers along."""
    field = models.CharField(max_length=65)
    field.set_attributes_from_name("verb")
    field.model = JournalEntry
    before = JournalEntry._meta.get_field("verb")
    with connection.schema_editor() as editor:
        editor.alter_field(JournalEntry, before, field)
        editor.alter_field(JournalEntry, field, before)
    if connection.vendor == "sqlite":
        assert guards.missing(connection), "SQLite keeps triggers now: guards.py may be simpler"
    call_command("migrate", skip_checks=True, verbosity=0)
    assert guards.missing(connection) == []


def test_what_could_never_be_sealed_is_not_taken_down() -> None:
    system = create_system(
        key="quay", name="Quay", purpose="", time_zone="UTC", data_classes=[], actor=None, now=timezone.now()
    )
    for share in (0.5, float("nan"), [{"deep": 1.0}]):
        with pytest.raises(ValueError, match="write it as text"):
            journal.record(verb="tale.told", subject=system, actor=None, now=timezone.now(), after={"share": share})
    assert JournalEntry.objects.count() == 1
