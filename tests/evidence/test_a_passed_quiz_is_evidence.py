"""Does a passed quiz become evidence like any other item, of whom it speaks only, and for a part only?"""

import datetime
import hashlib
import io
import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from compliance.actions.assigning import assign
from compliance.actions.granting import grant, revoke
from compliance.actions.settling import settle_duties
from compliance.models import Assessment, JournalEntry, Membership, Role, System, User
from compliance.posture import Standing, posture_of, posture_of_duty
from evidence import blobs
from evidence.actions.reviewing import accept, give_back
from evidence.actions.training import hand_in, waiting
from evidence.actions.uploading import upload
from evidence.ledger.leaves import ItemUploaded, parse
from evidence.models import Item, ItemKind, ItemUse, LedgerEntry, TrainingAttempt, UseState
from evidence.training.quiz import quiz
from frameworks import periods
from frameworks.compiled import shipped
from frameworks.errors import Refused
from tests.evidence.training import took
from tests.factories import Harbour, a_system, an_account

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]


def handed_in(harbour: Harbour, wrong: int = 0) -> ItemUse:
    (use,) = hand_in(attempt=took(harbour.cast.nora, harbour.now, wrong), now=harbour.now)
    return use


def test_it_is_sealed_for_the_training_duty_and_waits_for_review(harbour: Harbour) -> None:
    use = handed_in(harbour, wrong=2)
    item, asked = use.item, len(quiz().questions)
    assert (use.duty, use.state, use.submitted_by) == (
        harbour.duty("security-awareness"),
        UseState.IN_REVIEW,
        harbour.cast.nora,
    )
    assert (item.kind, item.media_type) == (ItemKind.TRAINING, "application/json")
    assert f"{asked - 2} of {asked} right, supports the control in part" in item.title
    assert item.valid_until == periods.after(item.observed_until, "P1Y")
    leaf = parse(bytes(LedgerEntry.objects.get(kind="item.uploaded").leaf))
    assert isinstance(leaf, ItemUploaded) and leaf.source == item.source
    entry = JournalEntry.objects.get(verb="evidence.submitted")
    assert entry.after == {"item": str(item.pk), "duty": str(use.duty_id), "request": None, "replaces": None}


def test_the_sealed_record_says_who_when_what_and_what_else_is_asked(harbour: Harbour) -> None:
    use = handed_in(harbour, wrong=1)
    with blobs.open_blob(use.item.digest) as sealed:
        record = json.loads(sealed.read())
    nora, asked = harbour.cast.nora, len(quiz().questions)
    assert record["person"] == {"id": str(nora.pk), "name": nora.name}
    assert record["finished_at"] == harbour.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert record["result"] == {"correct": asked - 1, "asked": asked, "pass_percent": 80, "passed": True}
    assert (record["questions_sha256"], record["catalogue_sha256"]) == (quiz().digest, shipped().digest)
    first, *rest = record["answers"]
    assert (first["given"], first["right"]) == ("depends", "customer") and first["question"] and first["because"]
    assert len(rest) == asked - 1 and all(each["given"] == each["right"] for each in rest)
    asks = {each["ref"]: each for each in record["requirements"]}
    assert asks["164.308(a)(5)"]["supported"] == "in part"
    assert asks["12.6.3.1"]["supported"] == asks["12.6.3.2"]["supported"] == "not at all"
    assert "Phishing" in asks["12.6.3.1"]["asks_more"]


def test_rita_accepts_it_and_it_never_answers_for_everybody_s_training(harbour: Harbour) -> None:
    duty = harbour.duty("security-awareness")
    assign(
        duty=duty,
        owner=harbour.cast.ben,
        reviewer=harbour.cast.rita,
        due_on=None,
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now,
    )
    use = accept(use=handed_in(harbour), actor=harbour.cast.rita, comment="Read.", now=harbour.now)
    assert use.state == UseState.ACCEPTED
    assert not Assessment.objects.exists()
    assert posture_of_duty(duty, harbour.now).standing == Standing.IN_PROGRESS
    posture = posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now)
    (training,) = [each for each in posture.requirements if each.requirement.ref == "164.308(a)(5)"]
    assert training.standing != Standing.EVIDENCED


