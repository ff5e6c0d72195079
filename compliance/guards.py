"""Append-only tables: the database itself refuses to change or remove their rows.

Triggers on both databases; on PostgreSQL the privileges are taken away as well, from the tables' owner too. SQLite
drops triggers when a migration remakes a table, and a grant is quickly given, so all of it is put back after every
`migrate`; a system check fails while anything is missing. We claim detection, not prevention: whoever owns the database
can drop a trigger, and the signed checkpoints then show it.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.apps import AppConfig, apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY: Final = (
    "compliance.JournalEntry",
    "compliance.FindingStep",
    "evidence.LedgerEntry",
    "evidence.Checkpoint",
    "evidence.Review",
)
SUPERSEDED_ONCE: Final = ("compliance.Conclusion",)
"""As the others, but that `superseded_at` is written once."""

POSTGRES_FUNCTIONS: Final = """
CREATE OR REPLACE FUNCTION demarc_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only: rows of % are never changed or removed', TG_TABLE_NAME; END $$;
CREATE OR REPLACE FUNCTION demarc_superseded_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.superseded_at IS NULL AND to_jsonb(OLD) - 'superseded_at' = to_jsonb(NEW) - 'superseded_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'append-only: rows of % are superseded once, and never changed or removed', TG_TABLE_NAME;
END $$
"""
POSTGRES: Final = {
    "no_update": "BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {on_update}()",
    "no_delete": "BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION demarc_append_only()",
    "no_truncate": "BEFORE TRUNCATE ON {table} EXECUTE FUNCTION demarc_append_only()",
}
SQLITE: Final = {
    "no_update": "BEFORE UPDATE ON {table} {unless_superseding}",
    "no_delete": "BEFORE DELETE ON {table}",
    # INSERT OR REPLACE removes a row without a word to the trigger on DELETE.
    "no_replace": "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})",
}
TAKEN_AWAY: Final = "UPDATE, DELETE, TRUNCATE"
HOLDERS: Final = """
SELECT DISTINCT CASE held.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(held.grantee)) END
FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner))) AS held
WHERE oid = to_regclass(%s) AND held.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
"""


def guarded_models() -> list[type[models.Model]]:
    return [apps.get_model(label) for label in (*APPEND_ONLY, *SUPERSEDED_ONCE)]


def triggers_of(connection: BaseDatabaseWrapper, model: type[models.Model]) -> Mapping[str, str]:
    """The name of each trigger that stands over the model's table, and when it fires."""
    table, key = model._meta.db_table, model._meta.pk.column
    once = model._meta.label in SUPERSEDED_ONCE
    words = {
        "table": f'"{table}"',
        "key": f'"{key}"',
        "on_update": "demarc_superseded_once" if once else "demarc_append_only",
        "unless_superseding": _unless_superseding(model) if once else "",
    }
    moments = POSTGRES if connection.vendor == "postgresql" else SQLITE
    return {f"{table}_{name}": moment.format(**words) for name, moment in moments.items()}


def _unless_superseding(model: type[models.Model]) -> str:
    others = [field.column for field in model._meta.concrete_fields if field.column != "superseded_at"]
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in others)
    return f"WHEN OLD.superseded_at IS NOT NULL OR {changed}"


def install(connection: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTIONS)
            for name, moment in triggers_of(connection, model).items():
                cursor.execute(f'CREATE OR REPLACE TRIGGER "{name}" {moment}')
            _revoke(cursor, model)
            return
        said = f"append-only: rows of {table} are never changed or removed"
        for name, moment in triggers_of(connection, model).items():
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')  # the table may have got another column since
            cursor.execute(f"CREATE TRIGGER \"{name}\" {moment} BEGIN SELECT RAISE(ABORT, '{said}'); END")


def _revoke(cursor: Any, model: type[models.Model]) -> None:
    """Take the privileges from everybody who holds one; leave UPDATE of one column that nobody can misuse.

    Superseding needs it, and so do foreign keys to the table: they lock its rows in the owner's name, which asks for
    UPDATE of some column. The triggers see to the rest.
    """
    table = model._meta.db_table
    column = "superseded_at" if model._meta.label in SUPERSEDED_ONCE else model._meta.pk.column
    for holder in _holders(cursor, model):
        cursor.execute(f'REVOKE {TAKEN_AWAY} ON "{table}" FROM {holder}')
        cursor.execute(f'GRANT UPDATE ("{column}") ON "{table}" TO {holder}')


def remove(connection: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    """Take the guards off: for emptying a test database, and nothing else."""
    suffix = f' ON "{model._meta.db_table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in triggers_of(connection, model):
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{suffix}')
        if suffix:
            cursor.execute(f"GRANT {TAKEN_AWAY}{suffix} TO CURRENT_USER")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of guards that should stand and do not; a table that does not exist yet needs none."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        there = [model for model in guarded_models() if model._meta.db_table in tables]
        granted = []
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgfoid IN "
                "(to_regproc('demarc_append_only'), to_regproc('demarc_superseded_once'))"
            )
            present = {row[0] for row in cursor.fetchall()}
            granted = [f"{model._meta.db_table}_grants" for model in there if _holders(cursor, model)]
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            present = {row[0] for row in cursor.fetchall()}
    return sorted(
        [*granted, *(name for model in there for name in triggers_of(connection, model) if name not in present)]
    )


def _holders(cursor: Any, model: type[models.Model]) -> list[str]:
    """Who may still change or remove rows of the table, superusers apart: nothing can be taken from them."""
    cursor.execute(HOLDERS, [f'"{model._meta.db_table}"'])
    return [row[0] for row in cursor.fetchall()]


def reinstall(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After `migrate`, told of each app in turn: put every guard back on those of its tables that exist."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    for model in guarded_models():
        if model._meta.app_label == sender.label and model._meta.db_table in tables:
            install(connection, model)
