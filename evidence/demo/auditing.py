"""The demonstration's audit, half-way: what was asked, answered and given back, drawn, found and concluded so far.

By the verbs that the pages use, and told once: each part is left alone where a start before this one has told it.
All texts are made up; the days they speak of count back from the day of the start.
"""

import datetime
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils import timezone

from compliance.actions.concluding import conclude
from compliance.actions.following_up import plan_action, respond
from compliance.actions.raising_findings import raise_finding
from compliance.models import Conclusion, Duty, Engagement, Severity, System
from evidence.actions.answering import a_text, answer
from evidence.actions.asking import raise_request
from evidence.actions.drawing import draw_sample
from evidence.actions.expecting import expect_each_day
from evidence.actions.populating import enter_population
from evidence.actions.reviewing import accept, give_back
from evidence.demo.people import People
from evidence.models import ItemUse, Population, Request, RequestOrigin
from frameworks.models import Control, Requirement
from frameworks.schema import Conclusion as Outcome

FOLDER: Final = Path(__file__).parent / "population"
SEED: Final = "kick-off"
DRAWN: Final = 8
ACCOUNTS: Final = "Staff accounts of the patient records"
LEAVERS: Final = "164.308(a)(3)(ii)(C)"

DAY: Final = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Answered:
    """What somebody handed in for the request of a control's cadence; Rita has accepted it, or has yet to read it."""

    control: str
    owner: str
    title: str
    text: str
    accepted: bool = True


ANSWERED: Final = (
    Answered(
        "risk-analysis",
        "nora",
        "Risk analysis of the patient records",
        "Seventeen risks, each with its owner, its treatment and the day on which it is looked at again. Two are new: "
        "the fax gateway and the research exchange.",
    ),
    Answered(
        "security-official",
        "nora",
        "Appointment of the security official",
        "Nora Lind is appointed security official by the board; Olive Park stands in for her. Both names are on the "
        "first page of the security handbook.",
    ),
    Answered(
        "policies-and-procedures",
        "nora",
        "Register of policies",
        "Twenty-three policies and procedures, each with its version, its owner and the day of its last review.",
    ),
    Answered(
        "incident-exercise",
        "nora",
        "Record of the incident exercise",
        "A ransom note on the billing worker, played through with the people on call. Three actions came out of it; "
        "two are done.",
    ),
    Answered(
        "time-synchronisation",
        "ben",
        "How clocks are kept",
        "All machines follow one source of time; an alarm is raised at half a second of drift.",
    ),
    Answered(
        "emergency-access",
        "nora",
        "How records are reached in an emergency",
        "Two sealed envelopes, kept by the head of the emergency room; each opening is written down and looked into.",
        accepted=False,
    ),
    Answered(
        "criticality-analysis",
        "ben",
        "Which systems come back first",
        "The record itself within four hours, the portal within a day, analytics within a week.",
        accepted=False,
    ),
)

CONCLUDED: Final = (
    (("164.312(b)", "164.312(a)(2)(i)"), Outcome.NO_EXCEPTION, ""),
    (("164.308(a)(2)",), Outcome.NO_EXCEPTION, ""),
    ((LEAVERS,), Outcome.EXCEPTION, "One of eight accounts drawn belongs to a person who has left. See finding 1."),
)


def bring_half_way(system: System, people: People) -> None:
    """After the first collection: what checks see already is not asked for."""
    engagement = Engagement.objects.select_related("system").get(system=system)
    expect_each_day(timezone.now())
    _answer_what_is_due(system, people)
    _ask_as_auditor(engagement, people)
    if not Population.objects.filter(engagement=engagement).exists():
        _enter_and_draw(engagement, people)
    if not engagement.findings.exists():
        _raise_and_respond(engagement, people)
    if not Conclusion.objects.filter(engagement=engagement).exists():
        _conclude(engagement, people)


def _answer_what_is_due(system: System, people: People) -> None:
    asked = Request.objects.filter(system=system, origin=RequestOrigin.CADENCE).select_related(
        "system", "duty__system", "duty__control", "duty__service"
    )
    by_control = {request.duty.control.key: request for request in asked.filter(uses=None) if request.duty}
    for each in ANSWERED:
        if request := by_control.get(each.control):
            use = _hand_in(request, people, each.owner, each.title, each.text)
            if each.accepted:
                accept(use=use, actor=people.rita, comment="", now=timezone.now())


