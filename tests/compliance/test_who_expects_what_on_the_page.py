"""Do the pages show the three lists, let officers keep them, and lose nothing that was typed?"""

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.attesting import record_attestation
from compliance.models import Attestation, Expectation, User, UserEntityControl
from frameworks.compiled import shipped
from tests.compliance.expectations import DAY, GUARD, HOUR, ROTATE, an_expectation, expected_of_us, lists, report
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive(harbour: Harbour, client: Client) -> Client:
    client.force_login(harbour.cast.olive)
    return client


def page(harbour: Harbour, client: Client, who: User | None = None) -> str:
    if who is not None:
        client.force_login(who)
    return client.get(reverse("compliance:expectations", args=[harbour.system.pk])).content.decode()


def typed(harbour: Harbour, kind: str, **slip: object) -> dict[str, object]:
    said = {"number": "X-1", "wording": "It is guarded.", "controls": ["facility-access"], "since": harbour.on}
    return {f"{kind}-{name}": value for name, value in (said | slip).items()}


def test_empty_lists_say_what_each_is_for_and_offer_a_beginning(harbour: Harbour, olive: Client) -> None:
    text = page(harbour, olive)
    assert "Nobody has written down yet what the report expects" in text and report().identity in text
    assert text.count("Begin with our suggestions") == 2
    for said in ("Your description carves AWS out", "your clients’ auditors ask them for it"):
        assert said in text


def test_where_no_report_stands_behind_the_system_the_page_says_so(harbour: Harbour, olive: Client) -> None:
    Attestation.objects.filter(pk=report().pk).update(is_demonstration=True)
    text = page(harbour, olive)
    assert "No SOC 2 report of AWS’s stands behind this system yet." in text and "Record the one you hold" in text


@pytest.mark.parametrize("kind", ["csoc", "cuec"])
def test_an_officer_begins_a_list_adds_to_it_changes_and_ends_an_entry(
    harbour: Harbour, olive: Client, kind: str
) -> None:
    args = [harbour.system.pk, kind]
    text = olive.post(reverse("compliance:begin-expectations", args=args), follow=True).content.decode()
    suggested = [each for each in shipped().expectations if each.kind == kind]
    assert f"{len(suggested)} suggestions are on the list" in text and suggested[0].wording in text
    again = olive.post(reverse("compliance:begin-expectations", args=args), follow=True).content.decode()
    assert "begun already" in again
    assert olive.post(reverse("compliance:expect", args=args), typed(harbour, kind), follow=True).status_code == 200
    row = Expectation.objects.known().get(number="X-1")
    assert (row.kind, row.controls, row.valid_from) == (kind, ["facility-access"], harbour.on)
    address = reverse("compliance:expectation", args=[harbour.system.pk, row.pk])
    assert olive.get(address).context["form"]["wording"].value() == "It is guarded."
    said = {"wording": "It is guarded by night.", "since": harbour.on}
    assert "It is guarded by night." in olive.post(address, said, follow=True).content.decode()
    row = Expectation.objects.known().get(number="X-1")
    ended = {"after": harbour.on - DAY}
    olive.post(reverse("compliance:end-expectation", args=[harbour.system.pk, row.pk]), ended)
    assert not Expectation.objects.known().filter(number="X-1").exists()


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [
        ({"number": ""}, "required"),
        ({"since": "never"}, "valid date"),
        ({"controls": ["no-such"]}, "knows no control “no-such”"),
    ],
    ids=["number", "day", "control"],
)
def test_a_slip_keeps_what_was_typed(harbour: Harbour, olive: Client, slip: dict, sentence: str) -> None:
    address = reverse("compliance:expect", args=[harbour.system.pk, "cuec"])
    answer = olive.post(address, typed(harbour, "cuec", **slip))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text and "It is guarded." in text
    assert not Expectation.objects.exists()


def test_a_slip_while_changing_or_ending_is_said_on_the_page_of_the_entry(harbour: Harbour, olive: Client) -> None:
    row = an_expectation(harbour)
    address = reverse("compliance:expectation", args=[harbour.system.pk, row.pk])
    changed = olive.post(address, {"wording": "Typed words.", "since": "never"})
    assert changed.status_code == 422 and "Typed words." in changed.content.decode()
    ended = olive.post(reverse("compliance:end-expectation", args=[harbour.system.pk, row.pk]), {"after": ""})
    assert ended.status_code == 422 and GUARD in ended.content.decode()


def test_a_list_of_no_kind_is_not_found(harbour: Harbour, olive: Client) -> None:
    for route in ("expect", "begin-expectations"):
        assert olive.post(reverse(f"compliance:{route}", args=[harbour.system.pk, "other"])).status_code == 404


