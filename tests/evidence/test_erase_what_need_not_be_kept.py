"""Are bytes erased when their time is over and a person says so, never before, and is the row still there?"""

import datetime
import os
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.assessing import Answer, record_assessments
from compliance.models import Assessment, JournalEntry, Outcome
from evidence import blobs
from evidence.actions.drawing import Difference, redraw
from evidence.actions.erasing import erase, finish_erasing
from evidence.actions.packing import request_pack
from evidence.actions.reviewing import accept
from evidence.ledger import leaves
from evidence.ledger.tree import Tree
from evidence.models import ErasedFor, Item, LedgerEntry, LedgerHead, Sample
from evidence.retention.purging import over
from evidence.soundness.records import record_faults
from frameworks.errors import Refused
from tests.evidence.asked import answered, ask
from tests.evidence.drawn import a_population, a_sample
from tests.evidence.exhibits import as_if_made, as_if_sealed, hand_in, pack_of, report_of
from tests.evidence.kept import accepted, audit_over, erased, in_years
from tests.factories import Harbour

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Committing = Callable[..., AbstractContextManager[list[Callable[[], None]]]]


@pytest.fixture
def old(harbour: Harbour) -> Item:
    """It is over in seven years and a day; the audit that asked for it has ended."""
    audit_over(harbour)
    return accepted(harbour)


def test_bytes_and_nonce_go_and_the_row_says_when_by_whom_and_why(
    harbour: Harbour, old: Item, django_capture_on_commit_callbacks: Committing
) -> None:
    digest = old.digest
    with django_capture_on_commit_callbacks(execute=True):
        assert erased(harbour, [old]) == 1
    row = Item.objects.get(pk=old.pk)
    assert not blobs.exists(digest)
    assert (bytes(row.nonce), row.digest) == (b"", "")
    assert (row.erased_at, row.erased_by, row.erased_for) == (
        in_years(harbour, 8),
        harbour.cast.olive,
        ErasedFor.RETENTION,
    )
    assert (row.title, row.size) == (old.title, old.size)


def test_the_ledger_says_so_and_the_proof_of_the_first_leaf_still_holds(harbour: Harbour, old: Item) -> None:
    first = LedgerEntry.objects.get(kind="item.uploaded", subject_id=str(old.pk))
    erased(harbour, [old])
    entry = LedgerEntry.objects.get(kind="item.erased", subject_id=str(old.pk))
    leaf = leaves.parse(bytes(entry.leaf))
    assert leaf == leaves.ItemErased(
        at=in_years(harbour, 8), item=old.pk, system=harbour.system.pk, reason="retention-over"
    )
    size = LedgerHead.objects.get().size
    tree = Tree(bytes(row.leaf_hash) for row in LedgerEntry.objects.order_by("sequence"))
    assert tree.inclusion_proof(first.sequence, size)
    assert bytes(first.leaf) == bytes(LedgerEntry.objects.get(pk=first.pk).leaf)


def test_one_entry_of_the_journal_for_each_item(harbour: Harbour, old: Item) -> None:
    last = JournalEntry.objects.count()
    erased(harbour, [old])
    (entry,) = JournalEntry.objects.filter(number__gt=last)
    assert (entry.verb, entry.subject_id, entry.actor) == ("item.erased", str(old.pk), harbour.cast.olive)
    assert entry.after == {"because": "retention-over"}


def test_before_its_time_the_framework_that_asks_for_it_is_named(harbour: Harbour, old: Item) -> None:
    with pytest.raises(Refused, match=r"“Risk analysis 2026” stays. What shows HIPAA 164\.\S+ is kept until 20\d\d"):
        erased(harbour, [old], years=6)
    assert Item.objects.get(pk=old.pk).erased_at is None


def test_what_nobody_has_decided_about_stays(harbour: Harbour) -> None:
    audit_over(harbour)
    item = hand_in(harbour).item
    item.uses.update(duty=harbour.duty("patching"))
    with pytest.raises(Refused, match="Nobody has said how long"):
        erased(harbour, [item], years=50)


def test_while_an_audit_of_its_days_is_open_it_stays(harbour: Harbour) -> None:
    item = accepted(harbour)
    with pytest.raises(Refused, match="“HIPAA readiness” is open"):
        erased(harbour, [item])
    audit_over(harbour)
    assert erased(harbour, [item]) == 1


def test_what_answers_an_open_audit_stays_of_whatever_days_it_is(harbour: Harbour) -> None:
    """Ada asked for it and was given it, though it speaks for days before her period."""
    long_ago = harbour.engagement.period_start - datetime.timedelta(days=30)
    (use,) = answered(harbour, ask(harbour, by="ada"), by="olive", observed_from=long_ago, observed_until=long_ago)
    accept(use=use, actor=harbour.cast.rita, comment="", now=harbour.now)
    with pytest.raises(Refused, match="“HIPAA readiness” is open"):
        erased(harbour, [use.item])
    audit_over(harbour)
    assert erased(harbour, [use.item]) == 1


