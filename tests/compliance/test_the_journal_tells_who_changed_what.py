"""Does each verb leave exactly one entry that names who, what and when, and nobody's name or words?"""

import datetime
import json
from collections.abc import Callable
from dataclasses import fields

import pytest

from compliance import journal
from compliance.actions import (
    assigning,
    attesting,
    auditing,
    deciding,
    describing,
    ending,
    enrolling,
    expecting,
    granting,
    inviting,
    leaning,
    narrating,
    proposing,
    reading,
    scoping,
)
from compliance.models import (
    AuditorGrant,
    Decision,
    Invitation,
    JournalEntry,
    Membership,
    ProposalKind,
    System,
    User,
    UserEntityControl,
)
from frameworks.models import Edition, Service
from tests.cast import Cast
from tests.compliance.artifact import report, shown, the_proposal
from tests.compliance.audited import NEW, an_invitation
from tests.compliance.deciding import proposed
from tests.factories import REGION, Harbour, a_document

pytestmark = pytest.mark.django_db

Act = Callable[[Harbour, datetime.datetime], object]
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def create(h: Harbour, now: datetime.datetime) -> None:
    scoping.create_system(
        key="pier",
        name="Pier of Olive Park",
        purpose="x",
        time_zone="UTC",
        data_classes=["phi"],
        actor=h.cast.olive,
        now=now,
    )


def answer_to(h: Harbour, now: datetime.datetime) -> None:
    scoping.answer_to(
        system=h.system,
        edition=Edition.objects.by_key("hipaa"),
        role="business-associate",
        since=h.on,
        actor=h.cast.olive,
        now=now,
    )


def describe(h: Harbour, now: datetime.datetime) -> None:
    describing.describe(
        system=h.system,
        name="Records of Olive Park",
        purpose="Ask Ben Ortiz.",
        data_classes=["personal", "phi"],
        actor=h.cast.olive,
        now=now,
    )


def lean_on(h: Harbour, now: datetime.datetime) -> None:
    quay = System.objects.create(key="quay", name="Quay of Otto Kern", created_at=h.now)
    leaning.lean_on(system=h.system, on_system=quay, controls=["mfa"], since=h.on, actor=h.cast.olive, now=now)


def end_leaning(h: Harbour, now: datetime.datetime) -> None:
    quay = System.objects.get(key="quay")
    ending.end_leaning(system=h.system, on_system=quay, after=h.on, actor=h.cast.olive, now=now)


def add_account(h: Harbour, now: datetime.datetime) -> None:
    scoping.add_account(
        system=h.system,
        account_id="777788889999",
        name="Account of Ben Ortiz",
        regions=[REGION],
        since=h.on,
        actor=h.cast.olive,
        now=now,
    )


def use_service(h: Harbour, now: datetime.datetime) -> None:
    scoping.use_service(
        account=h.accounts[0],
        service=Service.objects.by_key("lambda"),
        region=REGION,
        touches={"phi": "touches"},
        since=h.on,
        actor=h.cast.olive,
        now=now,
    )


def end_use(h: Harbour, now: datetime.datetime) -> None:
    rds = Service.objects.by_key("rds")
    ending.end_use(account=h.accounts[0], service=rds, region=REGION, after=h.on, actor=h.cast.olive, now=now)


def end_framework(h: Harbour, now: datetime.datetime) -> None:
    hipaa = Edition.objects.by_key("hipaa")
    ending.end_framework(system=h.system, edition=hipaa, after=h.on, actor=h.cast.olive, now=now)


def grant(h: Harbour, now: datetime.datetime) -> None:
    granting.grant(system=h.system, user=h.cast.otto, role="owner", since=h.on, actor=h.cast.olive, now=now)


def revoke(h: Harbour, now: datetime.datetime) -> None:
    granting.revoke(membership=Membership.objects.known().get(user=h.cast.ben), actor=h.cast.olive, now=now)


def open_engagement(h: Harbour, now: datetime.datetime) -> None:
    granting.open_engagement(
        system=h.system,
        examined={h.engagement.editions.get(): ""},
        title="Ada Moreau looks again",
        period_start=h.on,
        period_end=h.on,
        actor=h.cast.olive,
        now=now,
    )


def let_in(h: Harbour, now: datetime.datetime) -> None:
    granting.let_in(
        engagement=h.engagement, auditor=h.cast.otto, since=h.on, until=h.on + DAY, actor=h.cast.olive, now=now
    )


def shut_out(h: Harbour, now: datetime.datetime) -> None:
    granting.shut_out(granted=AuditorGrant.objects.known().get(), actor=h.cast.olive, now=now)


def change_audit(h: Harbour, now: datetime.datetime) -> None:
    auditing.change_audit(
        engagement=h.engagement,
        title="Ada Moreau looks",
        period_start=h.on,
        period_end=h.on,
        actor=h.cast.olive,
        now=now,
    )


