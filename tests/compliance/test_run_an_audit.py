"""What may an audit examine, in which form and over which days, and how is it changed and ended?"""

import datetime

import pytest

from compliance.actions.auditing import change_audit, end_audit
from compliance.actions.granting import open_engagement
from compliance.actions.scoping import answer_to
from compliance.audits.seen import examined_by
from compliance.models import Engagement, JournalEntry
from frameworks.errors import Refused
from frameworks.models import Edition
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def opened(harbour: Harbour, examined: dict[Edition, str], days: int = 90, ago: int = 0) -> Engagement:
    last = harbour.on - ago * DAY
    return open_engagement(
        system=harbour.system,
        examined=examined,
        title="Yearly",
        period_start=last - (days - 1) * DAY,
        period_end=last,
        actor=harbour.cast.olive,
        now=harbour.now,
    )


def soc2(harbour: Harbour) -> Edition:
    """Harbour answers to SOC 2, since a year ago."""
    edition = Edition.objects.by_key("soc2")
    answer_to(
        system=harbour.system,
        edition=edition,
        role="service-organisation",
        since=harbour.on - 400 * DAY,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    return edition


def changed(harbour: Harbour, **said: object) -> Engagement:
    audit = harbour.engagement
    known = {"title": audit.title, "period_start": audit.period_start, "period_end": audit.period_end}
    return change_audit(engagement=audit, **(known | said), actor=harbour.cast.olive, now=harbour.now)  # type: ignore[arg-type]


def test_one_audit_examines_several_editions(harbour: Harbour) -> None:
    hipaa = Edition.objects.by_key("hipaa")
    audit = opened(harbour, {hipaa: "", soc2(harbour): "type-2"})
    assert [each.name for each in examined_by(audit.audited.select_related("edition"))] == ["HIPAA", "SOC 2 · Type 2"]


def test_it_examines_something(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="choose at least one"):
        opened(harbour, {})


def test_only_what_the_system_answers_to(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="does not answer to GDPR"):
        opened(harbour, {Edition.objects.by_key("gdpr"): ""})


def test_a_period_before_the_system_answered_counts_as_long_as_it_does_today(harbour: Harbour) -> None:
    assert opened(harbour, {soc2(harbour): "type-2"}, ago=600)


def test_where_an_edition_has_forms_one_is_chosen(harbour: Harbour) -> None:
    for form in ("", "roc"):
        with pytest.raises(Refused, match="choose one of Type 1, Type 2"):
            opened(harbour, {soc2(harbour): form})


def test_where_it_has_none_none_is_written(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="leave it empty"):
        opened(harbour, {Edition.objects.by_key("hipaa"): "type-1"})


def test_a_type_1_speaks_of_one_day(harbour: Harbour) -> None:
    edition = soc2(harbour)
    with pytest.raises(Refused, match="SOC 2 Type 1 speaks of one day"):
        opened(harbour, {edition: "type-1"}, days=2)
    audit = opened(harbour, {edition: "type-1"}, days=1)
    with pytest.raises(Refused, match="speaks of one day"):
        change_audit(
            engagement=audit,
            title=audit.title,
            period_start=audit.period_start - DAY,
            period_end=audit.period_end,
            actor=harbour.cast.olive,
            now=harbour.now,
        )


def test_a_new_period_is_in_the_journal_with_the_old_one(harbour: Harbour) -> None:
    first, last = harbour.on - 30 * DAY, harbour.on - DAY
    changed(harbour, period_start=first, period_end=last)
    entry = JournalEntry.objects.latest("number")
    assert (entry.verb, entry.actor) == ("engagement.changed", harbour.cast.olive)
    assert entry.before == {
        "from": harbour.engagement.period_start.isoformat(),
        "until": harbour.engagement.period_end.isoformat(),
    }
    assert entry.after == {"from": first.isoformat(), "until": last.isoformat(), "changed": []}


def test_what_changes_nothing_leaves_no_entry(harbour: Harbour) -> None:
    last = JournalEntry.objects.count()
    changed(harbour)
    assert JournalEntry.objects.count() == last


def test_a_period_that_runs_backwards_is_refused(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="before it starts"):
        changed(harbour, period_start=harbour.on + DAY)


def test_an_audit_ends_once_and_stays_as_it_is(harbour: Harbour) -> None:
    end_audit(engagement=harbour.engagement, actor=harbour.cast.olive, now=harbour.now)
    assert JournalEntry.objects.latest("number").verb == "engagement.ended"
    assert not harbour.viewer(harbour.cast.ada).roles
    with pytest.raises(Refused, match="has ended"):
        end_audit(engagement=harbour.engagement, actor=harbour.cast.olive, now=harbour.now)
    with pytest.raises(Refused, match="has ended"):
        changed(harbour, title="Again")