def test_no_row_of_a_file_that_is_gone_is_kept_in_a_sample(
    harbour: Harbour, client: Client, django_capture_on_commit_callbacks: Committing
) -> None:
    """Its keys name people as often as tickets. The positions stay, and so does what anybody may draw by the seed."""
    population = a_population(harbour)
    sample = a_sample(harbour, population)
    audit_over(harbour)
    assert population.item is not None
    os.utime(blobs.path_of(population.item.digest), (0, 0))
    with django_capture_on_commit_callbacks(execute=True):
        erased(harbour, [population.item], ErasedFor.DATA_SUBJECT, years=0)
    drawn = Sample.objects.get(pk=sample.pk)
    assert drawn.rows == [[position, ""] for position, _ in sample.rows]
    client.force_login(harbour.cast.olive)
    for route in ("evidence:sample", "evidence:sample-content"):
        page = client.get(reverse(route, args=[harbour.system.pk, sample.pk]))
        said = page.content.decode()
        assert page.status_code == 200 and "CHG-" not in said
    assert redraw(sample=drawn, actor=harbour.cast.olive, now=harbour.now).difference == Difference.FILE_GONE


def test_all_of_it_or_nothing(harbour: Harbour, old: Item) -> None:
    undecided = hand_in(harbour, "Patching").item
    undecided.uses.update(duty=harbour.duty("patching"))
    with pytest.raises(Refused, match="“Patching” stays"):
        erased(harbour, [old, undecided])
    assert not Item.objects.exclude(erased_at=None).exists()


def test_only_an_officer_erases_and_only_what_is_there(harbour: Harbour, old: Item) -> None:
    with pytest.raises(Refused, match="Only a compliance officer"):
        erase(
            system=harbour.system,
            records=[old],
            because=ErasedFor.RETENTION,
            actor=harbour.cast.nora,
            now=in_years(harbour, 8),
        )
    erased(harbour, [old])
    with pytest.raises(Refused, match="erased already"):
        erased(harbour, [old])


def test_bytes_that_another_item_names_stay_for_that_item(
    harbour: Harbour, old: Item, django_capture_on_commit_callbacks: Committing
) -> None:
    twin = hand_in(harbour, "The same file again").item
    digest = old.digest
    assert twin.digest == digest
    twin.uses.update(duty=harbour.duty("patching"))
    with django_capture_on_commit_callbacks(execute=True):
        erased(harbour, [old])
    assert blobs.exists(digest)
    assert Item.objects.get(pk=old.pk).digest == ""


def test_bytes_that_were_put_again_are_left_for_whoever_put_them(
    harbour: Harbour, old: Item, django_capture_on_commit_callbacks: Committing
) -> None:
    """Somebody hands the same file in at this very moment: their row is not there yet."""
    path, later = blobs.path_of(old.digest), in_years(harbour, 8)
    with django_capture_on_commit_callbacks(execute=False) as after:
        erased(harbour, [old])
    os.utime(path, (later.timestamp(), later.timestamp()))
    for each in after:
        each()
    assert blobs.exists(old.digest)
    assert finish_erasing(later) == 0
    assert finish_erasing(later + datetime.timedelta(hours=1)) == 1
    assert not blobs.exists(old.digest)


def test_what_came_minutes_ago_is_not_erased_yet(harbour: Harbour, old: Item) -> None:
    later = in_years(harbour, 8).timestamp()
    os.utime(blobs.path_of(old.digest), (later, later))
    with pytest.raises(Refused, match="minutes ago"):
        erased(harbour, [old])


def test_whoever_dies_before_the_bytes_are_gone_leaves_them_to_the_next(harbour: Harbour, old: Item) -> None:
    erased(harbour, [old])  # nothing is committed here, so that what comes after the commit has not happened
    assert blobs.exists(old.digest)
    assert finish_erasing(in_years(harbour, 8)) == 1
    assert not blobs.exists(old.digest)
    assert finish_erasing(in_years(harbour, 8)) == 0


def test_nobody_reviews_what_was_erased(harbour: Harbour) -> None:
    audit_over(harbour)
    use = hand_in(harbour)
    erased(harbour, [use.item])
    with pytest.raises(Refused, match="nothing left to review"):
        accept(use=use, actor=harbour.cast.rita, comment="", now=harbour.now)


def test_fsck_finds_an_erasure_sound_and_one_without_the_ledger_not(harbour: Harbour, old: Item) -> None:
    other = hand_in(harbour, "Awkward").item
    erased(harbour, [old])
    finish_erasing(in_years(harbour, 8))
    assert list(record_faults()) == []
    Item.objects.filter(pk=other.pk).update(
        erased_at=harbour.now, erased_by=harbour.cast.olive, erased_for=ErasedFor.RETENTION
    )
    assert [(each.code, each.about) for each in record_faults()] == [("erasure-differs", f"item {other.pk}")]


