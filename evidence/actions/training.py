"""Take the quiz: begin, answer one question after the other, and hand a passed attempt in as evidence."""

import datetime
import io

from django.db import transaction

from compliance import journal
from compliance.models import Duty, Membership, User
from evidence.actions.uploading import take_in_once
from evidence.models import Item, ItemKind, ItemUse, TrainingAttempt
from evidence.training.quiz import Quiz, quiz
from evidence.training.record import written
from frameworks.compiled import shipped
from frameworks.errors import Refused


@transaction.atomic
def begin(*, person: User, now: datetime.datetime) -> TrainingAttempt:
    """The attempt that the person left open goes on; else a new one begins. Questions that changed begin anew."""
    asked = quiz()
    attempt, is_new = TrainingAttempt.objects.get_or_create(
        person=person,
        questions=asked.digest,
        finished_at=None,
        defaults={"asked": len(asked.questions), "holds_for": asked.holds_for, "begun_at": now},
    )
    if is_new:
        after = {"questions": asked.digest, "asked": attempt.asked}
        journal.record(verb="training.begun", subject=attempt, actor=person, now=now, after=after)
    return attempt


@transaction.atomic
def answer(*, attempt: TrainingAttempt, question: str, choice: str, now: datetime.datetime) -> TrainingAttempt:
    """Give the attempt's person's answer, once and for good. The last one finishes the attempt.

    A single answer leaves no journal entry; the finished attempt leaves one, and holds every answer. Refused when the
    question was answered before, when the choice is none of its, or when the questions have changed since.
    """
    asked = quiz()
    attempt = TrainingAttempt.objects.select_for_update(of=("self",)).select_related("person").get(pk=attempt.pk)
    if attempt.questions != asked.digest:
        raise Refused("The questions have changed since you began: begin again, what you answered is kept.")
    if question not in asked.questions or choice not in asked.questions[question].choices:
        raise Refused("Choose one of the answers.")
    if question in attempt.answers:
        raise Refused("You have answered this question already: go on to the next one.")
    attempt.answers = {**attempt.answers, question: choice}
    attempt.save(update_fields=["answers"])
    if len(attempt.answers) == len(asked.questions):
        _finish(attempt, asked, now)
    return attempt


def _finish(attempt: TrainingAttempt, asked: Quiz, now: datetime.datetime) -> None:
    correct = sum(attempt.answers[key] == each.right for key, each in asked.questions.items())
    attempt.finished_at, attempt.correct, attempt.passed = now, correct, asked.is_enough(correct)
    attempt.record = written(
        quiz=asked,
        catalogue=shipped(),
        person=attempt.person,
        answers=attempt.answers,
        correct=correct,
        begun_at=attempt.begun_at,
        finished_at=now,
    )
    attempt.save(update_fields=["finished_at", "correct", "passed", "record"])
    journal.record(
        verb="training.passed" if attempt.passed else "training.failed",
        subject=attempt,
        actor=attempt.person,
        now=now,
        after={"questions": attempt.questions, "asked": attempt.asked, "correct": correct},
    )


def hand_in(*, attempt: TrainingAttempt, now: datetime.datetime) -> list[ItemUse]:
    """Hand the passed attempt in, by its own person, wherever `waiting` names a duty; returns what was handed in.

    Whoever owns such a duty need not be the person: everybody hands in their own record, and nobody anybody else's.
    Each waits for review like any other item. Asked twice, it hands in nothing twice. Refused for an attempt that was
    not passed or no longer holds.
    """
    if not attempt.holds(now):
        raise Refused("Only a quiz that was passed, and whose pass still holds, is handed in: take it again.")
    return [use for duty in waiting(attempt, now) if (use := _handed_in(attempt, duty, now))]


def waiting(attempt: TrainingAttempt, now: datetime.datetime) -> list[Duty]:
    """The open duties of the training control, in systems to whose team the person belongs today, that have not got
    this attempt. Two queries."""
    held = Membership.objects.known().filter(user=attempt.person_id).select_related("system")
    systems = {each.system_id for each in held if each.holds_on(each.system.day_of(now))}
    whole = Duty.objects.open().filter(control__key=quiz().control, service=None, programme=None)
    there = Item.objects.filter(kind=ItemKind.TRAINING, source=attempt.source).values("system")
    return list(whole.filter(system__in=systems).exclude(system__in=there).select_related("system", "control"))


def _handed_in(attempt: TrainingAttempt, duty: Duty, now: datetime.datetime) -> ItemUse | None:
    day = duty.system.day_of(attempt.finished_at or now)
    return take_in_once(
        duty=duty,
        kind=ItemKind.TRAINING,
        source=attempt.source,
        content=io.BytesIO(attempt.record.encode()),
        title=f"Awareness quiz passed: {attempt.correct} of {attempt.asked} right, supports the control in part",
        media_type="application/json",
        observed_from=day,
        observed_until=day,
        actor=attempt.person,
        now=now,
    )
