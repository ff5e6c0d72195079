"""Is every door open to exactly those whom access.py names? Every route x method x visitor, on real rows."""

import uuid
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from pytest_django.fixtures import SettingsWrapper
from rest_framework.views import APIView

from compliance.checks import every_route_is_declared
from compliance.config import urls
from compliance.permissions import PUBLIC, SIGNED_IN, routes
from tests.evidence.exhibits import as_if_sealed, exhibits_of
from tests.factories import Harbour
from tests.house.visitors import Visitor, visitors_of

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OPENED = {200, 201, 202, 204, 302, 400, 422}
"""What a visitor meets behind an open door; 400 and 422 because the knocks here are empty."""


def places(resolver: URLResolver, names: tuple[str, ...] = (), asks: tuple[str, ...] = ()) -> Iterator[Any]:
    """Every route below `resolver` by its name, with the parts of its address. The admin has its own door."""
    for pattern in resolver.url_patterns:
        asked = (*asks, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from places(pattern, (*names, pattern.namespace) if pattern.namespace else names, asked)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*names, pattern.name or "")), asked


def addresses(harbour: Harbour) -> dict[str, str]:
    """An address of a real row for every route there is."""
    shown = exhibits_of(harbour)
    as_if_sealed(shown.pack)
    duty, item, run, pack = harbour.duty("risk-analysis").pk, shown.item.pk, shown.run.pk, shown.pack.pk
    rows = dict.fromkeys(("duty", "assign", "split-off", "timeline", "upload"), duty)
    rows |= {"item": item, "item-content": item, "review": shown.use.pk, "run": run, "observations": run}
    rows |= {"pack": pack, "pack-content": pack}
    known = {"system_id": harbour.system.pk, "edition": "hipaa-2013", "ref": "164.312(b)"}
    return {
        name: reverse(name, kwargs={ask: rows[name.rpartition(":")[2]] if ask == "pk" else known[ask] for ask in asks})
        for name, asks in places(get_resolver())
    }


def expected(route: str, method: str, visitor: Visitor) -> set[int]:
    """What access.py promises, worked out apart from the code that keeps the promise."""
    allowed, is_api = routes()[route].get(method), "api" in route.partition(":")[0]
    if allowed == PUBLIC:
        return OPENED
    if visitor.user is None:
        return {401} if is_api else {403} if _is_public(route) else {302}
    if allowed is None:
        return {405} if is_api else {403}
    if allowed == SIGNED_IN or visitor.roles & set(allowed):
        return OPENED
    return {403} if visitor.roles else {404}


def _is_public(route: str) -> bool:
    return PUBLIC in routes()[route].values()


def knock(visitor: Visitor, method: str, address: str) -> Any:
    """One request in a session of the visitor's own; whatever it changed is undone."""
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        if visitor.user is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = _session_of(visitor)
        answer = client.generic(method, address, **({} if method == "GET" else {"content_type": "application/json"}))
        answer.content_or_stream = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return answer
