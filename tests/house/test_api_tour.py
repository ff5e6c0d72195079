"""Is docs/api.md true? Each command is carried out, in order, and each answer has to hold what the page shows of it."""

import json
import re
import shlex
from string import Template
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frameworks.api.problems import KINDS
from tests.evidence.exhibits import POLICY, has_a_signing_key
from tests.factories import Harbour
from tests.house.tree import ROOT

TOUR = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
STEPS = re.findall(r"```console\n(.+?)\n```\n```json\n(.+?)\n```", TOUR, re.DOTALL)
ANYTHING = "…"


def carried_out(command: str, client: Client) -> Any:
    """What curl would do, for the few options that the page uses."""
    words = iter(shlex.split(command))
    assert next(words) == "curl"
    address, headers, form, body = next(words), {}, {}, None
    for option in words:
        said = next(words)
        if option == "-H":
            name, _, headers[name] = said.partition(": ")
        elif option == "-F":
            name, _, value = said.partition("=")
            form[name] = a_file(value) if value.startswith("@") else value
        elif option == "-d":
            body = said
        else:
            raise AssertionError(f"docs/api.md uses curl's {option}: teach it to this test")
    kind = headers.pop("Content-Type", "")
    if form:
        return client.post(address, form, headers=headers)
    return client.post(address, body, kind, headers=headers) if body else client.get(address, headers=headers)


def a_file(said: str) -> SimpleUploadedFile:
    name, _, kind = said.removeprefix("@").partition(";type=")
    return SimpleUploadedFile(name, POLICY, content_type=kind)


def holds(shown: Any, given: Any) -> bool:
    """Whether what the page shows is a part of what came."""
    if shown == ANYTHING:
        return given not in (None, "")
    if isinstance(shown, dict):
        return isinstance(given, dict) and all(name in given and holds(shown[name], given[name]) for name in shown)
    if isinstance(shown, list):
        return len(given) >= len(shown) and all(holds(a, b) for a, b in zip(shown, given, strict=False))
    return bool(shown == given)


@pytest.mark.django_db
def test_every_command_of_the_tour_answers_what_the_page_shows(harbour: Harbour, client: Client) -> None:
    has_a_signing_key()
    cast = harbour.cast
    known = {
        "DEMARC": "",
        "SYSTEM": harbour.system.pk,
        "DUTY": harbour.duty("mfa").pk,
        "OWNER": cast.ben.pk,
        "REVIEWER": cast.rita.pk,
        "ENGAGEMENT": harbour.engagement.pk,
        "DAY": harbour.on,
        "TOKEN": "",
    }
    for command, shown in STEPS:
        given = carried_out(Template(command).substitute(known), client).json()
        known["TOKEN"] = given.get("token", known["TOKEN"])
        assert holds(json.loads(shown), given), f"{command}\n\nanswers\n\n{json.dumps(given, indent=1)[:4000]}"


def test_every_command_shows_its_answer() -> None:
    assert len(STEPS) == TOUR.count("```console") == TOUR.count("curl ") > 5


def test_every_kind_of_problem_is_in_the_table() -> None:
    told = re.findall(r"^\| `/problems/([a-z-]+)` \| (\d+) \|", TOUR, re.MULTILINE)
    assert {int(status): kind for kind, status in told} == {status: kind for status, (kind, _) in KINDS.items()}
