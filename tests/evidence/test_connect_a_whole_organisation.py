"""Can an officer connect many accounts of an organisation at once, seeing first what will happen?"""

import datetime
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.ending import end_account_term
from compliance.models import Account, AccountTerm, JournalEntry
from evidence.actions.joining import join
from evidence.models import Connection, Job
from frameworks.errors import Refused
from tests.evidence.organisations import told
from tests.factories import ANALYTICS, PRODUCTION, Harbour, a_system, an_account

pytestmark = pytest.mark.django_db
ARCHIVE, LABS, CLOSED, QUAYS, STRANGE = "222222222222", "444444444444", "333333333333", "555555555555", "666666666666"


def at(harbour: Harbour, route: str) -> str:
    return reverse(f"evidence:{route}", args=[harbour.system.pk])


@pytest.fixture
def olive(harbour: Harbour) -> Client:
    client = Client()
    client.force_login(harbour.cast.olive)
    return client


@pytest.fixture
def seen(harbour: Harbour) -> None:
    told(harbour, {PRODUCTION: "ACTIVE", ARCHIVE: "ACTIVE", LABS: "ACTIVE", CLOSED: "SUSPENDED", QUAYS: "ACTIVE"})


def said(harbour: Harbour, accounts: str, **other: str) -> dict[str, str]:
    return {
        "organisation": "o-lakeside",
        "system": str(harbour.system.pk),
        "every_region": "all",
        "regions": "",
        "role_name": "DemarcEvidence",
        "accounts": accounts,
        **other,
    }


