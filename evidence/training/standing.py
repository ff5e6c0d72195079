"""Who has passed the quiz and who has not: one reading for the person's page, the officer's, the list and the API."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from compliance.models import Membership, Role, System, User
from evidence.models import ItemKind, ItemUse, TrainingAttempt
from evidence.training.quiz import Quiz
from evidence.training.shapes import About, Question


@dataclass(frozen=True)
class Trained:
    """One person of a team. `latest`: the last attempt that was finished; `counts`: the one whose pass holds today.

    `use`: how the attempt that counts was handed in here, if it was.
    """

    person: User
    roles: list[Role]
    latest: TrainingAttempt | None = None
    counts: TrainingAttempt | None = None
    use: ItemUse | None = None

    @property
    def shown(self) -> TrainingAttempt | None:
        """The attempt to tell of: the one that counts, or else the last one."""
        return self.counts or self.latest

    @property
    def standing(self) -> str:
        """A code: passed, failed, lapsed or missing."""
        if self.counts:
            return "passed"
        if self.latest is None:
            return "missing"
        return "lapsed" if self.latest.passed else "failed"


def team_of(system: System, now: datetime.datetime) -> list[Trained]:
    """Everybody with a role in the system today, who has yet to pass first. Three queries.

    Auditors are no workforce of this organisation, and are not listed.
    """
    held = Membership.objects.on(system.day_of(now)).filter(system=system, user__is_active=True)
    roles: dict[User, list[Role]] = {}
    for membership in held.select_related("user").order_by("user__name", "user", "role"):
        roles.setdefault(membership.user, []).append(Role(membership.role))
    attempts: dict[UUID, list[TrainingAttempt]] = {}
    for attempt in TrainingAttempt.objects.finished().filter(person__in=roles).defer("record", "answers"):
        attempts.setdefault(attempt.person_id, []).append(attempt)
    handed_in = ItemUse.objects.filter(system=system, item__kind=ItemKind.TRAINING).select_related("item")
    uses = {use.item.source: use for use in handed_in}
    team = []
    for person, held_here in roles.items():
        latest, counts = latest_and_counting(attempts.get(person.pk, ()), now)
        use = uses.get(counts.source) if counts else None
        team.append(Trained(person, held_here, latest, counts, use))
    return sorted(team, key=lambda each: each.counts is not None)


def latest_and_counting(
    attempts: Iterable[TrainingAttempt], now: datetime.datetime
) -> tuple[TrainingAttempt | None, TrainingAttempt | None]:
    """Of a person's finished attempts, the newest first: the last one, and the last one whose pass holds."""
    rows = list(attempts)
    return next(iter(rows), None), next((row for row in rows if row.holds(now)), None)


@dataclass(frozen=True)
class ReadAgain:
    """A topic in which answers were wrong, and what the catalogue has to read on it."""

    title: str
    missed: list[Question]

    @property
    def about(self) -> list[About]:
        """Each control once on each service, in the order of the questions."""
        return list(dict.fromkeys(about for question in self.missed for about in question.about))


def read_again(attempt: TrainingAttempt, asked: Quiz) -> list[ReadAgain]:
    """What to read again after that attempt, the weakest topic first; nothing once the questions have changed."""
    if attempt.questions != asked.digest:
        return []
    missed: dict[str, list[Question]] = {}
    for key, question in asked.questions.items():
        if attempt.answers.get(key) != question.right:
            missed.setdefault(question.topic, []).append(question)
    topics = [ReadAgain(asked.topics[key].title, questions) for key, questions in missed.items()]
    return sorted(topics, key=lambda each: -len(each.missed))
