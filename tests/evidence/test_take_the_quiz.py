"""Can a person take the quiz, learn from each answer, leave and come back, and see what to read again?"""

import datetime
import re
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from compliance.models import JournalEntry
from evidence.actions.training import answer, begin
from evidence.models import ItemUse, TrainingAttempt
from evidence.training.quiz import quiz
from frameworks.errors import Refused
from tests.evidence.training import took, wrong_choice
from tests.factories import Harbour

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]
FIRST, SECOND = list(quiz().questions)[:2]


@pytest.fixture
def ben(harbour: Harbour, client: Client) -> Client:
    client.force_login(harbour.cast.ben)
    return client


def at(key: str) -> str:
    return reverse("evidence:training-question", args=[key])


def text(response: Any) -> str:
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def answers(client: Client, key: str, choice: str) -> Any:
    return client.post(at(key), {"choice": choice}, follow=True)


def takes_it(client: Client, wrong: int = 0) -> str:
    """Through all pages as a browser would go, by the links on them; the text of the training page afterwards."""
    response = client.post(reverse("evidence:begin-training"), follow=True)
    for place, (key, question) in enumerate(quiz().questions.items()):
        assert question.text in text(response) and f"Question {place + 1} of {len(quiz().questions)}" in text(response)
        response = answers(client, key, wrong_choice(key) if place < wrong else question.right)
        address = re.search(r'class="btn btn-primary" href="([^"]+)"', response.content.decode())
        assert address is not None
        response = client.get(address[1])
    return text(response)


def test_an_answer_is_explained_at_once_whether_right_or_wrong(ben: Client) -> None:
    ben.post(reverse("evidence:begin-training"))
    question = quiz().questions[FIRST]
    told = text(answers(ben, FIRST, question.tempting.choice))
    assert f"Not right. The answer is: {question.choices[question.right]}" in told
    assert question.because in told and question.tempting.why in told
    assert reverse("frameworks:control", args=["patching"]) in told
    assert reverse("frameworks:service", args=["ec2"]) in told
    other = quiz().questions[SECOND]
    told = text(answers(ben, SECOND, other.right))
    assert "Right." in told and other.because in told and "2 answered" in told


def test_the_page_does_not_know_the_answer_before_it_is_given(ben: Client) -> None:
    ben.post(reverse("evidence:begin-training"))
    for key, question in quiz().questions.items():
        page = text(ben.get(at(key)))
        assert question.because not in page and question.tempting.why not in page
        lines = {line for line in re.findall(r"<label class=.quiz-choice.>.*?</label>", page)}
        shapes = {re.sub(r'value="[^"]+"|<span>.*?</span>', "", line) for line in lines}
        assert len(lines) == len(question.choices) and len(shapes) == 1, "no choice is marked in any way"


def test_ben_leaves_and_goes_on_where_he_was(ben: Client) -> None:
    ben.post(reverse("evidence:begin-training"))
    answers(ben, FIRST, quiz().questions[FIRST].right)
    page = text(ben.get(reverse("evidence:training")))
    assert f"1 of {len(quiz().questions)} answered" in page and "Go on" in page
    on = ben.post(reverse("evidence:begin-training"))
    assert on.headers["Location"] == at(SECOND)
    assert TrainingAttempt.objects.count() == 1


def test_an_answer_is_given_once_and_nothing_is_no_answer(ben: Client) -> None:
    ben.post(reverse("evidence:begin-training"))
    silent = ben.post(at(FIRST))
    assert silent.status_code == 422 and "Choose one of the answers." in text(silent)
    answers(ben, FIRST, wrong_choice(FIRST))
    again = answers(ben, FIRST, quiz().questions[FIRST].right)
    assert again.status_code == 422 and "You have answered this question already" in text(again)
    assert TrainingAttempt.objects.get().answers == {FIRST: wrong_choice(FIRST)}


def test_a_question_is_not_shown_to_whoever_has_not_begun(ben: Client) -> None:
    assert "Begin the quiz first." in text(ben.get(at(FIRST), follow=True))
    assert ben.get(at("no-such-question")).status_code == 404