def confirmed(client: Client, harbour: Harbour, words: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The page that says what will happen, and the words that confirm it."""
    page = client.post(at(harbour, "add-members"), words).content.decode()
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found, page
    return page, {**words, "confirm": "1", "seen": found[1]}


def test_what_is_ticked_or_all_that_nobody_covers_comes_into_the_form(
    harbour: Harbour, olive: Client, seen: None
) -> None:
    ticked = olive.get(at(harbour, "add-members"), {"organisation": "o-lakeside", "members": [LABS, PRODUCTION]})
    assert f">\n{LABS}</textarea>" in ticked.content.decode(), "what is covered already is not offered"
    every = olive.get(at(harbour, "add-members"), {"organisation": "o-lakeside", "all": "1"}).content.decode()
    assert all(key in every for key in (ARCHIVE, LABS, QUAYS)) and CLOSED not in every


@pytest.mark.database
@pytest.mark.usefixtures("seen")
def test_olive_sees_what_will_happen_then_all_is_written_at_once(harbour: Harbour, olive: Client) -> None:
    quay = a_system("quay", "Quay", officer=harbour.cast.otto, now=harbour.now)
    an_account(quay, QUAYS, "Quay", actor=harbour.cast.otto, now=harbour.now)
    lines = f"{ARCHIVE} Archive of old\n{LABS}\n{CLOSED} Gone\n{QUAYS}\tQuay\n{STRANGE}\n{PRODUCTION}\n"
    page, words = confirmed(olive, harbour, said(harbour, lines))
    assert "2 will be connected" in page and "4 cannot" in page
    for why in ("suspended or closed", "belongs to another system", "did not name it", "in the scope of this system"):
        assert why in page
    assert not Account.objects.filter(account_id__in=[ARCHIVE, LABS]).exists(), "nothing is written yet"

    answer = olive.post(at(harbour, "add-members"), words)
    assert answer["Location"] == at(harbour, "external-ids")
    made = {row.account.account_id: row for row in Connection.objects.select_related("account")}
    assert {key: row.account.name for key, row in made.items()} == {ARCHIVE: "Archive of old", LABS: LABS}
    assert len({row.external_id for row in made.values()}) == 2 and all(row.every_region for row in made.values())
    terms = AccountTerm.objects.on(harbour.on).filter(account__account_id__in=made)
    assert [term.regions for term in terms] == [["us-east-1"]] * 2, "the region that is always enabled"
    assert [job.args["principal_only"] for job in Job.objects.filter(kind="proof")] == [True], "asked once for all"
    entries = JournalEntry.objects.filter(verb__in=("account.scoped", "account.connected"), actor=harbour.cast.olive)
    assert entries.filter(after__account=ARCHIVE).count() == entries.filter(after__account=LABS).count() == 2
    numbers = sorted(JournalEntry.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.usefixtures("seen")
def test_what_was_not_seen_is_not_written(harbour: Harbour, olive: Client) -> None:
    _page, words = confirmed(olive, harbour, said(harbour, ARCHIVE))
    answer = olive.post(at(harbour, "add-members"), {**words, "accounts": LABS}).content.decode()
    assert "nothing was written" in answer and not Connection.objects.exists()
    told(harbour, {ARCHIVE: "SUSPENDED", LABS: "ACTIVE"})
    answer = olive.post(at(harbour, "add-members"), words).content.decode()
    assert "nothing was written" in answer and not Connection.objects.exists()


@pytest.mark.usefixtures("seen")
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"accounts": "22222222222 Short"}, "Line 1: begin with the twelve digits"),
        ({"accounts": f"{ARCHIVE} One\n\n{ARCHIVE} Two"}, f"Line 3: account {ARCHIVE} stands here twice"),
        ({"accounts": f"{ARCHIVE} {'long ' * 20}"}, "at most 80 characters"),
        ({"every_region": ""}, "Name at least one region"),
        ({"organisation": "o-another"}, "What AWS says of this organisation is not known any more"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    harbour: Harbour, olive: Client, wrong: dict[str, str], sentence: str
) -> None:
    answer = olive.post(at(harbour, "add-members"), said(harbour, ARCHIVE, role_name="Reader") | wrong)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert 'value="Reader"' in page and wrong.get("accounts", ARCHIVE).split()[0] in page


@pytest.mark.usefixtures("seen")
@pytest.mark.parametrize("wrong", [{"role_name": "service/Demarc"}, {"regions": "the moon"}])
def test_a_refusal_writes_nothing(harbour: Harbour, olive: Client, wrong: dict[str, str]) -> None:
    _page, words = confirmed(olive, harbour, said(harbour, f"{ARCHIVE}\n{LABS}", **wrong))
    assert olive.post(at(harbour, "add-members"), words).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Account.objects.filter(account_id__in=[ARCHIVE, LABS]).exists() and not Connection.objects.exists()


@pytest.mark.usefixtures("seen")
def test_one_account_leads_to_its_own_page(harbour: Harbour, olive: Client) -> None:
    _page, words = confirmed(olive, harbour, said(harbour, ARCHIVE, every_region="", regions="eu-central-1"))
    answer = olive.post(at(harbour, "add-members"), words)
    account = Account.objects.get(account_id=ARCHIVE)
    assert answer["Location"] == reverse("evidence:connection", args=[harbour.system.pk, account.pk])


@pytest.mark.database
def test_an_account_that_was_here_before_comes_back(harbour: Harbour) -> None:
    acting: dict[str, Any] = {"actor": harbour.cast.olive, "now": harbour.now}
    empty = an_account(harbour.system, ARCHIVE, "Archive", services={}, **acting)
    end_account_term(account=empty, after=harbour.on - datetime.timedelta(days=1), **acting)
    words: dict[str, Any] = {"regions": ["eu-central-1"], "every_region": False, "role_name": "Reader", **acting}
    with pytest.raises(Refused, match=f"Account {ANALYTICS} is in scope already"):
        join(system=harbour.system, named={ARCHIVE: "x", ANALYTICS: "x"}, **words)
    assert not Connection.objects.exists(), "all of them, or none"
    (made, _other) = join(system=harbour.system, named={ARCHIVE: "x", LABS: "Labs"}, **words)
    assert made.account == empty and str(made.account) == f"Archive ({ARCHIVE})"
    assert AccountTerm.objects.on(harbour.on).get(account=empty).regions == ["eu-central-1"]


@pytest.mark.usefixtures("seen")
def test_only_officers_of_the_chosen_system_write_into_it(harbour: Harbour, olive: Client) -> None:
    quay = a_system("quay", "Quay", officer=harbour.cast.otto, now=harbour.now)
    answer = olive.post(at(harbour, "add-members"), said(harbour, ARCHIVE, system=str(quay.pk)))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "Select a valid choice" in answer.content.decode()


def test_a_thousand_accounts_take_a_handful_of_queries(
    harbour: Harbour, olive: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    """One form field for all of them, and an INSERT for as many rows as the database takes at once."""
    members = [f"7{number:011d}" for number in range(1000)]
    told(harbour, dict.fromkeys(members, "ACTIVE"))
    with django_assert_max_num_queries(14):
        _page, words = confirmed(olive, harbour, said(harbour, "\n".join(members)))
    with django_assert_max_num_queries(120):
        assert olive.post(at(harbour, "add-members"), words).status_code == HTTPStatus.FOUND
    assert Connection.objects.count() == 1000
    with django_assert_max_num_queries(13):
        listed = olive.get(at(harbour, "connections")).content.decode()
    assert listed.count("row-link") == 100 and "page 1 of 11" in listed