def test_whoever_handed_it_in_does_not_accept_it_not_even_the_officer(harbour: Harbour) -> None:
    (use,) = hand_in(attempt=took(harbour.cast.olive, harbour.now), now=harbour.now)
    with pytest.raises(Refused, match="You handed this in yourself"):
        accept(use=use, actor=harbour.cast.olive, comment="", now=harbour.now)
    with pytest.raises(Refused, match="Only the reviewer of this duty or a compliance officer"):
        accept(use=use, actor=harbour.cast.ben, comment="", now=harbour.now)
    assert give_back(use=use, actor=who_else(harbour), comment="Another one.", now=harbour.now).state == "returned"


def who_else(harbour: Harbour) -> User:
    grant(
        system=harbour.system,
        user=harbour.cast.otto,
        role=Role.OFFICER,
        since=harbour.on,
        actor=harbour.cast.sam,
        now=harbour.now,
    )
    return harbour.cast.otto


def test_uploading_stays_with_the_duty_s_owner(harbour: Harbour) -> None:
    handed_in(harbour)
    with pytest.raises(Refused, match="Only the owner of this duty or a compliance officer hands in"):
        upload(
            duty=harbour.duty("security-awareness"),
            content=io.BytesIO(b"{}"),
            title="Mine",
            media_type="application/json",
            observed_from=harbour.on,
            observed_until=harbour.on,
            actor=harbour.cast.nora,
            now=harbour.now,
        )


def test_what_was_not_passed_or_no_longer_holds_is_not_handed_in(harbour: Harbour) -> None:
    failed = took(harbour.cast.nora, harbour.now, wrong=20)
    with pytest.raises(Refused, match="Only a quiz that was passed"):
        hand_in(attempt=failed, now=harbour.now)
    passed = took(harbour.cast.nora, harbour.now)
    year = datetime.timedelta(days=367)
    with pytest.raises(Refused, match="take it again"):
        hand_in(attempt=passed, now=harbour.now + year)
    assert not Item.objects.exists()


def test_asked_twice_it_is_handed_in_once(harbour: Harbour) -> None:
    attempt = took(harbour.cast.nora, harbour.now)
    assert len(hand_in(attempt=attempt, now=harbour.now)) == 1
    assert hand_in(attempt=attempt, now=harbour.now) == []
    item = Item.objects.get()
    item.pk = None
    item.id = None
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.create(**{f.name: getattr(item, f.name) for f in Item._meta.fields if f.name != "id"})


def test_an_auditor_and_an_outsider_have_nothing_to_hand_it_in_for(harbour: Harbour) -> None:
    for person in (harbour.cast.ada, harbour.cast.otto):
        assert hand_in(attempt=took(person, harbour.now), now=harbour.now) == []


def quay(harbour: Harbour) -> System:
    now, olive = harbour.now, harbour.cast.olive
    system = a_system("quay", "Quay", officer=olive, now=now)
    an_account(system, "000000000007", "Quay", actor=olive, now=now, services={"s3": {"phi": "touches"}})
    settle_duties(system=system, catalogue=harbour.catalogue, on=system.day_of(now), actor=olive, now=now)
    return system


def test_one_pass_is_handed_in_for_each_system_of_the_person_s(harbour: Harbour) -> None:
    system = quay(harbour)
    uses = hand_in(attempt=took(harbour.cast.olive, harbour.now), now=harbour.now)
    assert {use.system for use in uses} == {system, harbour.system}
    assert len({use.item.digest for use in uses}) == 1, "the same record"
    assert len({bytes(use.item.nonce) for use in uses}) == 2, "each with a commitment of its own"


def test_a_system_joined_later_gets_the_pass_as_it_was(harbour: Harbour, client: Client) -> None:
    use, system = handed_in(harbour), quay(harbour)
    attempt = TrainingAttempt.objects.get()
    assert waiting(attempt, harbour.now) == []
    grant(system=system, user=harbour.cast.nora, role=Role.OWNER, since=harbour.on, actor=None, now=harbour.now)
    client.force_login(harbour.cast.nora)
    assert "Not handed in yet:" in client.get(reverse("evidence:training")).content.decode()
    page = client.post(reverse("evidence:hand-in-training"), follow=True).content.decode()
    assert "Your pass is sealed and waits for review in 1 system." in page
    later = ItemUse.objects.get(system=system)
    assert later.item.digest == use.item.digest == hashlib.sha256(attempt.record.encode()).hexdigest()


def test_who_left_the_team_hands_nothing_in_there(harbour: Harbour) -> None:
    for membership in Membership.objects.known().filter(user=harbour.cast.nora):
        revoke(membership=membership, actor=harbour.cast.olive, now=harbour.now)
    assert hand_in(attempt=took(harbour.cast.nora, harbour.now), now=harbour.now) == []
