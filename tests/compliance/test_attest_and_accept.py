"""When does a document of AWS's count, and for what that was asked before?"""

import datetime

import pytest

from compliance.actions.attesting import accept, record_attestation
from compliance.inheritance.inheriting import inheritance_of
from compliance.models import Attestation, JournalEntry, System
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.inheritance import ReasonCode
from frameworks.models import Programme
from tests.cast import Cast
from tests.factories import PRODUCTION, SERVICES, Harbour, a_document, a_system, an_account

pytestmark = pytest.mark.django_db

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
REF = "164.312(b)"


@pytest.fixture
def system(cast: Cast) -> System:
    """Accounts and services, and no document yet."""
    system = a_system("quay", "Quay", officer=cast.olive, now=now())
    an_account(system, PRODUCTION, "Production", actor=cast.olive, now=now())
    return system


def now() -> datetime.datetime:
    return datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


def reasons(system: System, day: datetime.date, known_at: datetime.datetime | None = None) -> set[ReasonCode]:
    answers = inheritance_of(system, shipped(), day, known_at)["hipaa-2013"]
    aws = next(each.aws for each in answers if each.ref == REF)
    assert aws is not None
    return {reason.code for reason in aws.reasons} if not aws.supported else set()


def read_and_accept(attestation: Attestation, cast: Cast, at: datetime.datetime) -> None:
    accept(
        attestation=attestation,
        in_scope=dict.fromkeys(SERVICES, True),
        memo="Read in full.",
        actor=cast.olive,
        on=at.date(),
        now=at,
    )


def test_it_counts_once_accepted_and_not_before(system: System, cast: Cast) -> None:
    today = now().date()
    assert reasons(system, today) == {ReasonCode.NO_ATTESTATION}
    agreement = a_document("aws-hipaa-baa", actor=cast.olive, now=now())
    assert ReasonCode.NOT_YET_REVIEWED in reasons(system, today)
    read_and_accept(agreement, cast, now())
    assert reasons(system, today) == set()


def test_a_later_acceptance_restates_the_day_but_not_what_was_said_then(system: System, cast: Cast) -> None:
    agreement = a_document("aws-hipaa-baa", actor=cast.olive, now=now())
    asked_at, a_week_before = now() + HOUR, now().date() - 7 * DAY
    read_and_accept(agreement, cast, now() + 2 * HOUR)
    assert reasons(system, a_week_before) == set()
    assert ReasonCode.NOT_YET_REVIEWED in reasons(system, a_week_before, known_at=asked_at)


def test_a_correction_has_to_be_accepted_anew(system: System, cast: Cast) -> None:
    agreement = a_document("aws-hipaa-baa", actor=cast.olive, now=now())
    read_and_accept(agreement, cast, now())
    later = now() + HOUR
    corrected = record_attestation(
        programme=agreement.programme,
        identity=agreement.identity,
        issuer=agreement.issuer,
        valid_from=agreement.valid_from,
        accounts=[PRODUCTION],
        actor=cast.olive,
        now=later,
    )
    assert ReasonCode.NOT_YET_REVIEWED in reasons(system, later.date())
    assert reasons(system, later.date(), known_at=now()) == set()
    with pytest.raises(Refused, match="newer record"):
        read_and_accept(agreement, cast, later)
    read_and_accept(corrected, cast, later)
    assert reasons(system, later.date()) == set()


def test_recording_or_accepting_the_same_again_changes_nothing(system: System, cast: Cast) -> None:
    agreement = a_document("aws-hipaa-baa", actor=cast.olive, now=now())
    read_and_accept(agreement, cast, now())
    entries = JournalEntry.objects.count()
    assert a_document("aws-hipaa-baa", actor=cast.olive, now=now()) == agreement
    read_and_accept(agreement, cast, now())
    assert JournalEntry.objects.count() == entries


def test_a_made_up_document_never_counts_for_a_real_system(harbour: Harbour) -> None:
    agreement = Attestation.objects.known().get(programme__key="aws-hipaa-baa")
    today = harbour.on
    assert reasons(harbour.system, today) == set()
    Attestation.objects.filter(pk=agreement.pk).update(is_demonstration=True)
    assert reasons(harbour.system, today) == {ReasonCode.NO_ATTESTATION}
    harbour.system.is_demonstration = True
    assert reasons(harbour.system, today) == set()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"valid_until": datetime.date(2020, 1, 1)}, "2020-01-01 lies before 2026-06-01"),
        ({"period_start": datetime.date(2026, 3, 1), "period_end": datetime.date(2026, 1, 1)}, "lies before"),
        ({"exceptions": ["no-such-control"]}, "knows no control no-such-control"),
        ({"variant": "type-3"}, "variant: "),
        ({"accounts": ["4711"]}, "accounts: .*4711"),
    ],
    ids=["validity", "period", "exception", "variant", "account"],
)
def test_nonsense_is_refused_and_nothing_is_kept(cast: Cast, facts: dict, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        record_attestation(
            programme=Programme.objects.by_key("aws-soc2"),
            identity="AWS-DEMO-X",
            issuer="Nobody",
            valid_from=now().date(),
            actor=cast.olive,
            now=now(),
            **facts,
        )
    assert not Attestation.objects.exists()


def test_a_service_that_does_not_exist_is_not_accepted(cast: Cast) -> None:
    agreement = a_document("aws-hipaa-baa", actor=cast.olive, now=now())
    with pytest.raises(Refused, match="knows no AWS service rdss"):
        accept(attestation=agreement, in_scope={"rdss": True}, memo="", actor=cast.olive, on=now().date(), now=now())


def test_a_qualified_opinion_names_the_controls_it_is_about(cast: Cast) -> None:
    said = {"programme": Programme.objects.by_key("aws-soc2"), "identity": "AWS-DEMO-Q", "issuer": "Nobody"}
    said |= {"valid_from": now().date(), "opinion": "qualified", "actor": cast.olive, "now": now()}
    with pytest.raises(Refused, match="name the controls on which the report has an exception"):
        record_attestation(**said)
    assert record_attestation(**said, exceptions=["media-disposal"]).opinion == "qualified"


@pytest.mark.parametrize(("opinion", "expected"), [("adverse", False), ("disclaimed", False), ("unqualified", True)])
def test_a_report_with_an_opinion_against_it_corroborates_nothing(
    harbour: Harbour, opinion: str, expected: bool
) -> None:
    before = Attestation.objects.known().get(programme__key="aws-soc2")
    after = record_attestation(
        programme=before.programme,
        identity=before.identity,
        issuer=before.issuer,
        variant=before.variant,
        valid_from=before.valid_from,
        period_start=before.period_start,
        period_end=before.period_end,
        opinion=opinion,
        actor=harbour.cast.olive,
        now=harbour.now + HOUR,
    )
    read_and_accept(after, harbour.cast, harbour.now + 2 * HOUR)
    answers = inheritance_of(harbour.system, harbour.catalogue, harbour.on)["hipaa-2013"]
    aws = next(each.aws for each in answers if each.ref == REF)
    assert aws is not None and aws.corroborated is expected
    against = {reason.code for each in aws.assurance for reason in each.reasons}
    assert (ReasonCode.EXCEPTION_OPEN in against) is not expected