def _ask_as_auditor(engagement: Engagement, people: People) -> None:
    request = _ask(
        engagement,
        people,
        reference="A-01",
        title="Access reviews of the last quarter",
        asks="For each account of AWS: who reviewed the access, when, and what was taken away.",
        control="access-review",
    )
    if request:
        text = "Both accounts were reviewed by their leads. Four accesses were taken away."
        use = _hand_in(request, people, "nora", "Access review, third quarter", text)
        accept(use=use, actor=people.rita, comment="Both accounts are covered.", now=timezone.now())
    request = _ask(
        engagement,
        people,
        reference="A-02",
        title="Result of the latest restore test",
        asks="What was restored, from which backup, how long it took, and how the restored data was compared.",
        control="restore-testing",
    )
    if request:
        text = "The patient records were restored from the backup of the night before, in two hours and forty minutes."
        use = _hand_in(request, people, "ben", "Restore test of the patient records", text)
        missing = "This shows that it ran. Add how the restored data was compared with the original, and by whom."
        give_back(use=use, actor=people.rita, comment=missing, now=timezone.now())


def _ask(
    engagement: Engagement, people: People, *, reference: str, title: str, asks: str, control: str
) -> Request | None:
    """None when it was asked for already."""
    now, system = timezone.now(), engagement.system
    if Request.objects.filter(engagement=engagement, reference=reference).exists():
        return None
    today = system.day_of(now)
    return raise_request(
        system=system,
        engagement=engagement,
        origin=RequestOrigin.AUDITOR,
        reference=reference,
        title=title,
        asks=asks,
        duty=Duty.objects.select_related("system", "control").get(system=system, control__key=control, service=None),
        first_day=engagement.period_start,
        last_day=engagement.period_end,
        due_on=today + 10 * DAY,
        actor=people.ada,
        on=today,
        now=now,
    )


def _hand_in(request: Request, people: People, name: str, title: str, text: str) -> ItemUse:
    now = timezone.now()
    today = request.system.day_of(now)
    given = a_text(text=f"{text}\n\nFictitious.", title=title, observed_from=today - 30 * DAY, observed_until=today)
    (use,) = answer(request=request, given=[given], actor=getattr(people, name), on=today, now=now)
    return use


def _enter_and_draw(engagement: Engagement, people: People) -> None:
    now, content = timezone.now(), (FOLDER / "staff-accounts.csv").read_bytes()
    population = enter_population(
        engagement=engagement,
        requirement=_requirement(engagement, LEAVERS),
        control=Control.objects.get(key="joiner-mover-leaver"),
        title=ACCOUNTS,
        first_day=engagement.period_start,
        last_day=min(engagement.period_end, engagement.system.day_of(now) - DAY),
        origin="Directory of the patient records (fictitious)",
        query="SELECT account, department, role, employment, second_factor, days_since_sign_in, state\n"
        "FROM staff_accounts ORDER BY account",
        filters="none: every account of a person, those that are switched off too",
        count=content.count(b"\n") - 1,
        extracted_at=now - datetime.timedelta(hours=2),
        extracted_by="Ben Ortiz",
        content=io.BytesIO(content),
        media_type="text/csv",
        actor=people.ben,
        now=now,
    )
    draw_sample(population=population, size=DRAWN, seed=SEED, actor=people.ada, now=timezone.now())


def _raise_and_respond(engagement: Engagement, people: People) -> None:
    now = timezone.now()
    today = engagement.system.day_of(now)
    finding = raise_finding(
        engagement=engagement,
        requirement=_requirement(engagement, LEAVERS),
        severity=Severity.MEDIUM,
        title="An account outlived its owner’s contract",
        found=f"Of the {DRAWN} staff accounts drawn by the seed “{SEED}”, u1022 belongs to a temporary worker who has "
        "left, and can still sign in, without a second factor. The procedure asks for the last day of work.",
        first_day=today - 60 * DAY,
        last_day=today,
        actor=people.ada,
        now=now,
    )
    respond(
        finding=finding,
        agrees=True,
        text="We agree. Contracts of temporary workers end in another system, which tells nobody.",
        actor=people.olive,
        now=timezone.now(),
    )
    plan_action(
        finding=finding,
        owner=people.nora,
        due_on=today + 21 * DAY,
        text="Switch off what is left over, and let the end of a contract switch its account off by itself.",
        actor=people.olive,
        now=timezone.now(),
    )


def _conclude(engagement: Engagement, people: People) -> None:
    """Ada's own so far: she has shared none of it."""
    for refs, outcome, note in CONCLUDED:
        now = timezone.now()
        conclude(
            engagement=engagement,
            requirements=[_requirement(engagement, ref) for ref in refs],
            outcome=outcome,
            note=note,
            author=people.ada,
            on=engagement.system.day_of(now),
            now=now,
        )


def _requirement(engagement: Engagement, ref: str) -> Requirement:
    return Requirement.objects.select_related("edition").get(edition__in=engagement.editions.all(), ref=ref)
