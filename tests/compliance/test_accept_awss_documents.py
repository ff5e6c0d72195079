"""Does an acceptance say who read what, service by service, and does the document count from then on?"""

import pytest
from django.test import Client

from compliance.actions.granting import grant
from compliance.models import Acceptance, Attestation, JournalEntry, Role, User
from compliance.web.accepting import AcceptForm
from tests.compliance.documents import address, current, read, record_address, typed
from tests.factories import Harbour, a_system, an_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive(harbour: Harbour, client: Client) -> Client:
    client.force_login(harbour.cast.olive)
    return client


@pytest.fixture
def report(harbour: Harbour, olive: Client) -> Attestation:
    """A second SOC 2 report, which nobody has read yet."""
    said = typed("aws-soc2", harbour.now.date())
    olive.post(record_address("aws-soc2"), said)
    return Attestation.objects.known().get(identity=said["identity"])


def accepted(row: Attestation) -> Acceptance:
    return Acceptance.objects.known().select_related("accepted_by").get(attestation=row)


def asked(client: Client, row: Attestation) -> AcceptForm:
    form: AcceptForm = client.get(address("accept-attestation", row)).context["form"]
    return form


def quay(harbour: Harbour, officer: User) -> None:
    """Another system, in which officer works alone, with a service that Harbour has not."""
    system = a_system("quay", "Quay", officer=officer, now=harbour.now)
    services = {"s3": {"phi": "touches"}, "redshift": {"phi": "touches"}}
    an_account(system, "777788889999", "Quay", actor=officer, now=harbour.now, services=services)


def test_it_counts_once_an_officer_has_read_it(harbour: Harbour, olive: Client, report: Attestation) -> None:
    page = olive.get(address("attestation", report)).content.decode()
    assert "HIPAA: not yet reviewed" in page
    answer = read(harbour, olive, report, **{"scope-kms": "no", "scope-iam": ""})
    assert answer.status_code == 302
    row = accepted(report)
    assert (row.accepted_by, row.memo) == (harbour.cast.olive, "Unqualified; no exception that concerns us.")
    assert row.in_scope["ec2"] is True and row.in_scope["kms"] is False and "iam" not in row.in_scope
    page = olive.get(address("attestation", report)).content.decode()
    assert "HIPAA: counts today" in page and "no exception that concerns us" in page
    assert JournalEntry.objects.get(verb="attestation.accepted", subject_id=str(report.pk)).after["in_scope"]["s3"]


@pytest.mark.parametrize("memo", ["", "   \n"], ids=["empty", "blank"])
def test_without_a_memo_nothing_is_accepted_and_what_was_chosen_stays(
    harbour: Harbour, olive: Client, report: Attestation, memo: str
) -> None:
    answer = read(harbour, olive, report, memo=memo, **{"scope-kms": "no"})
    assert answer.status_code == 422
    assert "Write what you read in the document" in answer.content.decode()
    assert answer.context["form"]["scope-kms"].value() == "no"
    assert not Acceptance.objects.filter(attestation=report).exists()


def test_nothing_is_ticked_beforehand_and_the_shipped_list_is_only_a_hint(
    harbour: Harbour, olive: Client, report: Attestation
) -> None:
    answer = olive.get(address("accept-attestation", report))
    text = answer.content.decode()
    assert "is only a hint" in text and "It is too old to be relied on." in text and "1 Sep 2021" in text
    assert {answer.context["form"][name].value() for name in answer.context["form"].services} == {""}
    waiting = [asked.key for asked, _field in answer.context["rows"] if not asked.matters]
    assert waiting == ["cloudtrail", "iam", "kms", "vpc"], "HIPAA asks about services that PHI touches only"


def test_each_officer_is_asked_about_the_services_of_their_own_systems(
    harbour: Harbour, olive: Client, report: Attestation
) -> None:
    quay(harbour, harbour.cast.otto)
    assert "scope-redshift" not in asked(olive, report).services
    olive.force_login(harbour.cast.otto)
    assert asked(olive, report).services.keys() == {"scope-s3", "scope-redshift"}


def test_what_another_officer_confirmed_stays_and_what_i_take_back_goes(
    harbour: Harbour, olive: Client, report: Attestation
) -> None:
    quay(harbour, harbour.cast.otto)
    read(harbour, olive, report)
    olive.force_login(harbour.cast.otto)
    said = {"scope-redshift": "no", "scope-s3": "", "memo": "Redshift is not in it."}
    olive.post(address("accept-attestation", report), said)
    row = accepted(report)
    assert row.accepted_by == harbour.cast.otto and row.in_scope["redshift"] is False
    assert row.in_scope["ec2"] is True and "s3" not in row.in_scope
    page = olive.get(address("attestation", report)).content.decode()
    assert "Earlier acceptances" in page and "no exception that concerns us" in page


def test_a_system_that_does_not_lean_on_it_asks_nothing(harbour: Harbour, olive: Client) -> None:
    said = typed("aws-pci-dss", harbour.now.date())
    olive.post(record_address("aws-pci-dss"), said)
    row = current("aws-pci-dss")
    assert asked(olive, row).services == {}
    assert "there is no service to confirm" in olive.get(address("accept-attestation", row)).content.decode()


def test_a_record_corrected_meanwhile_is_not_accepted_and_the_memo_stays(
    harbour: Harbour, olive: Client, report: Attestation
) -> None:
    said = typed("aws-soc2", harbour.now.date()) | {"issuer": "Another examiner"}
    olive.post(address("correct-attestation", report), said)
    answer = read(harbour, olive, report)
    assert answer.status_code == 422
    assert "A newer record of this attestation exists: accept that one." in answer.content.decode()
    assert "no exception that concerns us" in answer.content.decode()


def test_accepting_anew_starts_from_my_own_words_never_from_anothers(harbour: Harbour, olive: Client) -> None:
    report = current("aws-soc2")
    assert asked(olive, report)["memo"].value() == "Read in full."
    assert asked(olive, report)["scope-ec2"].value() == "yes"
    nora = harbour.cast.nora
    grant(
        system=harbour.system, user=nora, role=Role.OFFICER, since=harbour.on, actor=harbour.cast.sam, now=harbour.now
    )
    olive.force_login(nora)
    assert asked(olive, report)["memo"].value() is None
