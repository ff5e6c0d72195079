"""Does the database itself refuse to change what the journal, the ledger, its heads, findings and reviews hold?"""

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
from evidence.models import Checkpoint, HeadMail
from frameworks.ids import new_id

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

NOBODY = new_id()
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
    "compliance.FindingStep": {
        "system_id": NOBODY,
        "finding_id": NOBODY,
        "number": 1,
        "kind": "done",
        "text": "Done.",
        "by_id": NOBODY,
        "at": timezone.now(),
    },
    "evidence.Review": {
        "system_id": NOBODY,
        "use_id": NOBODY,
        "reviewer_id": NOBODY,
        "submitter_id": new_id(),
        "accepts": True,
        "said_at": timezone.now(),
    },
    "compliance.Conclusion": {
        "system_id": NOBODY,
        "engagement_id": NOBODY,
        "requirement_id": 0,
        "outcome": "exception",
        "author_id": NOBODY,
        "recorded_at": timezone.now(),
    },
}
GUARDED = (*guards.APPEND_ONLY, *guards.SUPERSEDED_ONCE)


@pytest.fixture(params=GUARDED)
def row(request: pytest.FixtureRequest) -> Iterator[models.Model]:
    """One row in each guarded table; what it points to is looked for on commit, and it is taken back before."""
    with transaction.atomic():
        yield apps.get_model(request.param)._default_manager.create(**ROWS[request.param])
        transaction.set_rollback(True)


@pytest.fixture
def tables_stay_as_they_are() -> Iterator[None]:
    yield
    call_command("migrate", skip_checks=True, verbosity=0)


def refused(statement: str, row: models.Model) -> None:
    table, key = row._meta.db_table, row._meta.pk.column
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=f'"{table}"', key=f'"{key}"', pk=row.pk))
    assert type(row)._default_manager.count() == 1


def test_no_row_is_changed(row: models.Model) -> None:
    another = "7" if isinstance(row.pk, int) else f"'{new_id().hex}'"
    refused(f"UPDATE {{table}} SET {{key}} = {another}", row)
    if row._meta.label in guards.APPEND_ONLY:
        refused("UPDATE {table} SET {key} = {key}", row)


def test_no_row_is_removed(row: models.Model) -> None:
    refused("DELETE FROM {table}", row)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        type(row)._default_manager.all().delete()


def test_no_row_is_replaced(row: models.Model) -> None:
    """Each database has its own way around a trigger on DELETE: SQLite this one, PostgreSQL the next."""
    if connection.vendor == "sqlite":
        refused("INSERT OR REPLACE INTO {table} SELECT * FROM {table}", row)
        refused("REPLACE INTO {table} SELECT * FROM {table}", row)


@pytest.mark.parametrize("label", GUARDED)
def test_no_table_is_emptied(label: str) -> None:
    table = apps.get_model(label)._meta.db_table
    said = "append-only" if connection.vendor == "postgresql" else "syntax error"
    with pytest.raises(DatabaseError, match=said), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{table}" CASCADE')


@pytest.mark.parametrize("row", guards.SUPERSEDED_ONCE, indirect=True)
def test_a_row_is_superseded_once(row: models.Model) -> None:
    def write(**values: Any) -> None:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**values)

    for values in ({"note": "Or was it?"}, {"superseded_at": timezone.now(), "outcome": "no-exception"}):
        with pytest.raises(DatabaseError, match="append-only"):
            write(**values)
    write(superseded_at=timezone.now())
    for again in (None, timezone.now()):
        with pytest.raises(DatabaseError, match="append-only"):
            write(superseded_at=again)


def test_on_postgresql_the_privileges_are_gone_too(tables_stay_as_they_are: None) -> None:
    """A superuser cannot be refused by grants: the owner here is a clerk, as on a site that is run with care."""
    if connection.vendor == "sqlite":
        assert not hasattr(connection, "pg_version"), "SQLite knows no grants"
        return
    table = '"evidence_checkpoint"'
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE clerk")
        cursor.execute("GRANT ALL ON SCHEMA public TO clerk")
        for each in (table, '"evidence_headmail"'):
            cursor.execute(f"ALTER TABLE {each} OWNER TO clerk")
        cursor.execute(f"GRANT ALL ON {table} TO clerk, PUBLIC")
        assert "evidence_checkpoint_grants" in guards.missing(connection)
        guards.install(connection, apps.get_model("evidence.Checkpoint"))
        assert guards.missing(connection) == []
        cursor.execute("SET LOCAL ROLE clerk")
        checkpoint = Checkpoint.objects.create(**ROWS["evidence.Checkpoint"])
        for statement in ("DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET note = ''"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(statement.format(table))
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(f"UPDATE {table} SET id = 7")
        HeadMail.objects.create(checkpoint=checkpoint, entered_at=timezone.now(), due_at=timezone.now())
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the foreign key locks the head's row, in the clerk's name
        transaction.set_rollback(True)


def test_rows_are_added_as_before() -> None:
    system = create_system(
        key="quay", name="Quay", purpose="", time_zone="UTC", data_classes=[], actor=None, now=timezone.now()
    )
    journal.record(verb="tale.told", subject=system, actor=None, now=timezone.now())
    assert list(JournalEntry.objects.values_list("number", flat=True)) == [2, 1]


def test_a_guard_that_is_missing_fails_the_check_and_migrate_puts_it_back(tables_stay_as_they_are: None) -> None:
    call_command("check", databases=["default"])
    every = [(model, name) for model in guards.guarded_models() for name in guards.triggers_of(connection, model)]
    assert len(every) == 3 * len(GUARDED)
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
