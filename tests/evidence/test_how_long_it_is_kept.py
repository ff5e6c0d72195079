"""Until when does evidence have to be kept, and who says so?"""

import datetime
import io

import pytest

from compliance.actions.scoping import answer_to
from compliance.models import JournalEntry
from evidence.actions.retaining import end_rule, keep_for
from evidence.actions.reviewing import accept
from evidence.actions.uploading import upload
from evidence.models import Item, ItemUse, RecordClass, RetentionRule
from evidence.retention.keeping import Line, kept_until, retention_of
from frameworks import periods
from frameworks.errors import Refused
from frameworks.models import Edition
from tests.evidence.exhibits import as_if_made, as_if_sealed, hand_in, pack_of, report_of
from tests.evidence.kept import accepted
from tests.factories import Harbour, a_system
from tests.pdfs import one_page

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def ruled(harbour: Harbour, record_class: RecordClass, years: int, *, everywhere: bool = False) -> RetentionRule:
    return keep_for(
        system=harbour.system,
        record_class=record_class,
        years=years,
        basis="Contract with the clinic, section 9",
        everywhere=everywhere,
        actor=harbour.cast.olive,
        now=harbour.now,
    )


def handed_in_for(harbour: Harbour, control: str) -> ItemUse:
    return upload(
        duty=harbour.duty(control),
        content=io.BytesIO(one_page(f"What shows {control}.")),
        title=control,
        media_type="application/pdf",
        observed_from=harbour.on,
        observed_until=harbour.on,
        actor=harbour.cast.olive,
        now=harbour.now,
    )


def test_hipaa_keeps_a_document_six_years_from_the_day_it_was_last_in_effect(harbour: Harbour) -> None:
    item = accepted(harbour)
    kept = kept_until(item, harbour.now)
    assert item.valid_until is not None
    assert kept.since == harbour.system.day_of(item.valid_until) > harbour.on
    assert kept.until == periods.after(kept.since, "P6Y")
    assert isinstance(kept.decided_by, Line)
    assert (kept.decided_by.edition, kept.decided_by.period) == ("hipaa-2013", "P6Y")
    assert kept.decided_by.ref.startswith("164.") and kept.decided_by.control == "risk-analysis"
    assert not kept.is_over(kept.until) and kept.is_over(kept.until + datetime.timedelta(days=1))


def test_what_nobody_accepted_was_never_in_effect(harbour: Harbour) -> None:
    item = hand_in(harbour).item
    assert kept_until(item, harbour.now).since == harbour.on


def test_a_newer_version_ends_the_effect_of_the_one_before_once_it_is_accepted(harbour: Harbour) -> None:
    first = accepted(harbour)
    newer = handed_in_for(harbour, "risk-analysis")
    Item.objects.filter(pk=newer.item_id).update(replaces=first)
    in_effect = kept_until(first, harbour.now).since
    accept(use=newer, actor=harbour.cast.rita, comment="", now=harbour.now + datetime.timedelta(days=30))
    assert kept_until(first, harbour.now).since == harbour.on + datetime.timedelta(days=30)
    assert in_effect > harbour.on + datetime.timedelta(days=30)


def test_what_belongs_to_no_duty_is_counted_from_the_day_it_came(harbour: Harbour) -> None:
    item = accepted(harbour)
    item.valid_until = None
    item.save(update_fields=["valid_until"])
    assert kept_until(item, harbour.now).since == harbour.on


def test_where_nobody_has_said_anything_it_is_never_over(harbour: Harbour) -> None:
    kept = kept_until(handed_in_for(harbour, "patching").item, harbour.now)
    assert (kept.until, kept.decided_by) == (None, None)
    assert not kept.is_over(datetime.date.max)