def end_audit(h: Harbour, now: datetime.datetime) -> None:
    auditing.end_audit(engagement=h.engagement, actor=h.cast.olive, now=now)


def extend(h: Harbour, now: datetime.datetime) -> None:
    granted = AuditorGrant.objects.known().get()
    granting.extend(granted=granted, until=h.on + 60 * DAY, actor=h.cast.olive, now=now)


def invite(h: Harbour, now: datetime.datetime) -> None:
    inviting.invite(engagement=h.engagement, mail=NEW, until=h.on + DAY, actor=h.cast.olive, now=now)


def wait_for_an_answer(h: Harbour, now: datetime.datetime) -> None:
    an_invitation(h)


def withdraw_invitation(h: Harbour, now: datetime.datetime) -> None:
    inviting.withdraw_invitation(invitation=Invitation.objects.get(), actor=h.cast.olive, now=now)


def record_attestation(h: Harbour, now: datetime.datetime) -> None:
    a_document("aws-iso27001", actor=h.cast.olive, now=now)


def accept(h: Harbour, now: datetime.datetime) -> None:
    attesting.accept(
        attestation=a_document("aws-hipaa-baa", actor=h.cast.olive, now=h.now),
        in_scope={"rds": True},
        memo="Olive Park read it with Rita Shah.",
        actor=h.cast.olive,
        on=h.on,
        now=now,
    )


def expect_of_us(h: Harbour, now: datetime.datetime) -> UserEntityControl:
    return expecting.expect_of_us(
        attestation=a_document("aws-soc2", actor=h.cast.olive, now=h.now),
        number="as Olive Park counts",
        wording="Olive Park has Ben Ortiz rotate keys.",
        controls=["key-rotation"],
        actor=h.cast.olive,
        now=now,
    )


def strike_off(h: Harbour, now: datetime.datetime) -> None:
    expecting.strike_off(expected=UserEntityControl.objects.known().get(), actor=h.cast.olive, now=now)


def expect(h: Harbour, now: datetime.datetime) -> None:
    expecting.expect(
        system=h.system,
        kind="cuec",
        number="1",
        wording="The client tells Olive Park.",
        controls=["incident-reporting"],
        since=h.on,
        actor=h.cast.olive,
        now=now,
    )


def stop_expecting(h: Harbour, now: datetime.datetime) -> None:
    expecting.stop_expecting(system=h.system, kind="cuec", number="1", after=h.on, actor=h.cast.olive, now=now)


def propose_decision(h: Harbour, now: datetime.datetime) -> None:
    proposed(h, author=h.cast.olive, justification="Olive Park looked with Ben Ortiz.", now=now)


def wait_for_olive(h: Harbour, now: datetime.datetime) -> None:
    proposed(h, author=h.cast.nora, now=now)


def approve_decision(h: Harbour, now: datetime.datetime) -> None:
    deciding.approve(decision=Decision.objects.get(), approver=h.cast.olive, on=h.on, now=now)


def decline_decision(h: Harbour, now: datetime.datetime) -> None:
    deciding.decline(decision=Decision.objects.get(), approver=h.cast.olive, comment="Ask Ben.", on=h.on, now=now)


def withdraw_decision(h: Harbour, now: datetime.datetime) -> None:
    deciding.withdraw_decision(
        decision=Decision.objects.get(), actor=h.cast.olive, comment="Ask Ben.", on=h.on, now=now
    )


def propose_documents(h: Harbour, now: datetime.datetime) -> None:
    shown(h, reports=[report(h)], later=now - h.now)


def dismiss(h: Harbour, now: datetime.datetime) -> None:
    proposing.dismiss(proposal=the_proposal(ProposalKind.REPORT), actor=h.cast.olive, now=now)


def assign(h: Harbour, now: datetime.datetime) -> None:
    assigning.assign(
        duty=h.duty("mfa"),
        owner=h.cast.ben,
        reviewer=h.cast.rita,
        due_on=h.on,
        actor=h.cast.olive,
        on=h.on,
        now=now,
    )


def split_off(h: Harbour, now: datetime.datetime) -> None:
    rds = Service.objects.by_key("rds")
    assigning.split_off(duty=h.duty("patching"), service=rds, actor=h.cast.olive, on=h.on, now=now)


def narrate(h: Harbour, now: datetime.datetime) -> None:
    narrating.narrate(duty=h.duty("patching"), narrative="Ask Ben Ortiz.", actor=h.cast.olive, now=now)


def enrol(h: Harbour, now: datetime.datetime) -> None:
    enrolling.enrol(person=User(email="new@example.org", name="New Person"), actor=h.cast.olive, now=now)


def note_read(h: Harbour, now: datetime.datetime) -> None:
    reading.note_read(viewer=h.viewer(h.cast.ada), system=h.system, subject=h.duty("patching"), now=now)