def test_exactly_enough_passes_and_one_less_does_not(ben: Client) -> None:
    spare = len(quiz().questions) - quiz().enough
    failed = takes_it(ben, wrong=spare + 1)
    assert "Not passed" in failed and f"{quiz().enough - 1} of {len(quiz().questions)} right" in failed
    assert not ItemUse.objects.exists()
    passed = takes_it(ben, wrong=spare)
    assert "passed, holds until" in passed and f"{quiz().enough} of {len(quiz().questions)} right" in passed
    assert quiz().enough * 100 >= 80 * len(quiz().questions) > (quiz().enough - 1) * 100


def test_the_result_recommends_what_to_read_again_the_weakest_topic_first(ben: Client) -> None:
    page = takes_it(ben, wrong=7)
    assert "We recommend to read again:" in page
    weakest, next_one = page.index("Where the line runs<br>"), page.index("Servers, containers and functions<br>")
    assert weakest < next_one
    assert reverse("frameworks:service", args=["lambda"]) in page
    assert "Data, keys and backups<br>" not in page, "there everything was right"


def test_the_result_says_what_else_is_asked(ben: Client) -> None:
    page = takes_it(ben)
    assert "There is nothing to read again." in page
    for ref in ("164.308(a)(5)", "12.6.3.1", "12.6.3.2", "CC1.4", "CC2.2", "Art. 29", "Art. 32(4)", "Art. 39(1)(b)"):
        assert ref in page
    assert "Phishing and social engineering: PCI DSS asks that training covers them. The quiz teaches neither." in page


def test_every_attempt_is_kept_and_a_later_failure_takes_nothing_away(ben: Client, harbour: Harbour) -> None:
    takes_it(ben)
    page = takes_it(ben, wrong=20)
    assert [row.passed for row in TrainingAttempt.objects.of(harbour.cast.ben)] == [False, True]
    assert "passed, holds until" in page and "Not passed" in page


def test_questions_that_changed_are_begun_anew_and_what_was_answered_is_kept(ben: Client, harbour: Harbour) -> None:
    older = begin(person=harbour.cast.ben, now=harbour.now)
    TrainingAttempt.objects.filter(pk=older.pk).update(questions="0" * 64, answers={FIRST: "aws"})
    with pytest.raises(Refused, match="The questions have changed since you began"):
        answer(attempt=older, question=SECOND, choice="power", now=harbour.now)
    assert "Left: the questions changed" in text(ben.get(reverse("evidence:training")))
    ben.post(reverse("evidence:begin-training"))
    assert [row.answers for row in TrainingAttempt.objects.of(harbour.cast.ben)] == [{}, {FIRST: "aws"}]


def test_nobody_sees_or_answers_somebody_else_s_attempt(ben: Client, harbour: Harbour) -> None:
    ben.post(reverse("evidence:begin-training"))
    ben.force_login(harbour.cast.nora)
    assert "You have not taken it yet" in text(ben.get(reverse("evidence:training")))
    answers(ben, FIRST, quiz().questions[FIRST].right)
    assert TrainingAttempt.objects.get().answers == {}


def test_the_journal_says_when_it_was_begun_and_how_it_ended_in_codes(harbour: Harbour) -> None:
    last = JournalEntry.objects.count()
    attempt = took(harbour.cast.ben, harbour.now, wrong=1)
    took(harbour.cast.nora, harbour.now, wrong=30)
    told = [(row.verb, row.actor, row.subject_kind) for row in JournalEntry.objects.filter(number__gt=last)]
    assert told[::-1] == [
        ("training.begun", harbour.cast.ben, "trainingattempt"),
        ("training.passed", harbour.cast.ben, "trainingattempt"),
        ("training.begun", harbour.cast.nora, "trainingattempt"),
        ("training.failed", harbour.cast.nora, "trainingattempt"),
    ]
    entry = JournalEntry.objects.get(verb="training.passed")
    asked = len(quiz().questions)
    assert entry.subject_id == str(attempt.pk)
    assert entry.after == {"questions": quiz().digest, "asked": asked, "correct": asked - 1}


def test_the_database_keeps_one_open_attempt_and_a_result_with_every_finished_one(harbour: Harbour) -> None:
    begun = begin(person=harbour.cast.ben, now=harbour.now)
    assert begin(person=harbour.cast.ben, now=harbour.now + datetime.timedelta(hours=1)) == begun
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingAttempt.objects.filter(pk=begun.pk).update(passed=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        begun.pk = None
        begun.id = None
        TrainingAttempt.objects.create(
            person=harbour.cast.ben,
            questions=begun.questions,
            asked=begun.asked,
            begun_at=harbour.now,
            holds_for=begun.holds_for,
        )
