"""Is every door open to exactly those whom access.py names? Every route x method x visitor, on real rows."""

import datetime
import logging
import re
import uuid
from collections.abc import Iterator
from functools import cache
from itertools import cycle
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from pytest_django import Settings
from rest_framework.views import APIView

from compliance.actions.choosing import renew_feed
from compliance.actions.granting import grant
from compliance.api.door import Door
from compliance.checks import every_route_is_declared
from compliance.config import api_urls, urls
from compliance.models import Attestation, Proposal, Role, System
from compliance.notices.unsubscribing import unsubscribe_address
from compliance.permissions import ANY_OFFICER, ANY_ROLE, PUBLIC, SIGNED_IN, STAFF, routes
from evidence.actions.handing_out import make_link
from evidence.health import note_canary
from tests.compliance.artifact import report as artifact_report
from tests.compliance.artifact import shown as show_artifact
from tests.compliance.audited import rows_of_an_audit, token_of_an_invitation
from tests.compliance.deciding import approved
from tests.compliance.expectations import an_expectation, expected_of_us
from tests.compliance.found import rows_of_a_finding
from tests.compliance.given_away import a_rule
from tests.compliance.landing import a_landing_zone, lean
from tests.compliance.summaries import loaded
from tests.compliance.telling import a_webhook
from tests.evidence.asked import rows_of_a_request
from tests.evidence.covering import rows_of_a_period
from tests.evidence.drawn import rows_of_a_sample
from tests.evidence.entered import rows_of_a_connection
from tests.evidence.exhibits import as_if_made, as_if_sealed, exhibits_of
from tests.evidence.findings import rows_of_an_import
from tests.evidence.kept import rows_of_what_is_kept
from tests.factories import Harbour
from tests.house.visitors import Visitor, former_visitors_of, inactive, visitors_of

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OPENED = {200, 201, 202, 204, 302, 400, 422}
"""What a visitor meets behind an open door; 400 and 422 because the knocks here are empty."""
ASKED = {
    "frameworks-api:crosswalk": "?from=hipaa&to=soc2",
    "frameworks-api:search": "?q=mfa",
    "evidence:map-check": "?check_key=prowler:harbour_own_check",
}
"""What these are nothing without."""
SAME_FOR_ALL = {route for route in routes() if route.startswith(("frameworks", "openapi"))} | {
    "compliance:renew-calendar"
}
"""The catalogue and the API's description are the same for everybody; a new calendar never is."""
SOMEWHERE = {ANY_ROLE: frozenset(Role), ANY_OFFICER: frozenset({Role.OFFICER})}
"""Who is meant where a route belongs to the installation and to no system."""


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
    report = as_if_made(shown.report).pk
    duty, item, run, pack = harbour.duty("risk-analysis").pk, shown.item.pk, shown.run.pk, shown.pack.pk
    rows = dict.fromkeys(("duty", "assign", "split-off", "narrate", "two-reviewers", "timeline", "upload"), duty)
    rows |= {"item": item, "item-content": item, "review": shown.use.pk, "run": run, "observations": run}
    note_canary(harbour.now, harbour.now + HOUR)  # somebody works here, and `healthz` says so to the last door
    rows |= dict.fromkeys(("cancel-run", "run-again"), run)
    rows |= {"pack": pack, "pack-content": pack, "take-pack": pack, "report": report, "report-content": report}
    document = Attestation.objects.known().get(programme__key="aws-soc2").pk
    rows |= dict.fromkeys(("attestation", "correct-attestation", "accept-attestation"), document)
    rows |= dict.fromkeys(("expect-of-us", "take-over", "load-summary"), document)
    rows |= dict.fromkeys(("user-entity-control", "strike-off"), expected_of_us(harbour, now=harbour.now).pk)
    rows |= dict.fromkeys(("expectation", "end-expectation"), an_expectation(harbour, now=harbour.now).pk)
    rows["take-out-summary"] = loaded(harbour, hours=0).pk
    show_artifact(harbour, reports=[artifact_report(harbour)])
    rows |= dict.fromkeys(("record-shown", "dismiss-shown"), Proposal.objects.get().pk)
    system = harbour.system
    for what, row in (
        ("framework", system.framework_scopes.known()[0]),
        ("account", harbour.accounts[0]),
        ("use", system.service_uses.known()[0]),
        ("leaning", lean(harbour, a_landing_zone(harbour))),
    ):
        rows |= {f"scope-{what}": row.pk, f"end-{what}": row.pk}
    rows["end-rule"] = a_rule(harbour).pk
    decided = ("decision", "approve-decision", "decline-decision", "withdraw-decision")
    rows |= dict.fromkeys(decided, approved(harbour).pk)  # an auditor sees no other
    told = ("webhook", "try-webhook", "replace-secret", "end-webhook")
    rows |= dict.fromkeys(told, a_webhook(harbour).pk)
    rows |= rows_of_an_audit(harbour) | rows_of_a_request(harbour)
    rows |= rows_of_a_finding(harbour) | rows_of_a_sample(harbour) | rows_of_a_period(harbour)
    rows |= rows_of_what_is_kept(harbour) | rows_of_an_import(harbour) | rows_of_a_connection(harbour)
    tokens = {
        "invitation": token_of_an_invitation(harbour),
        "calendar": renew_feed(person=harbour.cast.ben, now=harbour.now),
        "pack-link": make_link(pack=shown.pack, actor=harbour.cast.olive, now=harbour.now + HOUR)[1],
        "unsubscribe": unsubscribe_address(harbour.cast.ben, ["due"]).rstrip("/").rpartition("/")[2],
    }
    keys = {"control": "mfa", "service": "ec2", "training-question": "ec2-operating-system"}
    known = {"system_id": harbour.system.pk, "edition": "hipaa-2013", "ref": "164.312(b)", "form": "csv"}
    known["decision_kind"], known["item"] = "not-applicable", item
    known["template"] = "terraform"
    known["kind"], known["subject"], known["step"] = "csoc", "finding", "response"

    def value(name: str, ask: str) -> Any:
        entry = name.rpartition(":")[2]
        named = {"pk": rows, "key": keys, "token": tokens}
        return named[ask][entry] if ask in named else known[ask]

    return {
        name: reverse(name, kwargs={ask: value(name, ask) for ask in asks}) + ASKED.get(name, "")
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
    if allowed == STAFF:
        return OPENED if visitor.user.is_staff else {403}
    held = visitor.roles
    if allowed in SOMEWHERE:
        held, allowed = visitor.roles | visitor.elsewhere, SOMEWHERE[allowed]
    if allowed == SIGNED_IN or held & set(allowed):
        return OPENED
    return {403} if held else {404}


def _is_public(route: str) -> bool:
    return PUBLIC in routes()[route].values()


@pytest.fixture(autouse=True)
def without_log() -> Iterator[None]:
    """Thousands of refusals are the point here, and no news."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@cache
def a_client() -> Client:
    """One for all knocks, because each new one reads all middleware again."""
    return Client(raise_request_exception=False)


def knock(visitor: Visitor, method: str, address: str) -> Any:
    """One request in a session of the visitor's own; whatever it changed is undone."""
    client = a_client()
    client.cookies.clear()
    if visitor.user is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = visitor.session
    with transaction.atomic():
        answer = client.generic(method, address, content_type="application/json")
        answer.getvalue()
        transaction.set_rollback(True)
    return answer


@pytest.mark.slow
def test_every_door_is_open_to_those_whom_access_names_and_to_nobody_else(harbour: Harbour) -> None:
    visitors, known = visitors_of(harbour), addresses(harbour)
    assert known.keys() == routes().keys()
    wrong = {
        f"{visitor}: {method} {route}": (met, expected(route, method, who))
        for route, address in known.items()
        for method in METHODS
        for visitor, who in visitors.items()
        if (met := knock(who, method, address).status_code) not in expected(route, method, who)
    }
    assert wrong == {}


@pytest.mark.slow
def test_what_is_over_opens_no_door_that_a_stranger_does_not_open(harbour: Harbour) -> None:
    """Each of them at every method that a route has, and one of them in turn at those that it has not."""
    known, visitors, former = addresses(harbour), visitors_of(harbour), former_visitors_of(harbour)
    likes = {name: visitors["stranger"] for name in former} | {"inactive": visitors["anonymous"]}
    former["inactive"] = inactive(harbour)
    turn, wrong = cycle(sorted(former)), set()
    for route, method in ((route, method) for route in known if route not in SAME_FOR_ALL for method in METHODS):
        allowed, address = routes()[route].get(method), known[route]
        if allowed is None:
            name = next(turn)
            met = knock(former[name], method, address).status_code
            wrong |= {f"{name}: {method} {route}"} if met not in expected(route, method, likes[name]) else set()
        elif allowed != PUBLIC:
            met_by = {like: _seen(like, method, address) for like in set(likes.values())}
            different = (name for name in former if _seen(former[name], method, address) != met_by[likes[name]])
            wrong |= {f"{name}: {method} {route}" for name in different}
    assert wrong == set()


def test_reading_where_one_is_let_in_always_shows_something(harbour: Harbour) -> None:
    """Behind an open door a GET answers 200: the matrix above would also take a 400 for an open door."""
    olive, sam, shut = Visitor(harbour.cast.olive), Visitor(harbour.cast.sam), set()
    for route, address in addresses(harbour).items():
        if "GET" in routes()[route] and route != "compliance:log-in":
            let_in = sam if routes()[route]["GET"] == STAFF else olive
            shut |= {route} if knock(let_in, "GET", address).status_code != 200 else set()
    assert shut == set()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_has_no_role_cannot_tell_a_real_system_from_a_made_up_one(harbour: Harbour, method: str) -> None:
    stranger, made_up = visitors_of(harbour)["stranger"], str(uuid.uuid4())
    told = {
        route
        for route, address in addresses(harbour).items()
        if str(harbour.system.pk) in address
        and _seen(stranger, method, address)
        != _seen(stranger, method, address.replace(str(harbour.system.pk), made_up))
    }
    assert told == set()


def _seen(visitor: Visitor, method: str, address: str) -> tuple[int, str]:
    """What comes back, without their own id and address and the random token against forged requests."""
    answer = knock(visitor, method, address)
    text = re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", answer.content.decode())
    for own in (visitor.user.email, str(visitor.user.pk)) if visitor.user else ():
        text = text.replace(own, "")
    return answer.status_code, text


def test_a_row_of_one_system_is_not_found_by_way_of_another(harbour: Harbour) -> None:
    """Otto is officer of Quay: Harbour's rows do not exist below Quay's address, not even for Olive."""
    otto = visitors_of(harbour)["officer of another system"]
    quay = str(System.objects.get(key="quay").pk)
    grant(
        system=System.objects.get(key="quay"),
        user=harbour.cast.olive,
        role=Role.OFFICER,
        since=harbour.on,
        actor=harbour.cast.sam,
        now=harbour.now,
    )
    found = {
        (str(visitor.user), method, route)
        for route, address in addresses(harbour).items()
        if {"pk", "system_id"} <= set(dict(places(get_resolver()))[route])
        for method, who in routes()[route].items()
        if Role.OFFICER in who  # elsewhere they meet 403, whatever the row
        for visitor in (otto, Visitor(harbour.cast.olive))
        if knock(visitor, method, address.replace(str(harbour.system.pk), quay)).status_code != 404
    }
    assert found == set()


def test_only_administrators_enter_the_admin(harbour: Harbour) -> None:
    entered = {
        name
        for name, visitor in visitors_of(harbour).items()
        if knock(visitor, "GET", reverse("admin:index")).status_code == 200
    }
    assert entered == {"administrator"}


class Undeclared(APIView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("nobody thought of me")


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody thought of me")


def test_a_route_that_nobody_declared_fails_the_check_and_stays_shut(harbour: Harbour, settings: Settings) -> None:
    forgetful: Any = ModuleType("forgetful_urls")
    forgetful.urlpatterns = [
        path("back-door/", undeclared, name="back-door"),
        path("api/v1/back-door/", Undeclared.as_view(), name="api-back-door"),
        *urls.urlpatterns,
    ]
    forgetful.handler404 = urls.handler404
    settings.ROOT_URLCONF = forgetful
    assert [(error.id, error.msg.split("'")[1]) for error in every_route_is_declared(None)] == [
        ("compliance.E001", "api-back-door"),
        ("compliance.E001", "back-door"),
    ]
    olive = Visitor(harbour.cast.olive)
    assert [knock(olive, "GET", f"/{place}back-door/").status_code for place in ("", "api/v1/")] == [404, 404]


def test_every_view_of_the_api_stands_behind_the_door() -> None:
    """The pages' door is one middleware; the API's is asked by each view, so none may leave it out."""
    views = [pattern.callback.cls for pattern in _patterns(api_urls)]
    assert len(views) > 20
    assert [view.__name__ for view in views if list(view.permission_classes) != [Door]] == []


def _patterns(module: ModuleType) -> Iterator[Any]:
    waiting = list(module.urlpatterns)
    while waiting:
        pattern = waiting.pop()
        if isinstance(pattern, URLResolver):
            waiting += pattern.url_patterns
        else:
            yield pattern
