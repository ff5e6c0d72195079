"""A check has changed: what does it say of facts that were sealed before, and what is kept when it is recorded?"""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from compliance.models import Assessment, JournalEntry, Outcome
from evidence import blobs
from evidence.actions import rejudging
from evidence.actions.collecting import start_run
from evidence.collecting import contract
from evidence.collecting.contract import Collector, failed
from evidence.collecting.shipped import collectors
from evidence.models import Item, Job, Observation
from frameworks.compiled import shipped
from tests.evidence.connected_harbour import work_off
from tests.factories import Harbour

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def collected(connected: Harbour) -> Harbour:
    work_off(start_run(system=connected.system, actor=None, now=timezone.now(), only=["kms"]))
    return connected


def said(*words: str) -> str:
    out = StringIO()
    call_command("rejudge", *words, stdout=out)
    return out.getvalue()


def stricter(monkeypatch: pytest.MonkeyPatch) -> str:
    """One of the checks that passed somewhere now fails everywhere: its key."""
    kms = collectors()["kms"]
    passing = set(Observation.objects.filter(outcome=Outcome.PASS).values_list("check_key", flat=True))
    check = next(check for check in kms.checks if check.key in passing)
    strict = replace(check, judge=lambda resource, facts: failed(because="stricter"))
    changed: Collector = replace(kms, checks=tuple(strict if each is check else each for each in kms.checks))
    monkeypatch.setattr(rejudging, "collectors", lambda: {**collectors(), "kms": changed})
    return check.key


def test_the_same_checks_say_the_same_and_nothing_is_written(collected: Harbour) -> None:
    before = Observation.objects.count()
    text = said("--record")
    assert "2 items judged anew, 0 could not be; 0 answers changed" in text
    assert Observation.objects.count() == before
    assert not JournalEntry.objects.filter(verb="item.rejudged").exists()


def test_what_would_change_is_shown_and_not_kept(collected: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    key = stricter(monkeypatch)
    before = list(Observation.objects.order_by("pk").values())
    text = said("--check", key)
    would = (
        Observation.objects.filter(check_key=key).exclude(outcome__in=[Outcome.FAIL, Outcome.NOT_APPLICABLE]).count()
    )
    assert f"{would} answers would change" in text and would
    assert key in text and "pass" in text and "fail" in text
    assert list(Observation.objects.order_by("pk").values()) == before


def test_recorded_it_supersedes_with_the_times_of_the_facts_and_the_duties_hear_of_it(
    collected: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = stricter(monkeypatch)
    was = Observation.objects.filter(check_key=key, outcome=Outcome.PASS).select_related("item").first()
    assert was and was.item
    assert "are on record" in said("--system", "harbour", "--record")
    was.refresh_from_db()
    assert was.outcome == Outcome.PASS and was.superseded_at, "an answer was edited"
    now_known = Observation.objects.known().get(check_key=key, resource=was.resource)
    assert (now_known.outcome, now_known.item, now_known.job) == (Outcome.FAIL, was.item, was.job)
    assert (now_known.observed_at, now_known.fresh_until) == (was.observed_at, was.fresh_until)
    told = Assessment.objects.known().filter(source__startswith=f"{key}@{was.account}/{was.region}")
    assert set(told.values_list("outcome", "ref", "observed_until")) == {(Outcome.FAIL, was.item_id, was.observed_at)}
    entry = JournalEntry.objects.get(verb="item.rejudged", subject_id=str(was.item_id))
    assert entry.after == {
        "collector": "kms",
        "version": collectors()["kms"].version,
        "catalogue": shipped().digest,
        "changed": Observation.objects.filter(item=was.item).exclude(superseded_at=None).count(),
    }
    assert "0 answers would change" in said()


def test_a_later_look_is_not_overruled_by_older_facts(collected: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    work_off(start_run(system=collected.system, actor=None, now=timezone.now(), only=["kms"]))
    key = stricter(monkeypatch)
    known = set(Assessment.objects.known().filter(source__startswith=key).values_list("pk", "outcome"))
    older = Item.objects.order_by("received_at")[:2]
    for found in rejudging.rejudge(older):
        rejudging.record(found, timezone.now())
    assert set(Assessment.objects.known().filter(source__startswith=key).values_list("pk", "outcome")) == known
    assert JournalEntry.objects.filter(verb="item.rejudged").exists()


def test_facts_that_cannot_be_read_are_said(collected: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, other = Item.objects.order_by("received_at")
    really = blobs.open_blob

    def missing(digest: str) -> object:
        if digest == gone.digest:
            raise blobs.BlobMissing(digest)
        return really(digest)

    monkeypatch.setattr(blobs, "open_blob", missing)
    text = " ".join(said("--since", "2026-01-01").split())
    assert f"item {gone.pk} cannot be read: its bytes are missing" in text
    assert "1 items judged anew, 1 could not be" in text and str(other.pk) not in text
    with pytest.raises(CommandError, match="no check called"):
        said("--check", "kms.nothing")
    with pytest.raises(CommandError, match="no system"):
        said("--system", "nowhere")


def test_an_error_becomes_no_pass_by_being_judged_again(collected: Harbour) -> None:
    """Facts with an error in them: as when they were sealed, whatever rests on it could not be looked at."""
    document = {
        **{"v": 1, "collector": "kms", "version": 1, "account": "111122223333", "partition": "aws"},
        **{"region": "us-east-1", "caller": "", "started_at": "2026-11-22T05:20:00Z"},
        **{"ended_at": "2026-11-22T05:20:00Z", "calls": [], "facts": {}},
        "errors": {"list_keys": {"": {"reason": "access_denied", "code": "AccessDeniedException"}}},
    }
    answers = rejudging.judge(collectors()["kms"], document)
    assert {each.outcome for each in answers} == {contract.Outcome.ERROR}
    assert Job.objects.filter(blind__gt=0).count() == 0
