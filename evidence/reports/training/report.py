"""Who of the team has passed the awareness quiz, as known at the report's instant: the training register."""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.models import Membership, Role, User
from evidence.asked import Asked
from evidence.models import ItemKind, ItemUse, TrainingAttempt, UseState
from evidence.reporting.charts import Chart, chart
from evidence.reporting.contract import Cover, Part
from evidence.reporting.covering import asked_fact, role_fact
from evidence.training.quiz import Quiz, quiz
from evidence.training.standing import latest_and_counting
from frameworks.schema import Edition

STANDINGS: Final[dict[str, tuple[Promise, str]]] = {
    "passed": (_("Passed"), "good"),
    "lapsed": (_("Lapsed"), "blind"),
    "failed": (_("Not passed"), "bad"),
    "missing": (_("No attempt"), "none"),
}
"""Each standing in words, with its tone."""


@dataclass(frozen=True)
class Handed:
    """The sealed record of the attempt, as evidence of this system; `review` is what a reviewer said by then."""

    item: str
    digest: str
    review: str


@dataclass(frozen=True)
class PersonRow:
    """`finished_at`, `correct` and `asked` are of the attempt that counts or, where none does, of the last one."""

    name: str
    roles: str
    standing: str
    finished_at: datetime.datetime | None
    correct: int | None
    asked: int | None
    holds_until: datetime.datetime | None
    attempts: int
    handed: Handed | None

    @property
    def word(self) -> Promise:
        return STANDINGS[self.standing][0]

    @property
    def tone(self) -> str:
        return STANDINGS[self.standing][1]


@dataclass(frozen=True)
class Supported:
    """A requirement about training, whether a passed quiz supports it, and what else it asks."""

    ref: str
    title: str
    in_part: bool
    says: str


@dataclass(frozen=True)
class Training:
    asked: Asked
    edition: Edition
    role: tuple[tuple[str, str], ...]
    quiz: Quiz
    control: str
    people: tuple[PersonRow, ...]
    supports: tuple[Supported, ...]

    @property
    def cover(self) -> Cover:
        says = gettext(
            "It says who of the team has passed one lesson, and until when that holds. A passed quiz supports what"
            " %(edition)s asks of training in part only: what else it asks stands beside each requirement."
        )
        return Cover(
            subtitle=self.quiz.title,
            says=says % {"edition": self.edition.title},
            facts=(*self.role, asked_fact(self.asked)),
            notes=(gettext("Auditors are no workforce of this organisation, and are not listed."),),
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        return (
            Part("summary", gettext("What this register says")),
            Part("people", gettext("Who has passed")),
            Part("supports", gettext("What a passed quiz supports")),
        )

    @property
    def counts(self) -> Iterator[tuple[str, int]]:
        standings = Counter(row.standing for row in self.people)
        yield gettext("People"), len(self.people)
        yield from ((str(word), standings[key]) for key, (word, _tone) in STANDINGS.items())

    @property
    def charts(self) -> Iterator[Chart]:
        standings = Counter(row.standing for row in self.people)
        rows = [(str(word), standings[key], tone) for key, (word, tone) in STANDINGS.items()]
        yield chart(gettext("The team, by what holds on this day"), rows)

    @property
    def data(self) -> Any:
        return {
            "quiz": self.quiz.title,
            "questions_sha256": self.quiz.digest,
            "pass_percent": self.quiz.pass_percent,
            "people": self.people,
            "supports": self.supports,
        }


def read(asked: Asked) -> Training:
    """Four queries, whatever the number of people."""
    lesson, catalogue, edition = quiz(), asked.catalogue, asked.edition
    return Training(
        asked=asked,
        edition=edition,
        role=role_fact(asked, edition),
        quiz=lesson,
        control=catalogue.controls[lesson.control].title if lesson.control in catalogue.controls else lesson.control,
        people=tuple(sorted(_people(asked), key=lambda row: (list(STANDINGS).index(row.standing), row.name))),
        supports=tuple(
            Supported(each.ref, catalogue.requirement(edition.key, each.ref).title, each.in_part, each.says)
            for each in lesson.asked
            if each.edition == edition.key
        ),
    )


def _people(asked: Asked) -> Iterator[PersonRow]:
    held = Membership.objects.on(asked.day, asked.as_of).filter(system=asked.system, user__is_active=True)
    roles: dict[User, list[str]] = {}
    for membership in held.select_related("user").order_by("user__name", "user", "role"):
        roles.setdefault(membership.user, []).append(str(Role(membership.role).label))
    attempts: dict[UUID, list[TrainingAttempt]] = {}
    finished = TrainingAttempt.objects.filter(person__in=roles, finished_at__lte=asked.as_of)
    for attempt in finished.defer("record", "answers"):
        attempts.setdefault(attempt.person_id, []).append(attempt)
    uses = ItemUse.objects.filter(
        system=asked.system, item__kind=ItemKind.TRAINING, submitted_at__lte=asked.as_of
    ).select_related("item")
    handed = {use.item.source: _handed(use, asked.as_of) for use in uses}
    for person, words in roles.items():
        mine = attempts.get(person.pk, [])
        latest, counts = latest_and_counting(mine, asked.as_of)
        told = counts or latest
        yield PersonRow(
            name=str(person),
            roles=", ".join(words),
            standing=_standing(latest, counts),
            finished_at=told.finished_at if told else None,
            correct=told.correct if told else None,
            asked=told.asked if told else None,
            holds_until=told.holds_until if told else None,
            attempts=len(mine),
            handed=handed.get(told.source) if told else None,
        )


def _standing(latest: TrainingAttempt | None, counts: TrainingAttempt | None) -> str:
    if counts:
        return "passed"
    if latest is None:
        return "missing"
    return "lapsed" if latest.passed else "failed"


def _handed(use: ItemUse, as_of: datetime.datetime) -> Handed:
    reviewed = use.reviewed_at is not None and use.reviewed_at <= as_of
    state = UseState(use.state) if reviewed else UseState.IN_REVIEW
    return Handed(str(use.item_id), use.item.digest, str(state.label))
