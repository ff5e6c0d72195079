"""Once the head is signed, is there a leaf of every kind for what happened, and one of every entry of the journal?"""

import hashlib

import pytest
from django.conf import LazySettings
from django.utils import timezone

from compliance.actions.reading import note_read
from compliance.models import JournalEntry
from evidence.actions.gaps import record_gap
from evidence.actions.looking import CELL_KIND
from evidence.actions.packing import seal_choice
from evidence.actions.reviewing import accept
from evidence.actions.rotating import rotate_key
from evidence.actions.sealing import entry_bytes, make_checkpoint
from evidence.jobs import engine
from evidence.ledger.keys import create_key
from evidence.ledger.leaves import KINDS, Journal, parse
from evidence.models import JobState, LedgerEntry, Run
from tests.compliance.deciding import approved
from tests.evidence.exhibits import hand_in, pack_of, run_of
from tests.evidence.kept import audit_over, erased
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

VERBS = {
    "agreement and attestation": {"attestation.recorded", "attestation.accepted"},
    "grant": {"role.granted", "auditor.let-in"},
    "review": {"evidence.accepted"},
    "decision": {"decision.proposed", "decision.approved"},
    "custody": {"custody.read"},
    "run": {"run.opened", "run.closed"},
    "evidence": {"evidence.submitted"},
    "pack": {"pack.requested"},
    "erasure": {"item.erased"},
    "rotation": {"key.rotated"},
}


@pytest.fixture
def story(harbour: Harbour, aws: str, settings: LazySettings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A bit of everything, by the real verbs; one cell is looked at, the others are out of reach."""
    settings.SIGNING_KEY_FILE = tmp_path_factory.mktemp("keys") / "signing-key.pem"
    create_key(settings.SIGNING_KEY_FILE)
    accept(use=hand_in(harbour), actor=harbour.cast.rita, comment="", now=harbour.now)
    one_answer_and_gaps(run_of(harbour))
    approved(harbour)
    note_read(
        viewer=harbour.viewer(harbour.cast.ada),
        system=harbour.system,
        subject=harbour.duty("patching"),
        now=harbour.now,
    )
    pack = pack_of(harbour)
    assert pack.job
    held = engine.claim(pack.job.pk, timezone.now())
    assert held
    seal_choice(pack, held)
    engine.finish(held, JobState.GAP, timezone.now(), "abandoned")
    rotate_key(now=timezone.now())
    annex = hand_in(harbour, title="Risk analysis 2026, annex").item
    audit_over(harbour)
    erased(harbour, [annex])
    make_checkpoint("tale", timezone.now())


def one_answer_and_gaps(run: Run) -> None:
    for place, job in enumerate(run.jobs.order_by("pk")):
        held = engine.claim(job.pk, timezone.now())
        assert held
        if place:
            engine.finish(held, JobState.GAP, timezone.now(), "access_denied")
            record_gap(held.job, "access_denied", timezone.now())
        else:
            CELL_KIND.work(held)
        CELL_KIND.after(held.job, timezone.now())


def test_it_does(story: None) -> None:
    leaves = [parse(bytes(row.leaf)) for row in LedgerEntry.objects.order_by("sequence")]
    assert {leaf.kind for leaf in leaves} == KINDS.keys()

    sealed = {leaf.entry: leaf.sha256 for leaf in leaves if isinstance(leaf, Journal)}
    entries = {entry.number: entry for entry in JournalEntry.objects.all()}
    assert sealed == {number: hashlib.sha256(entry_bytes(entry)).hexdigest() for number, entry in entries.items()}

    verbs = {entry.verb for entry in entries.values()}
    assert {what: codes - verbs for what, codes in VERBS.items() if codes - verbs} == {}
