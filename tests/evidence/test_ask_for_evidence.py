"""Who asks whom for evidence, and what is refused with a sentence before anything is kept?"""

import datetime
from typing import Any

import pytest

from compliance.actions.granting import let_in, open_engagement
from compliance.models import Duty, JournalEntry
from evidence.actions.asking import hand_request, raise_request, withdraw_request
from evidence.actions.reviewing import accept
from evidence.models import Request, RequestOrigin
from evidence.requests import RequestState, asked_of
from frameworks.errors import Refused
from frameworks.models import Edition, Requirement
from tests.evidence.asked import answered, ask, where
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def test_olive_asks_for_a_duty_and_its_owner_of_the_day_answers(harbour: Harbour) -> None:
    request = ask(harbour, asks="With the approval.", reference="IR-7")
    assert asked_of(request, harbour.on) == harbour.cast.nora
    assert where(harbour, request) == (RequestState.REQUESTED, False)
    entry = JournalEntry.objects.get(verb="request.raised")
    assert (entry.actor, entry.subject_id) == (harbour.cast.olive, str(request.pk))
    assert entry.after and entry.after["duty"] == str(request.duty_id)
    assert not {"approval", "analysis", "IR-7"} & set(str(entry.after).replace("'", " ").split())


def test_she_asks_somebody_by_name_for_anything(harbour: Harbour) -> None:
    request = ask(harbour, None, owner=harbour.cast.ben)
    assert asked_of(request, harbour.on) == harbour.cast.ben


