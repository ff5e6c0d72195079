"""Are the three lists kept apart, linked to controls and duties, and never lost when a report is corrected?"""

import pytest
from pytest_django import DjangoAssertNumQueries

from compliance.actions.attesting import record_attestation
from compliance.actions.expecting import (
    begin_with_suggestions,
    expect_of_us,
    stop_expecting,
    strike_off,
    take_over,
)
from compliance.attested.expectations import expectations_of
from compliance.models import Attestation, JournalEntry, UserEntityControl
from compliance.posture import posture_of
from frameworks.compiled import shipped
from frameworks.errors import Refused
from tests.compliance.expectations import DAY, GUARD, HOUR, ROTATE, an_expectation, expected_of_us, lists, report
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def newer_report(harbour: Harbour) -> Attestation:
    """The report on the next period, not yet accepted."""
    row = report()
    assert row.period_end is not None
    return record_attestation(
        programme=row.programme,
        identity="AWS-DEMO-SOC2-NEXT",
        issuer=row.issuer,
        variant="type-2",
        valid_from=row.period_end + DAY,
        period_start=row.period_end + DAY,
        period_end=harbour.now.date(),
        actor=harbour.cast.olive,
        now=harbour.now + HOUR,
    )


def test_each_list_holds_what_was_written_on_it_and_nothing_of_the_others(harbour: Harbour) -> None:
    expected_of_us(harbour)
    an_expectation(harbour)
    an_expectation(harbour, "CUEC-1", kind="cuec", wording="The client names its users.", controls=["access-review"])
    said = lists(harbour)
    assert [(each.number, each.wording, each.document) for each in said.of_us] == [("U-1", ROTATE, report())]
    assert [(each.number, each.wording) for each in said.of_aws] == [("CSOC-1", GUARD)]
    assert [(each.number, [one.key for one in each.controls]) for each in said.of_clients] == [
        ("CUEC-1", ["access-review"])
    ]
    assert said.documents == (report(),)


def test_what_awss_report_expects_is_answered_by_the_duties_of_its_controls(harbour: Harbour) -> None:
    expected_of_us(harbour, controls=["log-review", "patching"])
    (line,) = lists(harbour).of_us
    owners = {each.duty.control.key: each.duty.assignment.owner for each in line.duties if each.duty.assignment}
    assert owners == {"log-review": harbour.cast.ben, "patching": harbour.cast.ben}
    assert [each.number for each in lists(harbour).of_duty("patching")] == ["U-1"]
    assert lists(harbour).of_duty("mfa") == ()


def test_what_is_expected_of_aws_shows_the_part_it_leans_on(harbour: Harbour) -> None:
    an_expectation(harbour, controls=["environmental-protection"])
    an_expectation(harbour, "CSOC-2", controls=["workforce-clearance"])
    an_expectation(harbour, "CSOC-3", controls=["subprocessor-management"])
    environment, clearance, chain = lists(harbour).of_aws
    splits = shipped().controls["environmental-protection"].splits
    words = {part.words: part.services for part in environment.aws}
    assert words[splits["infrastructure"].aws] == ("Amazon EBS", "Amazon EC2", "Amazon VPC")
    assert clearance.aws == (), "of the clearing of our own people AWS bears no part"
    (announced,) = chain.aws
    assert announced.services == () and "sub-processors" in announced.words, (
        "though no requirement of HIPAA asks for it"
    )


def test_numbers_stand_in_the_order_in_which_people_count(harbour: Harbour) -> None:
    for number in ("CSOC-10", "CSOC-2", "CSOC-1"):
        an_expectation(harbour, number)
    assert [each.number for each in lists(harbour).of_aws] == ["CSOC-1", "CSOC-2", "CSOC-10"]


def test_what_is_changed_holds_from_its_day_and_what_is_ended_until_its_day(harbour: Harbour) -> None:
    an_expectation(harbour, since=harbour.on - 10 * DAY)
    an_expectation(harbour, wording="AWS guards them day and night.", now=harbour.now + 2 * HOUR)
    assert [each.wording for each in lists(harbour, harbour.on - DAY).of_aws] == [GUARD]
    assert [each.wording for each in lists(harbour).of_aws] == ["AWS guards them day and night."]
    stop_expecting(
        system=harbour.system,
        kind="csoc",
        number="CSOC-1",
        after=harbour.on,
        actor=harbour.cast.olive,
        now=harbour.now + 3 * HOUR,
    )
    assert len(lists(harbour).of_aws) == 1
    assert lists(harbour, harbour.on + DAY).of_aws == ()
    assert len(lists(harbour, harbour.on + DAY, known_at=harbour.now + 2 * HOUR).of_aws) == 1
    with pytest.raises(Refused, match="nothing to end"):
        stop_expecting(
            system=harbour.system,
            kind="csoc",
            number="CSOC-1",
            after=harbour.on,
            actor=harbour.cast.olive,
            now=harbour.now + 4 * HOUR,
        )


def test_a_correction_of_the_report_takes_its_list_along(harbour: Harbour) -> None:
    expected_of_us(harbour)
    before = report()
    after = record_attestation(
        programme=before.programme,
        identity="AWS-DEMO-SOC2 v2",
        issuer=before.issuer,
        variant=before.variant,
        valid_from=before.valid_from,
        period_start=before.period_start,
        period_end=before.period_end,
        correcting=before,
        actor=harbour.cast.olive,
        now=harbour.now + 2 * HOUR,
    )
    assert [(each.document, each.number) for each in lists(harbour).of_us] == [(after, "U-1")]
    earlier = lists(harbour, known_at=harbour.now + HOUR)
    assert [(each.document, each.number) for each in earlier.of_us] == [(before, "U-1")]
    with pytest.raises(Refused, match="newer record"):
        expected_of_us(harbour, attestation=before)


