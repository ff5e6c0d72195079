"""Is the form in which a system is assessed one of its framework's, shown wherever its role is, and of consequence?"""

import json

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.scoping import answer_to
from compliance.inheritance.inheriting import inheritance_of
from compliance.models import Acceptance, Attestation, FrameworkScope, JournalEntry
from compliance.presets import PRESETS
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.inheritance import ReasonCode
from frameworks.models import Edition
from tests.compliance.leaving import bytes_of
from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db

SOC2 = "soc2-2017"


def answers(harbour: Harbour, framework: str, role: str, assessment: str) -> FrameworkScope:
    return answer_to(
        system=harbour.system,
        edition=Edition.objects.by_key(framework),
        role=role,
        assessment=assessment,
        since=harbour.on,
        actor=harbour.cast.olive,
        now=harbour.now,
    )


@pytest.mark.parametrize(
    ("framework", "role", "assessment", "takes_it"),
    [
        ("soc2", "service-organisation", "type-1", True),
        ("soc2", "service-organisation", "", True),
        ("soc2", "service-organisation", "type-3", False),
        ("pci-dss", "merchant", "saq-a-ep", True),
        ("pci-dss", "merchant", "saq-d-service-provider", False),
        ("pci-dss", "multi-tenant-provider", "saq-d-service-provider", True),
        ("pci-dss", "service-provider", "saq-a", False),
        ("pci-dss", "service-provider", "roc", True),
        ("hipaa", "covered-entity", "type-1", False),
        ("hipaa", "covered-entity", "", True),
    ],
)
def test_only_a_form_that_the_edition_opens_to_the_role_is_taken(
    harbour: Harbour, framework: str, role: str, assessment: str, takes_it: bool
) -> None:
    entries = JournalEntry.objects.count()
    if takes_it:
        assert answers(harbour, framework, role, assessment).assessment == assessment
        return
    with pytest.raises(Refused, match=f"in this role by “{assessment}”"):
        answers(harbour, framework, role, assessment)
    assert JournalEntry.objects.count() == entries


def test_another_form_is_a_change_from_its_day_on(harbour: Harbour) -> None:
    answers(harbour, "soc2", "service-organisation", "type-1")
    answers(harbour, "soc2", "service-organisation", "type-2")
    assert FrameworkScope.objects.known().get(edition__key=SOC2).assessment == "type-2"
    entries = JournalEntry.objects.filter(verb="framework.scoped").order_by("number")
    told = [entry.after["assessment"] for entry in entries if entry.after]
    assert told[-2:] == ["type-1", "type-2"]


@pytest.fixture
def olive(harbour: Harbour, client: Client) -> Client:
    client.force_login(harbour.cast.olive)
    return client


def test_she_says_it_on_the_scope_page_and_sees_it_where_the_role_stands(harbour: Harbour, olive: Client) -> None:
    address = reverse("compliance:answer-to", args=[harbour.system.pk])
    said = {"answers": f"{SOC2}:service-organisation", "since": harbour.on.isoformat()}
    assert olive.post(address, said | {"assessment": f"{SOC2}:type-1"}).status_code == 302
    for route in ("scope", "system", "matrix"):
        text = olive.get(reverse(f"compliance:{route}", args=[harbour.system.pk]), {"edition": SOC2}).content.decode()
        assert "Type 1" in text.partition("<summary>")[0] or route == "scope", route
    scope = FrameworkScope.objects.known().get(edition__key=SOC2)
    one = reverse("compliance:scope-framework", args=[harbour.system.pk, scope.pk])
    assert f'value="{SOC2}:type-1" selected' in olive.get(one).content.decode()
    assert olive.post(one, said | {"assessment": ""}).status_code == 302
    assert FrameworkScope.objects.known().get(edition__key=SOC2).assessment == ""


def test_a_form_of_another_framework_or_role_comes_back_with_what_was_typed(harbour: Harbour, olive: Client) -> None:
    address = reverse("compliance:answer-to", args=[harbour.system.pk])
    said = {"answers": "pci-dss-4.0.1:merchant", "since": harbour.on.isoformat()}
    for assessment, sentence in (
        (f"{SOC2}:type-1", "a form of another framework"),
        ("pci-dss-4.0.1:saq-d-service-provider", "Nobody is assessed against PCI DSS in this role"),
        ("pci-dss-4.0.1:saq-z", "Select a valid choice"),
    ):
        answer = olive.post(address, said | {"assessment": assessment})
        text = answer.content.decode()
        assert answer.status_code == 422 and sentence in text and 'value="pci-dss-4.0.1:merchant" selected' in text


def test_it_leaves_with_the_matrix(harbour: Harbour, client: Client) -> None:
    answers(harbour, "soc2", "service-organisation", "type-2")
    assert json.loads(bytes_of(client, harbour, "json", SOC2))["edition"]["assessment"] == "Type 2"
    assert b"Type 2" in bytes_of(client, harbour, "csv", SOC2)
    plan = json.loads(bytes_of(client, harbour, "oscal", SOC2))["system-security-plan"]
    props = {each["name"]: each["value"] for each in plan["system-characteristics"]["props"]}
    assert props == {"role": "service organisation", "assessment": "Type 2"}
    today = Program(harbour.cast.olive, harbour.system).read("compliance-api:system")["today"]["editions"]
    assert {each["edition"]: each["assessment"] for each in today} == {SOC2: "type-2", "hipaa-2013": ""}


def test_for_a_type_1_report_awss_type_1_report_is_enough_and_for_a_type_2_it_is_not(harbour: Harbour) -> None:
    """Harbour holds AWS's report that ended sixty days ago; a letter reaches to today. Only its type differs."""
    report = Attestation.objects.known().filter(programme__key="aws-soc2")
    report.update(variant="type-1", letter_until=harbour.on)
    assert Acceptance.objects.known().filter(attestation__in=report).exists()

    def codes(assessment: str) -> set[ReasonCode]:
        answers(harbour, "soc2", "service-organisation", assessment)
        found = inheritance_of(harbour.system, shipped(), harbour.on)[SOC2]
        return {reason.code for answer in found if answer.aws for reason in answer.aws.reasons}

    assert ReasonCode.TYPE1_ONLY in codes("type-2")
    assert ReasonCode.TYPE1_ONLY in codes("")
    assert ReasonCode.TYPE1_ONLY not in codes("type-1")
    assert ReasonCode.AWAITING_REPORT not in codes("type-1")


def test_every_kind_of_system_is_assessed_in_a_form_of_its_role() -> None:
    for preset in PRESETS.values():
        for each in preset.answers:
            forms = {form.key: form.roles for form in shipped().edition(each.framework).assessments}
            assert bool(each.assessment) == bool(forms), each.framework
            assert not forms or each.role in (forms[each.assessment] or [each.role])
