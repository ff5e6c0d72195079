"""Does a mail address, however it is written, lead to one person and to their systems?"""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from compliance.models import User
from tests.cast import PASSWORD, Cast
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def log_in(client: Client, mail: str, password: str = PASSWORD) -> bool:
    client.post(reverse("compliance:log-in"), {"username": mail, "password": password})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("mail", ["olive@example.org", "Olive@Example.ORG"])
def test_however_it_is_written(cast: Cast, client: Client, mail: str) -> None:
    assert log_in(client, mail)


def test_a_wrong_password_and_a_stranger_get_the_same_answer(cast: Cast, client: Client) -> None:
    answers = []
    for mail, password in (("olive@example.org", "wrong"), ("nobody@example.org", PASSWORD)):
        answer = client.post(reverse("compliance:log-in"), {"username": mail, "password": password})
        answers.append((answer.status_code, answer.context["form"].non_field_errors()))
    assert answers[0] == answers[1]
    assert "_auth_user_id" not in client.session


def test_who_has_left_does_not_get_in(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.ben.pk).update(is_active=False)
    assert not log_in(client, "ben@example.org")


def test_who_is_logged_in_when_leaving_is_out_at_once(harbour: Harbour, client: Client) -> None:
    assert log_in(client, "ben@example.org")
    page = reverse("compliance:system", args=[harbour.system.pk])
    assert client.get(page).status_code == 200
    User.objects.filter(pk=harbour.cast.ben.pk).update(is_active=False)
    answer = client.get(page)
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("compliance:log-in"))


def test_a_person_needs_a_mail_address() -> None:
    with pytest.raises(ValueError, match="needs a mail address"):
        User.objects.create_user("", PASSWORD, name="Nobody")


@pytest.mark.database
def test_a_mail_address_is_one_persons(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("OLIVE@example.org", PASSWORD, name="Another Olive")


def test_the_password_is_not_kept(cast: Cast) -> None:
    assert PASSWORD not in cast.olive.password
    assert cast.olive.check_password(PASSWORD)