def test_a_newer_report_begins_with_the_list_of_the_older_one_and_each_goes_its_way(harbour: Harbour) -> None:
    older, newer = report(), newer_report(harbour)
    expected_of_us(harbour, "U-1", attestation=older)
    expected_of_us(harbour, "U-2", attestation=older)
    expected_of_us(harbour, "U-2", attestation=newer, wording="Said anew in the newer report.")
    taken = take_over(
        from_attestation=older, to_attestation=newer, actor=harbour.cast.olive, now=harbour.now + 2 * HOUR
    )
    rows = {row.number: row.wording for row in UserEntityControl.objects.known().filter(attestation=newer)}
    assert taken == 1
    told = JournalEntry.objects.latest("number")
    assert (told.verb, told.subject_id) == ("user-entity-controls.taken-over", str(newer.pk))
    assert rows == {"U-1": ROTATE, "U-2": "Said anew in the newer report."}
    strike_off(
        expected=UserEntityControl.objects.known().get(attestation=newer, number="U-1"),
        actor=harbour.cast.olive,
        now=harbour.now + 3 * HOUR,
    )
    assert [each.number for each in lists(harbour).of_us] == ["U-1", "U-2"], "the report relied on keeps its list"


def test_taking_over_again_changes_nothing(harbour: Harbour) -> None:
    older, newer = report(), newer_report(harbour)
    expected_of_us(harbour, attestation=older)
    asked = {"from_attestation": older, "to_attestation": newer, "actor": harbour.cast.olive}
    assert take_over(**asked, now=harbour.now + HOUR) == 1
    entries = JournalEntry.objects.count()
    assert take_over(**asked, now=harbour.now + HOUR) == 0
    assert JournalEntry.objects.count() == entries


def test_a_list_is_taken_over_within_its_programme_only(harbour: Harbour) -> None:
    agreement = Attestation.objects.known().get(programme__key="aws-hipaa-baa")
    for other in (agreement, report()):
        with pytest.raises(Refused, match="another report of the same programme"):
            take_over(from_attestation=other, to_attestation=report(), actor=harbour.cast.olive, now=harbour.now + HOUR)


def test_only_an_examiners_report_lists_what_it_expects(harbour: Harbour) -> None:
    agreement = Attestation.objects.known().get(programme__key="aws-hipaa-baa")
    with pytest.raises(Refused, match="Only an examiner’s report"):
        expected_of_us(harbour, attestation=agreement)


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [
        ({"controls": ["kez-rotation"]}, "knows no control kez-rotation"),
        ({"wording": "  "}, "in your own words"),
        ({"number": "x" * 21}, "number: .*20 characters"),
    ],
    ids=["control", "wording", "number"],
)
def test_a_slip_is_refused_and_nothing_is_kept(harbour: Harbour, slip: dict, sentence: str) -> None:
    for write in (expected_of_us, an_expectation):
        with pytest.raises(Refused, match=sentence):
            write(harbour, **({"number": "U-1"} | slip))
    said = lists(harbour)
    assert (said.of_us, said.of_aws, said.of_clients) == ((), (), ())


def test_saying_the_same_again_changes_nothing(harbour: Harbour) -> None:
    first, second = expected_of_us(harbour), an_expectation(harbour)
    entries = JournalEntry.objects.count()
    assert (expected_of_us(harbour), an_expectation(harbour)) == (first, second)
    assert JournalEntry.objects.count() == entries


def test_an_entry_struck_off_is_gone_and_cannot_be_struck_off_twice(harbour: Harbour) -> None:
    row = expected_of_us(harbour)
    strike_off(expected=row, actor=harbour.cast.olive, now=harbour.now + 2 * HOUR)
    assert lists(harbour).of_us == ()
    assert len(lists(harbour, known_at=harbour.now + HOUR).of_us) == 1
    with pytest.raises(Refused, match="meanwhile"):
        strike_off(expected=row, actor=harbour.cast.olive, now=harbour.now + 3 * HOUR)
    again = expect_of_us(
        attestation=report(),
        number="U-1",
        wording=ROTATE,
        controls=[],
        actor=harbour.cast.olive,
        now=harbour.now + 4 * HOUR,
    )
    assert again != row


@pytest.mark.parametrize("kind", ["csoc", "cuec"])
def test_an_empty_list_begins_with_our_suggestions_once(harbour: Harbour, kind: str) -> None:
    asked = {"system": harbour.system, "kind": kind, "since": harbour.on, "actor": harbour.cast.olive}
    rows = begin_with_suggestions(**asked, now=harbour.now + HOUR)
    said = lists(harbour)
    suggested = [each for each in shipped().expectations if each.kind == kind]
    shown, other = (said.of_aws, said.of_clients) if kind == "csoc" else (said.of_clients, said.of_aws)
    assert [each.wording for each in shown] == [each.wording for each in suggested] and suggested
    assert other == ()
    assert JournalEntry.objects.filter(verb="expectation.recorded").count() == len(rows) == len(suggested)
    with pytest.raises(Refused, match="begun already"):
        begin_with_suggestions(**asked, now=harbour.now + 2 * HOUR)


def test_the_lists_cost_three_queries_whatever_their_length(
    harbour: Harbour, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        expected_of_us(harbour, f"U-{number}")
        an_expectation(harbour, f"CSOC-{number}")
    posture = posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now)
    with django_assert_num_queries(3):
        said = expectations_of(posture, harbour.catalogue)
    assert (len(said.of_us), len(said.of_aws)) == (5, 5)