def test_ada_asks_inside_her_audit_and_the_officers_answer_what_names_nobody(harbour: Harbour) -> None:
    about = Requirement.objects.by_ref("hipaa-2013", "164.308(a)(1)(ii)(A)")
    request = ask(harbour, None, by="ada", requirement=about)
    assert asked_of(request, harbour.on) is None
    seen = Request.objects.visible_to
    assert request in seen(harbour.viewer(harbour.cast.ada)) and request in seen(harbour.viewer(harbour.cast.rita))
    assert request not in seen(harbour.viewer(harbour.cast.otto))
    internal = ask(harbour)
    assert internal not in seen(harbour.viewer(harbour.cast.ada)), "what the team asks itself is no auditor's"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"by": "nora"}, "A compliance officer asks for evidence, or an auditor"),
        ({"by": "otto"}, "A compliance officer asks for evidence, or an auditor"),
        ({"by": "ada", "engagement": None}, "inside an audit that lets them in today"),
        ({"by": "olive", "origin": "auditor"}, "inside an audit that lets them in today"),
        ({"origin": "hearsay"}, "Nobody asks as “hearsay”"),
        ({"title": "  "}, "Give the request a title"),
        ({"title": "x" * 201}, "one line of at most 200"),
        ({"asks": "x" * 10_001}, "at most 10000 characters"),
        ({"asks": "card 4111 1111 1111 1111"}, "What is asked holds what looks like a card number"),
        ({"reference": "x" * 41}, "one line of at most 40"),
        ({"control": None}, "Name a duty, a requirement or who is asked"),
        ({"by": "ada", "needs_two": True}, "is for the team to say"),
    ],
)
def test_what_nobody_may_ask_is_refused_and_leaves_nothing(
    harbour: Harbour, words: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        ask(harbour, **words)
    assert not Request.objects.exists() and not JournalEntry.objects.filter(verb="request.raised").exists()


@pytest.mark.parametrize(
    ("due", "first", "last", "sentence"),
    [
        (-1, None, None, "has passed"),
        (4000, None, None, "more than ten years away"),
        (5, -3, None, "both ends"),
        (5, -3, -4, "before it starts"),
        (5, -4000, 0, "more than ten years before it ends"),
    ],
)
def test_days_that_cannot_be(harbour: Harbour, due: int, first: int | None, last: int | None, sentence: str) -> None:
    def day(n: int | None) -> datetime.date | None:
        return None if n is None else harbour.on + n * DAY

    with pytest.raises(Refused, match=sentence):
        ask(harbour, due_on=day(due), first_day=day(first), last_day=day(last))


def test_only_what_is_here_is_asked_for(harbour: Harbour) -> None:
    gdpr = Requirement.objects.select_related("edition").filter(edition__key__startswith="gdpr").first()
    for by in ("olive", "ada"):
        with pytest.raises(Refused, match=r"does not (answer to|examine)"):
            ask(harbour, by=by, requirement=gdpr)
    with pytest.raises(Refused, match="neither owner nor officer"):
        ask(harbour, owner=harbour.cast.rita)
    Duty.objects.filter(pk=harbour.duty("risk-analysis").pk).update(ended_on=harbour.on)
    with pytest.raises(Refused, match="not open in this system"):
        ask(harbour, duty=Duty.objects.get(pk=harbour.duty("risk-analysis").pk))


def test_ada_asks_in_no_audit_but_her_own(harbour: Harbour) -> None:
    other = open_engagement(
        system=harbour.system,
        examined={Edition.objects.by_key("hipaa"): ""},
        title="Somebody else's",
        period_start=harbour.on - DAY,
        period_end=harbour.on,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    with pytest.raises(Refused, match="lets them in today"):
        ask(harbour, by="ada", engagement=other)
    let_in(
        engagement=other,
        auditor=harbour.cast.ada,
        since=harbour.on + DAY,
        until=harbour.on + 9 * DAY,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    with pytest.raises(Refused, match="lets them in today"):
        ask(harbour, by="ada", engagement=other)


def test_a_cadence_asks_for_days_that_have_passed_and_names_nobody(harbour: Harbour) -> None:
    request = raise_request(
        system=harbour.system,
        origin=RequestOrigin.CADENCE,
        engagement=harbour.engagement,
        duty=harbour.duty("log-review"),
        title="Log review",
        first_day=harbour.on - 9 * DAY,
        last_day=harbour.on - 3 * DAY,
        due_on=harbour.on - DAY,
        actor=None,
        on=harbour.on,
        now=harbour.now,
    )
    assert request.raised_by is None and where(harbour, request) == (RequestState.REQUESTED, True)


def test_an_auditor_withdraws_what_was_theirs_with_a_reason_that_is_kept(harbour: Harbour) -> None:
    request = ask(harbour, by="ada")

    def withdraw(by: str, reason: str = "Seen on site.") -> Request:
        actor = getattr(harbour.cast, by)
        return withdraw_request(request=request, reason=reason, actor=actor, on=harbour.on, now=harbour.now)

    for examined in ("nora", "olive"):
        with pytest.raises(Refused, match="only an auditor of that audit withdraws it"):
            withdraw(examined)
    with pytest.raises(Refused, match="Say why"):
        withdraw("ada", "  ")
    done = withdraw("ada")
    assert (done.withdrawn_by, done.withdrawn_reason) == (harbour.cast.ada, "Seen on site.")
    assert where(harbour, request, days=99) == (RequestState.WITHDRAWN, False)
    entry = JournalEntry.objects.get(verb="request.withdrawn")
    assert entry.after and entry.after.keys() == {"reason_sha256"}
    with pytest.raises(Refused, match="closed: it is withdrawn"):
        withdraw("ada")


def test_what_the_team_asks_itself_an_officer_withdraws(harbour: Harbour) -> None:
    request, reason = ask(harbour), "Asked twice."
    with pytest.raises(Refused, match="Only who raised a request or a compliance officer"):
        withdraw_request(request=request, reason=reason, actor=harbour.cast.nora, on=harbour.on, now=harbour.now)
    withdraw_request(request=request, reason=reason, actor=harbour.cast.olive, on=harbour.on, now=harbour.now)
    assert where(harbour, request) == (RequestState.WITHDRAWN, False)


def test_an_officer_hands_it_to_somebody_else_and_back_to_the_duty(harbour: Harbour) -> None:
    request = ask(harbour)

    def hand(owner: Any, by: str = "olive") -> Request:
        actor = getattr(harbour.cast, by)
        return hand_request(request=request, owner=owner, actor=actor, on=harbour.on, now=harbour.now)

    with pytest.raises(Refused, match="A compliance officer says who is asked"):
        hand(harbour.cast.ben, by="nora")
    with pytest.raises(Refused, match="neither owner nor officer"):
        hand(harbour.cast.rita)
    hand(harbour.cast.ben)
    request.refresh_from_db()
    assert asked_of(request, harbour.on) == harbour.cast.ben
    hand(None)
    request.refresh_from_db()
    assert asked_of(request, harbour.on) == harbour.cast.nora
    entries = JournalEntry.objects.filter(verb="request.handed-over").order_by("number")
    assert [(each.before, each.after) for each in entries] == [
        ({"owner": None}, {"owner": str(harbour.cast.ben.pk)}),
        ({"owner": str(harbour.cast.ben.pk)}, {"owner": None}),
    ]


def test_what_names_nothing_is_left_with_somebody(harbour: Harbour) -> None:
    request = ask(harbour, None, owner=harbour.cast.ben)
    with pytest.raises(Refused, match="somebody has to be asked by name"):
        hand_request(request=request, owner=None, actor=harbour.cast.olive, on=harbour.on, now=harbour.now)


def test_what_is_accepted_is_closed(harbour: Harbour) -> None:
    request = ask(harbour)
    (use,) = answered(harbour, request)
    accept(use=use, actor=harbour.cast.rita, comment="", now=use.submitted_at)
    with pytest.raises(Refused, match="closed: it is accepted"):
        withdraw_request(request=request, reason="Too late.", actor=harbour.cast.olive, on=harbour.on, now=harbour.now)