def test_the_page_shows_who_answers_what_aws_expects(harbour: Harbour, olive: Client) -> None:
    expected_of_us(harbour, controls=["log-review", "code-review"])
    expected_of_us(harbour, "U-2", controls=[])
    text = page(harbour, olive)
    duty = reverse("compliance:duty", args=[harbour.system.pk, harbour.duty("log-review").pk])
    assert duty in text and "Ben Ortiz" in text and "In progress" in text
    assert "Code review" in text and "no duty of this system’s" in text
    assert "No control of ours is linked: nothing answers it yet." in text


def test_an_auditor_reads_the_lists_and_the_duties_of_the_audited_framework_only(
    harbour: Harbour, client: Client
) -> None:
    expected_of_us(harbour, controls=["log-review"])
    an_expectation(harbour)
    text = page(harbour, client, harbour.cast.ada)
    assert ROTATE in text and GUARD in text and "Ben Ortiz" in text
    assert "Begin with our suggestions" not in text and "Add an entry" not in text
    mine = page(harbour, client, harbour.cast.ben)
    assert ROTATE in mine and "Add an entry" not in mine


def test_the_reports_page_shows_the_list_to_all_and_its_forms_to_officers(harbour: Harbour, olive: Client) -> None:
    empty = olive.get(reverse("compliance:attestation", args=[report().pk])).content.decode()
    assert "under NDA" in empty and "Add what it expects" in empty
    said = {"number": "CC6-1", "wording": "Guard your keys.", "controls": ["key-management"]}
    added = olive.post(reverse("compliance:expect-of-us", args=[report().pk]), said, follow=True)
    assert "CC6-1 is on the list." in added.content.decode()
    row = UserEntityControl.objects.known().get()
    address = reverse("compliance:user-entity-control", args=[row.pk])
    assert olive.get(address).context["form"]["controls"].value() == ["key-management"]
    slip = olive.post(address, {"wording": "", "controls": ["key-management"]})
    assert slip.status_code == 422
    changed = olive.post(address, {"wording": "Guard and rotate them.", "controls": ["key-rotation"]}, follow=True)
    assert "Guard and rotate them." in changed.content.decode() and "Key rotation" in changed.content.decode()
    olive.force_login(harbour.cast.ada)
    seen = olive.get(reverse("compliance:attestation", args=[report().pk])).content.decode()
    assert "Guard and rotate them." in seen and "Add what it expects" not in seen
    olive.force_login(harbour.cast.olive)
    row = UserEntityControl.objects.known().get()
    struck = olive.post(reverse("compliance:strike-off", args=[row.pk]), follow=True).content.decode()
    assert "CC6-1 is off the list." in struck and not UserEntityControl.objects.known().exists()


def test_a_refused_entry_of_the_report_keeps_what_was_typed(harbour: Harbour, olive: Client) -> None:
    said = {"number": "", "wording": "Guard your keys.", "controls": ["key-management"]}
    answer = olive.post(reverse("compliance:expect-of-us", args=[report().pk]), said)
    assert answer.status_code == 422 and "Guard your keys." in answer.content.decode()


def test_an_agreement_has_no_such_list(harbour: Harbour, olive: Client) -> None:
    agreement = Attestation.objects.known().get(programme__key="aws-hipaa-baa")
    assert (
        "What it expects of you"
        not in olive.get(reverse("compliance:attestation", args=[agreement.pk])).content.decode()
    )


def test_a_newer_report_is_offered_the_list_of_the_older_one(harbour: Harbour, olive: Client) -> None:
    older = report()
    expected_of_us(harbour)
    newer = record_attestation(
        programme=older.programme,
        identity="AWS-DEMO-SOC2-NEXT",
        issuer=older.issuer,
        valid_from=harbour.on - 50 * DAY,
        period_start=harbour.on - 50 * DAY,
        period_end=harbour.on,
        actor=harbour.cast.olive,
        now=harbour.now + HOUR,
    )
    address = reverse("compliance:take-over", args=[newer.pk])
    assert address in olive.get(reverse("compliance:attestation", args=[newer.pk])).content.decode()
    assert "1 entries were taken over" in olive.post(address, {"other": older.pk}, follow=True).content.decode()
    refused = olive.post(address, {"other": ""}, follow=True).content.decode()
    assert "Choose a report of the same programme" in refused
    assert UserEntityControl.objects.known().get(attestation=newer).wording == ROTATE


def test_the_duty_says_what_awss_report_expects_of_it(harbour: Harbour, olive: Client) -> None:
    expected_of_us(harbour, controls=["log-review"])
    for who in (harbour.cast.olive, harbour.cast.ada):
        olive.force_login(who)
        answers = {
            control: olive.get(reverse("compliance:duty", args=[harbour.system.pk, harbour.duty(control).pk]))
            for control in ("log-review", "patching")
        }
        assert ROTATE in answers["log-review"].content.decode()
        assert "AWS’s report expects of you" not in answers["patching"].content.decode()
    assert [line.number for line in lists(harbour).of_us] == ["U-1"]