def test_a_page_says_that_it_was_erased(harbour: Harbour, old: Item, client: Client) -> None:
    erased(harbour, [old])
    client.force_login(harbour.cast.ben)
    content = client.get(reverse("evidence:item-content", args=[harbour.system.pk, old.pk]))
    assert content.status_code == 410 and "erased" in content.content.decode()
    page = client.get(reverse("evidence:item", args=[harbour.system.pk, old.pk]))
    assert page.status_code == 200 and "Erased" in page.content.decode()


def test_the_api_says_so_too(harbour: Harbour, old: Item, client: Client) -> None:
    erased(harbour, [old])
    client.force_login(harbour.cast.ben)
    answer = client.get(reverse("evidence-api:item-content", args=[harbour.system.pk, old.pk]))
    assert answer.status_code == 410
    assert answer.json()["type"] == "/problems/gone" and "erased" in answer.json()["detail"]
    row = client.get(reverse("evidence-api:item", args=[harbour.system.pk, old.pk])).json()
    assert row["erased_at"] and row["erased_for"] == "retention-over"


def test_packs_and_reports_are_erased_by_the_same_verb(
    harbour: Harbour, client: Client, django_capture_on_commit_callbacks: Committing
) -> None:
    hand_in(harbour)
    pack, report = as_if_sealed(pack_of(harbour)), as_if_made(report_of(harbour))
    with pytest.raises(Refused, match="is open"):
        erased(harbour, [pack])
    audit_over(harbour)
    with django_capture_on_commit_callbacks(execute=True):
        assert erased(harbour, [pack, report]) == 2
    assert not blobs.exists(pack.digest) and not blobs.exists(report.digest)
    client.force_login(harbour.cast.olive)
    contents = {"pack": "evidence-api:pack-content", "report": "evidence:report-content"}
    for (route, taken), row in zip(contents.items(), (pack, report), strict=True):
        assert client.get(reverse(taken, args=[harbour.system.pk, row.pk])).status_code == 410
        page = client.get(reverse(f"evidence:{route}", args=[harbour.system.pk, row.pk]))
        assert page.status_code == 200 and "Erased" in page.content.decode()


def test_a_pack_that_is_being_built_keeps_everything(harbour: Harbour, old: Item, signed_choice: None) -> None:
    with pytest.raises(Refused, match="being built"):
        erased(harbour, [old])


@pytest.fixture
def signed_choice(harbour: Harbour, old: Item) -> None:
    from evidence.actions.packing import seal_choice  # noqa: PLC0415 - the verb needs the catalogue's rows
    from evidence.jobs import engine  # noqa: PLC0415

    pack = request_pack(
        engagement=harbour.engagement,
        edition=harbour.engagement.editions.get(),
        actor=harbour.cast.olive,
        now=old.received_at,
    )
    assert pack.job is not None
    held = engine.claim(pack.job.pk, old.received_at + datetime.timedelta(seconds=1))
    assert held is not None
    seal_choice(pack, held)


def test_a_person_may_ask_for_what_no_framework_asks_to_keep(harbour: Harbour, old: Item) -> None:
    """Whatever our own rules are: they override nobody's right (GDPR, Article 17)."""
    item = hand_in(harbour, "Interview with Mrs Berg").item
    item.uses.update(duty=harbour.duty("patching"))
    record_assessments(
        system=harbour.system,
        answers=[
            Answer(
                control="patching",
                service="",
                source="review:1",
                outcome=Outcome.PASS,
                observed_from=harbour.now,
                observed_until=harbour.now,
                fresh_until=None,
                ref=item.pk,
            )
        ],
        now=harbour.now,
    )
    os.utime(blobs.path_of(item.digest), (0, 0))
    erased(harbour, [item], ErasedFor.DATA_SUBJECT, years=0)
    row = Item.objects.get(pk=item.pk)
    assert (row.title, row.erased_for) == (str(item.pk), ErasedFor.DATA_SUBJECT)
    assert not Assessment.objects.known().filter(ref=item.pk).exists()
    with pytest.raises(Refused, match=r"What shows HIPAA 164\.\S+ is kept until"):
        erased(harbour, [old], ErasedFor.DATA_SUBJECT, years=1)


def test_what_is_over_is_listed_oldest_first_and_nothing_else(harbour: Harbour, old: Item) -> None:
    assert [each.record for each in over(harbour.system, in_years(harbour, 7))] == []
    assert [each.record for each in over(harbour.system, in_years(harbour, 8))] == [old]
    erased(harbour, [old])
    assert [each.record for each in over(harbour.system, in_years(harbour, 8))] == []
