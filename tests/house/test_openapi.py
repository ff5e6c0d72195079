"""Does the API do what its description says, whatever it is sent?"""

import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import schemathesis
import yaml
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from knox.models import AuthToken
from schemathesis import checks

from compliance.config.wsgi import application
from compliance.models import Attestation
from tests.compliance.audited import adas_window, an_invitation
from tests.compliance.deciding import approved
from tests.compliance.found import a_finding
from tests.evidence.asked import rows_of_a_request
from tests.evidence.drawn import a_sample
from tests.evidence.entered import rows_of_a_connection
from tests.evidence.exhibits import as_if_made, as_if_sealed, exhibits_of
from tests.evidence.findings import rows_of_an_import
from tests.factories import Harbour

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
ANY_ADDRESS = {405, 406}
"""What every address may answer, and no operation repeats: docs/api.md says it once."""
CHOOSY = {"GET /api/v1/catalogue/crosswalk/"}
"""Reads that no random question meets, because each of their parameters has to name something."""
EXAMPLES = 12


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    """Written by the command, which fails on the first thing it had to guess."""
    out = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=out)
    described: dict[str, Any] = yaml.safe_load(out.getvalue())
    return described


def operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for address, methods in description["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                yield f"{method.upper()} {address}", operation


def test_each_operation_has_an_id_a_summary_and_its_problems(description: dict[str, Any]) -> None:
    found = dict(operations(description))
    assert len(found) > 20
    assert len({each["operationId"] for each in found.values()}) == len(found)
    for name, operation in found.items():
        assert operation["summary"], name
        problems = {code: answer for code, answer in operation["responses"].items() if code >= "400"}
        assert "401" in problems, name
        assert all(list(answer["content"]) == ["application/problem+json"] for answer in problems.values()), name


def test_no_operation_is_open_to_people_without_a_log_in_but_the_log_in(description: dict[str, Any]) -> None:
    open_ones = {
        name
        for name, operation in operations(description)
        if not operation.get("security") or {} in operation["security"]
    }
    assert open_ones == {"POST /api/v1/token/"}


@pytest.fixture
def quiet() -> Iterator[None]:
    """No log of what is refused, and no end to the test's transaction at the end of a request."""
    logging.disable(logging.CRITICAL)
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)
    logging.disable(logging.NOTSET)


@pytest.mark.slow
@pytest.mark.fuzz
@pytest.mark.django_db
def test_whatever_an_officer_sends_is_answered_as_described(
    harbour: Harbour, description: dict[str, Any], quiet: None
) -> None:
    """Random requests to real rows: no failure of ours, and no answer that the description does not know."""
    shown = exhibits_of(harbour)
    as_if_sealed(shown.pack)
    as_if_made(shown.report)
    duty = harbour.duty("risk-analysis").pk
    rows = {"duties": duty, "items": shown.item.pk, "uses": shown.use.pk, "runs": shown.run.pk, "packs": shown.pack.pk}
    rows["reports"] = shown.report.pk
    rows["decisions"] = approved(harbour).pk
    rows["requests"] = rows_of_a_request(harbour)["request"]
    rows["imports"] = rows_of_an_import(harbour)["import"]
    entered = rows_of_a_connection(harbour)
    rows |= {"connections": entered["one-connection"], "sightings": entered["take-sighting"]}
    rows |= {"audits": harbour.engagement.pk, "windows": adas_window(harbour).pk}
    rows["invitations"] = an_invitation(harbour).pk
    sample = a_sample(harbour)
    rows |= {"findings": a_finding(harbour).pk, "samples": sample.pk, "populations": sample.population_id}
    rows["attestations"] = Attestation.objects.known().get(programme__key="aws-soc2").pk
    real = {"system_id": harbour.system.pk, "edition": "hipaa", "ref": "164.312(b)"}
    keys = {"controls": "mfa", "services": "ec2"}
    _, token = AuthToken.objects.create(harbour.cast.olive)
    api = schemathesis.openapi.from_dict(description)
    api.app = application
    tried = set()
    for found in api.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def send(case: Any) -> None:
            parts, place = case.path_parameters or {}, case.path.split("/")
            for name in parts:
                kind = place[place.index(f"{{{name}}}") - 1]
                parts[name] = str(rows[kind] if name == "id" else keys[kind] if name == "key" else real[name])
            with transaction.atomic():
                answer = case.call(base_url="http://testserver", headers={"Authorization": f"Token {token}"})
                transaction.set_rollback(True)
            tried.add((case.operation.label, answer.status_code))
            if answer.status_code not in ANY_ADDRESS:
                case.validate_response(answer, checks=CHECKS)

        send()
    assert len({label for label, _ in tried}) == len(dict(operations(description)))
    assert {200, 400, 422} <= {status for _, status in tried}
    reads = {name for name, _ in operations(description) if name.startswith("GET ")}
    assert reads - {name for name, status in tried if status == 200} <= CHOOSY
