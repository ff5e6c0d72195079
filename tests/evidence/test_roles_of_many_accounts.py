"""What the customer's administrator needs for many accounts: does it run, and is each showing journalled?"""

import json
import subprocess
from http import HTTPStatus
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name
from django.test import Client
from django.urls import reverse

from compliance.models import JournalEntry
from evidence.actions.connecting import connect_all
from evidence.collecting.stack_sets import OVERRIDDEN, TEMPLATE
from evidence.models import Connection
from tests.evidence.organisations import told
from tests.factories import ANALYTICS, PRODUCTION, Harbour

pytestmark = pytest.mark.django_db
US = "arn:aws:iam::999988887777:role/demarc"
STAND_IN = """#!/bin/sh
printf '%s\\037' "$@" >> "$CALLS"; echo >> "$CALLS"
case "$*" in *list-roots*) echo r-root;; *describe-stack-set*) exit 1;; esac
"""
"""Stands where the AWS CLI would: it writes down how it was called. There is no such StackSet yet."""


@pytest.fixture
def olive(harbour: Harbour) -> Client:
    client = Client()
    client.force_login(harbour.cast.olive)
    return client


@pytest.fixture
def known(harbour: Harbour) -> list[Connection]:
    made = connect_all(
        system=harbour.system,
        accounts=harbour.accounts,
        actor=harbour.cast.olive,
        now=harbour.now,
        role_name="Demarc=Reads,all",
    )
    Connection.objects.update(principal=US)
    return made


def roles(harbour: Harbour) -> str:
    return reverse("evidence:external-ids", args=[harbour.system.pk])


def run(script: str, folder: Path) -> list[list[str]]:
    """The calls that the script makes of the AWS CLI, word by word."""
    (folder / "aws").write_text(STAND_IN)
    (folder / "aws").chmod(0o755)
    surroundings = {"PATH": f"{folder}:/usr/bin:/bin", "CALLS": str(folder / "calls")}
    subprocess.run(["sh", "-c", script], env=surroundings, check=True, cwd=folder)
    return [line.split("\037")[:-1] for line in (folder / "calls").read_text().splitlines()]


def options_of(call: list[str]) -> dict[str, str]:
    words = call[2:]
    return dict(zip(words[::2], words[1::2], strict=True))


def parameters(said: str) -> dict[str, str]:
    return {each["ParameterKey"]: each["ParameterValue"] for each in json.loads(said)}


def test_the_commands_make_one_instance_with_its_own_external_id_in_each_account(
    harbour: Harbour, olive: Client, known: list[Connection], tmp_path: Path
) -> None:
    told(harbour, {PRODUCTION: "ACTIVE", ANALYTICS: "ACTIVE"}, asked=ANALYTICS, manager=PRODUCTION)
    answer = olive.post(roles(harbour), {"form": "stack-set"})
    assert answer["Cache-Control"] == "no-store" and "attachment" in answer["Content-Disposition"]
    _roots, _is_there, made, *instances = run(answer.content.decode(), tmp_path)
    model = botocore.session.get_session().get_service_model("cloudformation")
    for call in (made, *instances):
        operation = "".join(word.title() for word in call[1].split("-"))
        takes = {f"--{xform_name(name, '-')}" for name in model.operation_model(operation).input_shape.members}
        assert call[0] == "cloudformation" and options_of(call).keys() <= takes | {"--region"}

    whole = options_of(made)
    assert (whole["--stack-set-name"], whole["--template-body"]) == ("Demarc-harbour", f"file://{TEMPLATE}")
    assert parameters(whole["--parameters"]) == {
        "Principal": US,
        "RoleName": "Demarc=Reads,all",
        "ExternalId": OVERRIDDEN,
    }
    of = {each.account.account_id: each.external_id for each in known}
    by_operation = {call[1]: options_of(call) for call in instances}
    each = by_operation["create-stack-instances"]
    assert each["--deployment-targets"] == (
        f"OrganizationalUnitIds=r-root,Accounts={ANALYTICS},AccountFilterType=INTERSECTION"
    )
    assert parameters(each["--parameter-overrides"]) == {"ExternalId": of[ANALYTICS], "RoleName": "Demarc=Reads,all"}
    own = parameters(by_operation["create-stack"]["--parameters"])
    assert own["ExternalId"] == of[PRODUCTION], "a StackSet leaves the management account out"
    assert JournalEntry.objects.filter(verb="external_id.shown", actor=harbour.cast.olive).count() == 2


def test_terraform_takes_a_map_and_the_table_has_a_line_for_each(
    harbour: Harbour, olive: Client, known: list[Connection]
) -> None:
    of = {each.account.account_id: each.external_id for each in known}
    told_ = olive.post(roles(harbour), {"form": "terraform"})
    assert json.loads(told_.content) == {"demarc_external_ids": of}
    lines = olive.post(roles(harbour), {"form": "csv"}).content.decode().splitlines()
    assert len(lines) == 1 + len(of)


def test_the_page_shows_no_external_id_and_how_the_commands_look(
    harbour: Harbour, olive: Client, known: list[Connection]
) -> None:
    page = olive.get(roles(harbour)).content.decode()
    assert "2 that are not proven yet" in page and "create-stack-instances" in page and "EXTERNAL-ID" in page
    assert not any(each.external_id in page for each in known)
    assert not JournalEntry.objects.filter(verb="external_id.shown").exists()


def test_what_is_proven_is_not_shown_again_unless_asked_for(
    harbour: Harbour, olive: Client, known: list[Connection]
) -> None:
    Connection.objects.update(proven_at=harbour.now)
    answer = olive.post(roles(harbour), {"form": "csv"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "choose all accounts" in answer.content.decode()
    assert len(olive.post(roles(harbour), {"form": "csv", "accounts": "all"}).content.splitlines()) == 1 + len(known)


def test_no_command_is_written_that_does_not_name_us(harbour: Harbour, olive: Client, known: list[Connection]) -> None:
    Connection.objects.update(principal="")
    answer = olive.post(roles(harbour), {"form": "stack-set"})
    assert (
        answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "who we are is not known" in answer.content.decode()
    )
    assert olive.post(roles(harbour), {"form": "yaml"}).status_code == HTTPStatus.NOT_FOUND
