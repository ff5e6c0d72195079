"""Can Sam begin a system in one page, and Olive draw its boundary, each change with its day and its duties?"""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from compliance.inheritance.inheriting import inheritance_of
from compliance.models import Account, Duty, FrameworkScope, JournalEntry, Membership, ServiceUse, System
from compliance.presets import PRESETS
from frameworks.compiled import shipped
from frameworks.models import Service
from tests.cast import Cast
from tests.factories import PRODUCTION, REGION, Harbour

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
NEW = {
    "name": "Quay",
    "key": "quay",
    "purpose": "Moves boxes.",
    "time_zone": "Europe/Berlin",
    "officer": "Olive@example.org",
    "preset": "",
    "account_id": "777788889999",
    "account_name": "Quay production",
    "regions": "eu-central-1 eu-west-1",
}


def begin(client: Client, **said: object) -> str:
    answer = client.post(reverse("compliance:new-system"), NEW | said, follow=True)
    assert answer.status_code == (200 if System.objects.filter(key="quay").exists() else 422)
    return answer.content.decode()


@pytest.mark.parametrize("preset", PRESETS)
def test_each_kind_of_system_answers_from_its_first_day(cast: Cast, client: Client, preset: str) -> None:
    client.force_login(cast.sam)
    assert "Quay is begun" in begin(client, preset=preset)
    system = System.objects.get(key="quay")
    today = system.day_of(system.created_at)
    answers = inheritance_of(system, shipped(), today)
    assert {shipped().editions[key].framework for key in answers} == {
        each.framework for each in PRESETS[preset].answers
    }
    assert all(any(answer.parts for answer in each) for each in answers.values())
    assert inheritance_of(system, shipped(), today - DAY) == {}
    assert set(PRESETS[preset].data_classes) == set(system.data_classes)
    assert Duty.objects.filter(system=system).count() > 50
    held = Membership.objects.on(today).get(system=system)
    assert (held.user, held.role) == (cast.olive, "officer")


def test_every_preset_names_what_the_catalogue_has() -> None:
    for preset in PRESETS.values():
        assert preset.uses.keys() <= shipped().services.keys()
        for each in preset.answers:
            edition = shipped().edition(each.framework)
            assert each.role in edition.roles and edition.data_class in preset.data_classes
            assert set(each.left_out) <= {category.key for category in edition.categories if category.optional}


def test_a_global_service_is_used_once_whatever_the_regions(cast: Cast, client: Client) -> None:
    client.force_login(cast.sam)
    begin(client, preset="healthcare")
    places = set(ServiceUse.objects.filter(service__key__in=["iam", "s3"]).values_list("service__key", "region"))
    assert places == {("iam", "global"), ("s3", "eu-central-1"), ("s3", "eu-west-1")}


def test_without_a_preset_the_officer_says_it_all(cast: Cast, client: Client) -> None:
    client.force_login(cast.sam)
    begin(client, data_classes=["phi"], account_id="", account_name="", regions="")
    system = System.objects.get(key="quay")
    assert not FrameworkScope.objects.exists() and not Account.objects.exists()
    assert client.get(reverse("compliance:scope", args=[system.pk])).status_code == 404, "Sam is no officer"
    client.force_login(cast.olive)
    assert client.get(reverse("compliance:scope", args=[system.pk])).status_code == 200


