"""Configuration errors said at `manage.py check`, before a user meets them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections
from django.urls import URLPattern, URLResolver, get_resolver

from compliance import guards, permissions

GUARDED_ELSEWHERE = ("admin",)


def register_all() -> None:
    checks.register(every_route_is_declared, checks.Tags.security)
    checks.register(guards_stand, checks.Tags.database)


def route_names(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            if not inner or inner[0] not in GUARDED_ELSEWHERE:
                yield from route_names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield ":".join([*namespaces, pattern.name or f"(unnamed) {pattern.pattern}"])


def every_route_is_declared(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    declared, present = set(permissions.routes()), set(route_names(get_resolver()))
    return [
        *(
            checks.Error(
                f"Route '{name}' is not declared: nobody can reach it.",
                hint="Name it and the roles it is for in the access.py of its app.",
                id="compliance.E001",
            )
            for name in sorted(present - declared)
        ),
        *(
            checks.Error(f"access.py declares '{name}', which is no route.", id="compliance.E002")
            for name in sorted(declared - present)
        ),
    ]


def guards_stand(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"Append-only guard '{name}' is missing in database '{alias}': rows could be changed unseen.",
            hint="Run `manage.py migrate --skip-checks`, which puts it back; then compare the ledger with a checkpoint "
            "that left this machine: rows may have been changed meanwhile. Right after an upgrade it "
            "may be a guard that the new version brings.",
            id="compliance.E003",
        )
        for alias in databases or []
        for name in guards.missing(connections[alias])
    ]
