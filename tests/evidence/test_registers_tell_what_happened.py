"""Does each register say what happened by its instant, and nothing that happened later?"""

import datetime
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from compliance.actions.assigning import assign
from compliance.actions.deciding import withdraw_decision
from compliance.actions.reading import note_read
from compliance.models import DecisionState, StandingDay
from evidence.actions.reviewing import accept
from evidence.asked import Asked
from evidence.models import ItemUse, LedgerEntry, Report
from evidence.reporting import pdf
from evidence.reporting.discovery import reports
from evidence.reporting.making import drafted, styles_of
from evidence.reports.applicability.report import read as applicability
from evidence.reports.attestations.report import read as attestations
from evidence.reports.custody.report import read as custody
from evidence.reports.decisions.report import read as decisions
from evidence.reports.index.report import read as index
from evidence.reports.summary.report import read as summary
from evidence.reports.training.report import read as training
from frameworks.inheritance import Unbound
from frameworks.models import Edition
from tests.compliance.deciding import ADDRESSABLE, DAY, REQUIRED, approved, proposed
from tests.evidence.exhibits import POLICY, as_if_made, hand_in, report_of
from tests.evidence.matrices import asked_of
from tests.evidence.papers import empty_boxes
from tests.evidence.training import took
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

AUDIT_CONTROLS = "164.312(b)"


def asked(harbour: Harbour, now: datetime.datetime | None = None) -> Asked:
    return asked_of(harbour.system, "hipaa", harbour.cast, now or timezone.now())


def words(key: str, subject: Asked) -> str:
    return " ".join(drafted(reports()[key], subject).html.split())


def test_decisions_are_told_with_who_why_and_until_when(harbour: Harbour) -> None:
    approved(harbour)
    approved(harbour, REQUIRED, "risk-acceptance", author=harbour.cast.olive)
    proposed(harbour, AUDIT_CONTROLS, "not-applicable", author=harbour.cast.olive)
    subject = asked(harbour)
    rows = {row.ref: row for row in decisions(subject).rows}
    text = words("decisions", subject)

    assert {ref: row.state for ref, row in rows.items()} == {
        ADDRESSABLE: DecisionState.IN_FORCE,
        REQUIRED: DecisionState.IN_FORCE,
        AUDIT_CONTROLS: DecisionState.PROPOSED,
    }
    assert (rows[ADDRESSABLE].author, rows[ADDRESSABLE].approver, rows[ADDRESSABLE].left) == (
        "Nora Lind",
        "Rita Shah",
        100,
    )
    assert (rows[ADDRESSABLE].changes_status, rows[REQUIRED].changes_status) == (True, False)
    assert "Answer 1 about the archive." in text and "On record only" in text


def test_a_decision_withdrawn_later_is_in_force_in_an_earlier_register(harbour: Harbour) -> None:
    decision = approved(harbour)
    before = asked(harbour)
    later = timezone.now()
    withdraw_decision(decision=decision, actor=harbour.cast.olive, comment="Encrypted now.", on=harbour.on, now=later)

    assert [row.state for row in decisions(before).rows] == [DecisionState.IN_FORCE]
    (row,) = decisions(asked(harbour)).rows
    assert (row.state, row.comment, row.ended_by) == (DecisionState.WITHDRAWN, "Encrypted now.", "Olive Park")


def test_what_does_not_bind_says_why_and_what_was_decided_stands_apart(harbour: Harbour) -> None:
    approved(harbour, AUDIT_CONTROLS, "not-applicable", author=harbour.cast.olive)
    register = applicability(asked(harbour))
    every = [each.ref for each in harbour.catalogue.editions["hipaa-2013"].requirements if each.assessable]
    left = [row for each in register.reasons for row in each.rows]

    assert sorted([*(row.ref for row in left), *(row.ref for row in register.binding)]) == sorted(every)
    assert {row.reason for row in left} == {Unbound.ROLE} and all("it binds: " in row.because for row in left)
    assert [(row.ref, row.author, row.approver) for row in register.decided] == [
        (AUDIT_CONTROLS, "Olive Park", "Rita Shah")
    ]
    assert [row.ref for row in register.binding if row.decided] == [AUDIT_CONTROLS]


def test_documents_say_what_rests_on_them(harbour: Harbour) -> None:
    register = attestations(asked(harbour))
    by_name = {row.identity: row for row in register.documents}
    (baa,) = [row for row in register.documents if row in register.commitments[0].documents]
    met = [
        row.requirement.ref
        for row in asked(harbour).posture.editions["hipaa-2013"]
        if row.inheritance.aws and row.inheritance.aws.supported
    ]

    assert len(by_name) == 2 and sorted(baa.refs) == sorted(met) and met
    assert baa.accepted_by == "Olive Park" and baa.memo == "Read in full."
    assert "To obtain it:" in words("attestations", asked(harbour))