def test_an_officer_who_administers_goes_straight_on(cast: Cast, client: Client) -> None:
    client.force_login(cast.sam)
    assert "<h1>Scope</h1>" in begin(client, officer="sam@example.org", preset="web-shop")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"officer": "nobody@example.org"}, "Nobody who may log in has the mail address nobody@example.org"),
        ({"account_id": "12345"}, "An AWS account id has 12 digits"),
        ({"account_name": ""}, "write all three, or none for now"),
        ({"regions": "Frankfurt"}, "is no AWS region"),
        ({"key": "harbour"}, "give this one another key"),
        ({"account_id": PRODUCTION}, "belongs to another system"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost_or_half_written(
    harbour: Harbour, client: Client, said: dict[str, str], sentence: str
) -> None:
    client.force_login(harbour.cast.sam)
    entries = JournalEntry.objects.count()
    text = begin(client, preset="saas-eu", **said)
    assert sentence in text and "Moves boxes." in text
    assert not System.objects.filter(key="quay").exists() and JournalEntry.objects.count() == entries


def test_only_administrators_begin_systems_and_are_shown_the_way(harbour: Harbour, client: Client) -> None:
    address = reverse("compliance:new-system")
    for who, status in ((harbour.cast.sam, 200), (harbour.cast.olive, 403), (harbour.cast.otto, 403)):
        client.force_login(who)
        assert client.get(address).status_code == status
        assert (address in client.get("/").content.decode()) == (status == 200)


# Olive draws Harbour's boundary


@pytest.fixture
def olive(harbour: Harbour, client: Client) -> Client:
    client.force_login(harbour.cast.olive)
    return client


def post(client: Client, harbour: Harbour, route: str, said: dict[str, object], pk: object = None) -> tuple[int, str]:
    asks = [harbour.system.pk, *([pk] if pk else [])]
    answer = client.post(reverse(f"compliance:{route}", args=asks), said)
    if answer.status_code == 302:
        return 302, client.get(answer.headers["Location"]).content.decode()
    return answer.status_code, answer.content.decode()


def test_she_answers_to_soc_2_with_the_categories_she_takes_on(harbour: Harbour, olive: Client) -> None:
    said = {
        "answers": "soc2-2017:service-organisation",
        "categories": ["soc2-2017:availability"],
        "since": harbour.on.isoformat(),
    }
    status, text = post(olive, harbour, "answer-to", said)
    assert status == 302 and "Duties opened:" in text and "Security, Availability" in text
    scope = FrameworkScope.objects.known().get(edition__key="soc2-2017")
    assert scope.left_out == ["confidentiality", "privacy", "processing-integrity"]

    status, text = post(olive, harbour, "scope-framework", said | {"categories": []}, scope.pk)
    assert status == 302
    scope = FrameworkScope.objects.known().get(edition__key="soc2-2017")
    assert "availability" in scope.left_out

    opened = Duty.objects.filter(system=harbour.system).open().count()
    yesterday = {"after": (harbour.on - DAY).isoformat()}
    status, text = post(olive, harbour, "end-framework", yesterday, scope.pk)
    assert status == 302 and "SOC 2" not in text.partition("frameworks-title")[2].split("<summary>")[0]
    assert Duty.objects.filter(system=harbour.system).open().count() < opened


def test_she_adds_an_account_with_typical_services(harbour: Harbour, olive: Client) -> None:
    said = {
        "account_id": "777788889999",
        "name": "Disaster recovery",
        "partition": "aws",
        "regions": "us-west-2",
        "since": harbour.on.isoformat(),
        "typical": "healthcare",
    }
    status, text = post(olive, harbour, "add-account", said)
    assert status == 302 and "Disaster recovery" in text
    uses = ServiceUse.objects.on(harbour.on).filter(account__account_id="777788889999")
    assert uses.count() == len(PRESETS["healthcare"].uses)
    assert uses.get(service__key="rds").touches == {"phi": "touches"}

    account = Account.objects.get(account_id="777788889999")
    day = {"since": harbour.on.isoformat()}
    assert post(olive, harbour, "scope-account", {"regions": "us-west-2, us-west-1"} | day, account.pk)[0] == 302
    assert account.terms.known().get().regions == ["us-west-1", "us-west-2"]
    status, text = post(olive, harbour, "scope-account", {"regions": "us-west-1"} | day, account.pk)
    assert status == 422 and "end that use before the region" in text
    assert post(olive, harbour, "end-account", {"after": (harbour.on - DAY).isoformat()}, account.pk)[0] == 302
    assert not uses.exists()


def test_she_says_what_a_service_does_with_the_data(harbour: Harbour, olive: Client) -> None:
    account = harbour.accounts[0]
    said = {"places": [f"{account.pk}:{REGION}"], "touch_phi": "neither", "since": harbour.on.isoformat()}
    for key in ("sqs", "cloudfront"):
        service = {"service": Service.objects.by_key(key).pk}
        assert post(olive, harbour, "use-service", said | service)[0] == 302
    uses = ServiceUse.objects.on(harbour.on).filter(service__key__in=["sqs", "cloudfront"])
    assert set(uses.values_list("service__key", "region")) == {("sqs", REGION), ("cloudfront", "global")}

    sqs = uses.get(service__key="sqs")
    change = {"touch_phi": "touches", "since": harbour.on.isoformat()}
    assert post(olive, harbour, "scope-use", change, sqs.pk)[0] == 302
    sqs = uses.get(service__key="sqs")
    assert (sqs.touches, sqs.origin) == ({"phi": "touches"}, "declared")

    status, _text = post(olive, harbour, "end-use", {"after": (harbour.on - DAY).isoformat()}, sqs.pk)
    assert status == 302 and not uses.filter(service__key="sqs").exists()
    assert JournalEntry.objects.filter(verb="service.ended", actor=harbour.cast.olive).count() == 1


@pytest.mark.parametrize(
    "route", ["describe", "answer-to", "lean-on", "add-account", "use-service", "import-uses", "confirm-uses"]
)
def test_an_empty_form_comes_back_and_says_so(harbour: Harbour, olive: Client, route: str) -> None:
    status, text = post(olive, harbour, route, {"regions": "kept here", "text": ""})
    assert status == 422 and ("errorlist" in text or 'role="alert"' in text)
    assert route != "add-account" or "kept here" in text


def test_the_scope_is_the_officers_alone(harbour: Harbour, client: Client) -> None:
    use = harbour.system.service_uses.known()[0]
    routes = (("scope", None), ("import-uses", None), ("scope-use", use.pk), ("scope-account", harbour.accounts[0].pk))
    people = {"otto": 404, "sam": 404, "ben": 403, "rita": 403, "ada": 403, "olive": 200}
    for name, status in people.items():
        client.force_login(getattr(harbour.cast, name))
        for route, pk in routes:
            address = reverse(f"compliance:{route}", args=[harbour.system.pk, *([pk] if pk else [])])
            assert client.get(address).status_code == status, (name, route)
