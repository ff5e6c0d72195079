"""Somebody takes the quiz: all answers right, or so many of them wrong."""

import datetime

from compliance.models import User
from evidence.actions.training import answer, begin
from evidence.models import TrainingAttempt
from evidence.training.quiz import quiz


def wrong_choice(key: str) -> str:
    """The one that many take."""
    return quiz().questions[key].tempting.choice


def took(person: User, now: datetime.datetime, wrong: int = 0) -> TrainingAttempt:
    """A finished attempt, whose first `wrong` answers are wrong."""
    attempt = begin(person=person, now=now)
    for place, (key, question) in enumerate(quiz().questions.items()):
        choice = wrong_choice(key) if place < wrong else question.right
        attempt = answer(attempt=attempt, question=key, choice=choice, now=now)
    return attempt
