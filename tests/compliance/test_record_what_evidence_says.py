"""What does this floor take down when evidence reports, and what becomes of what was said before?"""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction

from compliance.actions.assessing import Answer, record_assessments
from compliance.models import Assessment, JournalEntry, Outcome, System
from tests.factories import Harbour, a_system

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def answer(control: str, source: str, outcome: str, at: datetime.datetime, service: str = "s3") -> Answer:
    return Answer(
        control=control,
        service=service,
        source=source,
        outcome=outcome,
        observed_from=at,
        observed_until=at,
        fresh_until=None,
        ref=uuid.uuid4(),
    )


def known(system: System) -> set[tuple[str, str, str]]:
    rows = Assessment.objects.known().filter(system=system)
    return set(rows.values_list("control__key", "source", "outcome"))


def test_a_source_supersedes_itself_and_nobody_else(harbour: Harbour) -> None:
    now, system = harbour.now, harbour.system
    first = [answer("mfa", "one", "fail", now), answer("mfa", "two", "fail", now), answer("backup", "one", "fail", now)]
    record_assessments(system=system, answers=first, now=now)
    later = now + HOUR
    again = [answer("mfa", "one", "pass", later), answer("backup", "one", "pass", later)]
    record_assessments(system=system, answers=again, now=later)
    assert known(system) == {("mfa", "one", "pass"), ("mfa", "two", "fail"), ("backup", "one", "pass")}
    assert Assessment.objects.known(now).filter(source="one", outcome=Outcome.FAIL).count() == 2


def test_a_source_that_speaks_of_a_control_no_more_has_taken_it_back(harbour: Harbour) -> None:
    now, system = harbour.now, harbour.system
    both = [answer("mfa", "one", "fail", now), answer("backup", "one", "fail", now)]
    record_assessments(system=system, answers=both, now=now)
    record_assessments(system=system, answers=[answer("mfa", "one", "pass", now)], now=now + HOUR)
    assert known(system) == {("mfa", "one", "pass")}


def test_another_system_is_not_touched(harbour: Harbour) -> None:
    quay = a_system("quay", "Quay", officer=harbour.cast.otto, now=harbour.now)
    for system in (harbour.system, quay):
        record_assessments(system=system, answers=[answer("mfa", "one", "pass", harbour.now)], now=harbour.now)
    assert known(quay) == known(harbour.system) == {("mfa", "one", "pass")}


def test_it_takes_four_queries_however_much_is_said(harbour: Harbour, django_assert_num_queries) -> None:
    answers = [answer("mfa", f"source-{number}", "pass", harbour.now) for number in range(30)]
    entries = JournalEntry.objects.count()
    with django_assert_num_queries(6):  # two of them begin and end the test's inner transaction
        record_assessments(system=harbour.system, answers=answers, now=harbour.now)
    assert JournalEntry.objects.count() == entries


def test_an_unknown_control_is_an_error_and_nothing_is_kept(harbour: Harbour) -> None:
    said = [answer("mfa", "one", "pass", harbour.now), answer("no-such-control", "one", "pass", harbour.now)]
    with pytest.raises(KeyError, match="no-such-control"):
        record_assessments(system=harbour.system, answers=said, now=harbour.now)
    assert known(harbour.system) == set()


@pytest.mark.database
def test_the_database_keeps_one_current_answer_per_source(harbour: Harbour) -> None:
    (row,) = record_assessments(
        system=harbour.system, answers=[answer("mfa", "one", "pass", harbour.now)], now=harbour.now
    )
    row.pk = None
    with pytest.raises(IntegrityError, match=r"one_current_answer_per_source|assessment\.source"), transaction.atomic():
        row.save(force_insert=True)
