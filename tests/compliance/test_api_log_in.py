"""How does a program log in, and out?"""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from tests.cast import PASSWORD, Cast
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

TOKEN, ROOT = "/api/v1/token/", "/api/v1/"


def asked(client: Client, email: str, password: str) -> Any:
    return client.post(TOKEN, {"email": email, "password": password}, content_type="application/json")


def root(client: Client, token: str) -> Any:
    return client.get(ROOT, HTTP_AUTHORIZATION=f"Token {token}")


def test_mail_and_password_give_a_token_of_ten_hours(cast: Cast, client: Client) -> None:
    answer = asked(client, "Olive@example.org", PASSWORD)
    assert answer.status_code == 201
    ends = datetime.datetime.fromisoformat(answer.json()["expiry"])
    assert abs(ends - timezone.now() - datetime.timedelta(hours=10)) < datetime.timedelta(minutes=1)
    assert root(client, answer.json()["token"]).json()["you"]["name"] == "Olive Park"


@pytest.mark.parametrize(("email", "password"), [("olive@example.org", "wrong"), ("nobody@example.org", PASSWORD)])
def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(
    cast: Cast, client: Client, email: str, password: str
) -> None:
    answer = asked(client, email, password)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    assert answer.json()["detail"] == "No active person has this mail address and password."


def test_who_may_not_log_in_any_more_has_no_token_either(cast: Cast, client: Client) -> None:
    token = asked(client, "ben@example.org", PASSWORD).json()["token"]
    cast.ben.is_active = False
    cast.ben.save()
    assert asked(client, "ben@example.org", PASSWORD).status_code == 401
    assert root(client, token).status_code == 401


def test_logging_out_ends_this_token_and_no_other(cast: Cast, client: Client) -> None:
    one, other = (asked(client, "olive@example.org", PASSWORD).json()["token"] for _ in range(2))
    assert client.delete(TOKEN, HTTP_AUTHORIZATION=f"Token {one}").status_code == 204
    assert [root(client, token).status_code for token in (one, other)] == [401, 200]


def test_a_session_of_the_site_is_no_token_that_could_end(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    answer = client.delete(TOKEN)
    assert answer.status_code == 422
    assert "log out on the site" in answer.json()["detail"]
    assert client.get(reverse("compliance-api:root")).status_code == 200


def test_a_token_that_has_run_out_is_none(cast: Cast, client: Client) -> None:
    _, token = AuthToken.objects.create(cast.olive, expiry=datetime.timedelta(seconds=-1))
    assert root(client, token).status_code == 401


@pytest.mark.parametrize("token", ["", "made-up", "two words", "\u00ff\u00fe", "0" * 5000])
def test_what_is_no_token_is_refused_and_breaks_nothing(cast: Cast, client: Client, token: str) -> None:
    assert root(client, token).status_code == 401


def test_a_session_must_show_that_it_meant_to_write(harbour: Harbour) -> None:
    """Cookies come along by themselves; a request forged by another site has no token of ours in it."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(harbour.cast.olive)
    duty = harbour.duty("mfa")
    address = reverse("compliance-api:assign", args=[harbour.system.pk, duty.pk])
    answer = client.post(
        address,
        {"owner": str(harbour.cast.ben.pk), "reviewer": str(harbour.cast.rita.pk)},
        content_type="application/json",
    )
    assert answer.status_code == 403
    assert duty.assignment is None