def test_a_rule_says_it_for_its_class_and_never_shortens_what_a_framework_asks(harbour: Harbour) -> None:
    patching, analysis = handed_in_for(harbour, "patching").item, hand_in(harbour).item
    rule = ruled(harbour, RecordClass.UPLOADED, 2)
    said = retention_of(harbour.system, harbour.now).items([patching, analysis])
    assert said[patching.pk].until == periods.after(harbour.on, "P2Y")
    assert said[patching.pk].decided_by == rule
    assert said[analysis.pk].until == periods.after(harbour.on, "P6Y")
    assert isinstance(said[analysis.pk].decided_by, Line)
    ruled(harbour, RecordClass.UPLOADED, 10)
    assert kept_until(analysis, harbour.now).until == periods.after(harbour.on, "P10Y")
    assert kept_until(analysis, harbour.now).asked_until == periods.after(harbour.on, "P6Y")


def test_a_systems_own_rule_binds_before_the_one_for_all(harbour: Harbour) -> None:
    quay = a_system("quay", "Quay", officer=harbour.cast.otto, now=harbour.now)
    ruled(harbour, RecordClass.REPORT, 10, everywhere=True)
    own = ruled(harbour, RecordClass.REPORT, 7)
    assert retention_of(harbour.system, harbour.now).rules == {RecordClass.REPORT: own}
    assert retention_of(quay, harbour.now).rules[RecordClass.REPORT].keep == "P10Y"
    end_rule(rule=own, system=harbour.system, actor=harbour.cast.olive, now=harbour.now)
    assert retention_of(harbour.system, harbour.now).rules[RecordClass.REPORT].keep == "P10Y"
    with pytest.raises(Refused, match="has ended since"):
        end_rule(rule=own, system=harbour.system, actor=harbour.cast.olive, now=harbour.now)


def test_packs_and_reports_are_kept_like_the_documents_of_their_edition(harbour: Harbour) -> None:
    hand_in(harbour)
    pack, report = as_if_sealed(pack_of(harbour)), as_if_made(report_of(harbour))
    for record in (pack, report):
        assert kept_until(record, harbour.now).until == periods.after(harbour.on, "P6Y")
    ruled(harbour, RecordClass.PACK, 12)
    assert kept_until(pack, harbour.now).until == periods.after(harbour.on, "P12Y")


def test_the_longest_of_several_frameworks_binds(harbour: Harbour) -> None:
    item = handed_in_for(harbour, "log-retention").item
    before = kept_until(item, harbour.now).asked_until
    answer_to(
        system=harbour.system,
        edition=Edition.objects.by_key("pci-dss"),
        role="service-provider",
        since=harbour.on,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    kept = kept_until(item, harbour.now)
    assert (before, kept.asked_until) == (None, periods.after(harbour.on, "P1Y"))
    assert kept.line is not None and kept.line.edition == "pci-dss-4.0.1" and kept.line.ref == "10.5.1"


def test_a_rule_needs_a_number_of_years_and_a_ground(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="between 1 and 100"):
        ruled(harbour, RecordClass.PACK, 0)
    with pytest.raises(Refused, match="law, contract or policy"):
        keep_for(
            system=harbour.system,
            record_class=RecordClass.PACK,
            years=1,
            basis=" ",
            everywhere=False,
            actor=harbour.cast.olive,
            now=harbour.now,
        )


def test_each_rule_leaves_one_entry_without_its_words(harbour: Harbour) -> None:
    last = JournalEntry.objects.count()
    for years in (7, 7, 9):
        rule = ruled(harbour, RecordClass.PACK, years)
    end_rule(rule=rule, system=harbour.system, actor=harbour.cast.olive, now=harbour.now)
    told = JournalEntry.objects.filter(number__gt=last).order_by("number")
    assert [each.verb for each in told] == ["retention.set", "retention.set", "retention.ended"]
    assert told[1].before is not None and (told[1].before["keep"], told[1].after["keep"]) == ("P7Y", "P9Y")
    assert "clinic" not in str([(each.before, each.after) for each in told])


def test_the_reading_asks_as_many_queries_for_many_as_for_one(harbour: Harbour, django_assert_num_queries) -> None:
    items = [handed_in_for(harbour, control).item for control in ("patching", "mfa", "log-review")]
    retention = retention_of(harbour.system, harbour.now)
    for some in (items[:1], items):
        with django_assert_num_queries(3):
            retention.items(some)
