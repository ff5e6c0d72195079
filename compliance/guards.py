"""Append-only tables: the database itself refuses to change or remove their rows.

SQLite drops triggers when a migration remakes a table, so they are put back after every `migrate`; a system check fails
while one is missing. We claim detection, not prevention: whoever owns the database can drop a trigger, and the signed
checkpoints then show it.
"""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("compliance.JournalEntry", "evidence.LedgerEntry", "evidence.Checkpoint")

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION demarc_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only: rows of % are never changed or removed', TG_TABLE_NAME; END $$
"""
POSTGRES = {
    "no_update": "BEFORE UPDATE ON {table} FOR EACH ROW",
    "no_delete": "BEFORE DELETE ON {table} FOR EACH ROW",
    "no_truncate": "BEFORE TRUNCATE ON {table}",
}
SQLITE = {
    "no_update": "BEFORE UPDATE ON {table}",
    "no_delete": "BEFORE DELETE ON {table}",
    # INSERT OR REPLACE removes a row without a word to the trigger on DELETE.
    "no_replace": "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})",
}


def guarded_models() -> list[type[models.Model]]:
    return [apps.get_model(label) for label in APPEND_ONLY]


def guards_of(connection: BaseDatabaseWrapper, model: type[models.Model]) -> Mapping[str, str]:
    """The name of each trigger that stands over the model's table, and when it fires."""
    table, key = model._meta.db_table, model._meta.pk.column
    moments = POSTGRES if connection.vendor == "postgresql" else SQLITE
    return {f"{table}_{name}": moment.format(table=f'"{table}"', key=f'"{key}"') for name, moment in moments.items()}


def install(connection: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for name, moment in guards_of(connection, model).items():
            if connection.vendor == "postgresql":
                cursor.execute(f'CREATE OR REPLACE TRIGGER "{name}" {moment} EXECUTE FUNCTION demarc_append_only()')
            else:
                said = f"append-only: rows of {model._meta.db_table} are never changed or removed"
                cursor.execute(
                    f"CREATE TRIGGER IF NOT EXISTS \"{name}\" {moment} BEGIN SELECT RAISE(ABORT, '{said}'); END"
                )


def remove(connection: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    """Take the guards off: for emptying a test database, and nothing else."""
    suffix = f' ON "{model._meta.db_table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in guards_of(connection, model):
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{suffix}')


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of guards that should stand and do not; a table that does not exist yet needs none."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') "
                "AND tgfoid = to_regproc('demarc_append_only')"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        present = {row[0] for row in cursor.fetchall()}
    return sorted(
        name
        for model in guarded_models()
        if model._meta.db_table in tables
        for name in guards_of(connection, model)
        if name not in present
    )


def reinstall(sender: object, using: str, **kwargs: Any) -> None:
    """After `migrate`: put every guard back on the tables that exist."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    for model in guarded_models():
        if model._meta.db_table in tables:
            install(connection, model)