def test_training_tells_the_attempt_that_counts_and_nothing_later(harbour: Harbour) -> None:
    took(harbour.cast.nora, harbour.now)
    took(harbour.cast.ben, harbour.now, wrong=30)
    before = asked(harbour)
    took(harbour.cast.ben, timezone.now())

    assert {row.name: row.standing for row in training(before).people} == {
        "Nora Lind": "passed",
        "Ben Ortiz": "failed",
        "Olive Park": "missing",
        "Rita Shah": "missing",
    }
    assert {row.name: row.standing for row in training(asked(harbour)).people}["Ben Ortiz"] == "passed"
    assert [row.ref for row in training(before).supports] == ["164.308(a)(5)"]


@pytest.mark.database
def test_custody_tells_who_read_what_up_to_its_instant(harbour: Harbour) -> None:
    ada = harbour.viewer(harbour.cast.ada)
    note_read(viewer=ada, system=harbour.system, subject=harbour.duty("log-review"), now=timezone.now())
    before = asked(harbour)
    note_read(viewer=ada, system=harbour.system, subject=harbour.engagement, now=timezone.now(), page="coverage")

    (audit,) = custody(before).audits
    assert [(row.who, row.kind, row.what) for row in audit.reads] == [
        ("Ada Moreau", "Duty", str(harbour.duty("log-review")))
    ]
    assert [(each.name, each.reads) for each in audit.auditors] == [("Ada Moreau", 1)]
    assert [row.page for row in custody(asked(harbour)).audits[0].reads] == ["", "coverage of a period"]


@pytest.mark.database
def test_the_index_has_every_item_with_its_times_its_leaf_and_its_review(harbour: Harbour) -> None:
    use = hand_in(harbour)
    before = asked(harbour)
    accept(use=use, actor=harbour.cast.rita, comment="", now=timezone.now())
    hand_in(harbour, "Risk analysis 2027")

    (row,) = index(before).rows
    item = ItemUse.objects.select_related("item").get(pk=use.pk).item
    assert (row.number, row.title, row.digest, row.size) == ("E-001", "Risk analysis 2026", item.digest, len(POLICY))
    assert row.leaf == LedgerEntry.objects.get(kind="item.uploaded", subject_id=str(item.pk)).sequence
    assert [(each.state, each.reviewed_by) for each in row.uses] == [("in-review", "")]
    assert [[(each.state, each.reviewed_by) for each in row.uses] for row in index(asked(harbour)).rows] == [
        [("accepted", "Rita Shah")],
        [("in-review", "")],
    ]
    (control,) = [each for each in index(before).controls if each.items]
    assert control.control == harbour.catalogue.controls["risk-analysis"].title


@pytest.mark.slow
def test_the_summary_holds_on_two_pages_however_much_there_is(harbour: Harbour) -> None:
    people = [harbour.cast.ben, harbour.cast.nora, harbour.cast.olive]
    for place, person in enumerate(people):
        person.name = f"{'Wolfeschlegelsteinhausenbergerdorff ' * 2}{place} 佐藤"
        person.save()
    for place, duty in enumerate(harbour.duties.values()):
        assign(
            duty=duty,
            owner=people[place % 2],
            reviewer=harbour.cast.rita,
            due_on=harbour.on + DAY,
            actor=harbour.cast.olive,
            on=harbour.on,
            now=harbour.now,
        )
    for back in range(90):
        StandingDay.objects.create(
            system=harbour.system,
            edition=Edition.objects.by_key("hipaa"),
            day=harbour.on - back * DAY,
            classes={},
            supports={"supported": 40 - back % 3, "unsupported": back % 3},
            standings={"failing": back, "evidenced": 90 - back},
            facts="0" * 64,
            catalogue="0" * 64,
            recorded_at=harbour.now,
        )
    subject, kind = asked(harbour), reports()["summary"]
    read = summary(subject)
    content = pdf.render(drafted(kind, subject).html, styles=styles_of(kind), folder=kind.folder)

    assert len(PdfReader(io.BytesIO(content)).pages) == 2 and empty_boxes(content) == 0
    assert read.covered is not None and sum(sum(each.counts.values()) for each in read.covered.months) > 10
    assert sum(sum(each.counts.values()) for each in read.gaps) == len(read.duties) > 20
    assert len(read.days) == 90
    assert all(each.description.count("Failing") in {0, 89} for each in read.trends)


def test_only_officers_take_a_custody_log_away(harbour: Harbour, client: Client) -> None:
    made = as_if_made(report_of(harbour))
    Report.objects.filter(pk=made.pk).update(kind="custody")
    for who, status in ((harbour.cast.olive, 200), (harbour.cast.rita, 404), (harbour.cast.nora, 404)):
        client.force_login(who)
        for route in ("evidence:report", "evidence:report-content", "evidence-api:report-content"):
            assert client.get(reverse(route, args=[harbour.system.pk, made.pk])).status_code == status