@pytest.mark.parametrize(
    ("act", "verb", "subject"),
    [
        (create, "system.created", "system"),
        (describe, "system.described", "system"),
        (answer_to, "framework.scoped", "frameworkscope"),
        (lean_on, "leaning.scoped", "leaning"),
        (add_account, "account.scoped", "account"),
        (use_service, "service.used", "serviceuse"),
        (end_use, "service.ended", "serviceuse"),
        (end_framework, "framework.ended", "frameworkscope"),
        (grant, "role.granted", "user"),
        (revoke, "role.revoked", "user"),
        (open_engagement, "engagement.opened", "engagement"),
        (let_in, "auditor.let-in", "engagement"),
        (shut_out, "auditor.shut-out", "engagement"),
        (extend, "auditor.let-in", "engagement"),
        (change_audit, "engagement.changed", "engagement"),
        (end_audit, "engagement.ended", "engagement"),
        (invite, "auditor.invited", "invitation"),
        (record_attestation, "attestation.recorded", "attestation"),
        (accept, "attestation.accepted", "attestation"),
        (expect_of_us, "user-entity-control.recorded", "userentitycontrol"),
        (expect, "expectation.recorded", "expectation"),
        (assign, "duty.assigned", "duty"),
        (split_off, "duty.split", "duty"),
        (narrate, "duty.narrated", "duty"),
        (propose_decision, "decision.proposed", "decision"),
        (enrol, "person.enrolled", "user"),
        (note_read, "custody.read", "duty"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_each_verb_leaves_one_entry(harbour: Harbour, act: Act, verb: str, subject: str) -> None:
    entry = the_one_entry_of(act, harbour)
    assert (entry.verb, entry.subject_kind) == (verb, subject)
    assert entry.actor == (harbour.cast.ada if verb == "custody.read" else harbour.cast.olive)


def the_one_entry_of(act: Act, harbour: Harbour) -> JournalEntry:
    last, later = JournalEntry.objects.count(), harbour.now + HOUR
    act(harbour, later)
    (entry,) = JournalEntry.objects.filter(number__gt=last)
    assert (entry.number, entry.at) == (last + 1, later)
    return entry


@pytest.mark.parametrize(
    ("begin", "act", "verb", "subject"),
    [
        (lean_on, end_leaning, "leaning.ended", "leaning"),
        (expect_of_us, strike_off, "user-entity-control.struck-off", "userentitycontrol"),
        (expect, stop_expecting, "expectation.ended", "expectation"),
        (propose_documents, dismiss, "proposal.dismissed", "proposal"),
        (wait_for_an_answer, withdraw_invitation, "invitation.withdrawn", "invitation"),
        (wait_for_olive, approve_decision, "decision.approved", "decision"),
        (wait_for_olive, decline_decision, "decision.declined", "decision"),
        (wait_for_olive, withdraw_decision, "decision.withdrawn", "decision"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_each_verb_that_ends_what_another_began_leaves_one_entry(
    harbour: Harbour, begin: Act, act: Act, verb: str, subject: str
) -> None:
    begin(harbour, harbour.now)
    entry = the_one_entry_of(act, harbour)
    assert (entry.verb, entry.subject_kind, entry.actor) == (verb, subject, harbour.cast.olive)


def test_no_entry_holds_a_name_a_mail_address_or_a_sentence(harbour: Harbour) -> None:
    boundary = (create, describe, lean_on, end_leaning, add_account)
    for act in (*boundary, open_engagement, change_audit, invite, accept, narrate, enrol, grant, expect_of_us, expect):
        act(harbour, harbour.now + HOUR)
    told = [part for row in JournalEntry.objects.values_list("before", "after", "subject_id") for part in row]
    text = json.dumps(told)
    people = [getattr(harbour.cast, field.name) for field in fields(Cast)]
    words = [word for person in people for word in (*person.name.split(), person.email)]
    for word in (*words, "@", "Pier", "Account of", "looks again", "read it", "New Person"):
        assert word not in text, word


@pytest.mark.parametrize(
    "after",
    [
        {"owner": "Ben Ortiz"},
        {"mail": "ben@example.org"},
        {"Ben Ortiz": "owner"},
        {"all": [{"who": "a b"}]},
        {"n": 1.5},
    ],
    ids=["name", "mail address", "name as key", "deep inside", "float"],
)
def test_what_is_no_code_is_not_let_in(harbour: Harbour, after: dict) -> None:
    last = JournalEntry.objects.count()
    with pytest.raises(ValueError, match="journal cannot hold"):
        journal.record(verb="x.tried", subject=harbour.system, actor=None, now=harbour.now, after=after)
    assert JournalEntry.objects.count() == last


def test_numbers_are_without_gaps(harbour: Harbour) -> None:
    numbers = list(JournalEntry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
