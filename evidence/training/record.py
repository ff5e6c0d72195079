"""A finished attempt in words, as it is sealed: readable for years, without the product and without its questions."""

import datetime
import json
from collections.abc import Mapping
from typing import Any

from compliance.models import User
from evidence.training.quiz import Quiz
from evidence.training.shapes import Question
from frameworks.compiled import Catalogue

NOTICE = (
    "One person's attempt at one lesson. It supports the requirements below in part only: "
    "what else they ask stands beside each, and is shown by other evidence."
)


def written(
    *,
    quiz: Quiz,
    catalogue: Catalogue,
    person: User,
    answers: Mapping[str, str],
    correct: int,
    begun_at: datetime.datetime,
    finished_at: datetime.datetime,
) -> str:
    """JSON, indented for people. Instants are UTC; digests are SHA-256 in hexadecimal."""
    control = catalogue.controls[quiz.control]
    record = {
        "quiz": quiz.title,
        "notice": NOTICE,
        "person": {"id": str(person.pk), "name": person.name},
        "begun_at": _instant(begun_at),
        "finished_at": _instant(finished_at),
        "result": {
            "correct": correct,
            "asked": len(quiz.questions),
            "pass_percent": quiz.pass_percent,
            "passed": quiz.is_enough(correct),
        },
        "holds_for": quiz.holds_for,
        "questions_sha256": quiz.digest,
        "catalogue_sha256": catalogue.digest,
        "control": {"key": control.key, "title": control.title},
        "requirements": [
            {
                "edition": each.edition,
                "ref": each.ref,
                "title": catalogue.requirement(each.edition, each.ref).title,
                "supported": "in part" if each.in_part else "not at all",
                "asks_more": each.says,
            }
            for each in quiz.asked
        ],
        "answers": [_answered(question, answers[question.key]) for question in quiz.questions.values()],
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def _answered(question: Question, choice: str) -> dict[str, Any]:
    return {
        "key": question.key,
        "question": question.text,
        "choices": dict(question.choices),
        "given": choice,
        "right": question.right,
        "because": question.because,
        "drawn_from": question.origin,
    }


def _instant(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
