"""The quiz as plain values, read from the TOML beside this file and vetted against the catalogue.

A broken file stops the start: `CatalogueErrors` names the file, the line and the mend. What a question says of who
bears something is compared with the catalogue's own split, so that the two cannot drift apart.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Final

import rfc8785

from evidence.training.shapes import Asked, Head, Question, Topic
from evidence.training.vetting import faults_of, faults_of_head
from frameworks.compiled import Catalogue, shipped
from frameworks.schema import CatalogueError, CatalogueErrors
from frameworks.schema.plain import to_plain
from frameworks.schema.reading import Reader

HERE: Final = Path(__file__).resolve().parent
LABEL: Final = "evidence/training"
"""How the quiz's files are called in sources and faults."""


@dataclass(frozen=True, kw_only=True)
class Quiz:
    """The questions by key, in the order in which they are asked. Equal quizzes have equal digests."""

    title: str
    control: str
    pass_percent: int
    holds_for: str
    topics: Mapping[str, Topic]
    questions: Mapping[str, Question]
    asked: tuple[Asked, ...]

    def is_enough(self, correct: int) -> bool:
        return correct * 100 >= self.pass_percent * len(self.questions)

    @property
    def enough(self) -> int:
        """So many right answers pass."""
        return -(-self.pass_percent * len(self.questions) // 100)

    def next_for(self, answers: Mapping[str, str]) -> Question | None:
        """The first question that has no answer; None when all have."""
        return next((each for key, each in self.questions.items() if key not in answers), None)

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hexadecimal over all that a person is asked and told; which edition of the questions it is."""
        said = [to_plain(replace(each, source="")) for each in self.questions.values()]
        rest = [to_plain(replace(each, source="")) for each in self.asked]
        return hashlib.sha256(rfc8785.dumps([self.title, self.pass_percent, said, rest])).hexdigest()


@cache
def quiz() -> Quiz:
    """The quiz that ships, vetted once per process against the shipped catalogue."""
    return read(HERE, shipped())


def read(folder: Path, catalogue: Catalogue) -> Quiz:
    """The quiz whose files lie in `folder`; CatalogueErrors with every fault when there is any."""
    about = Reader(folder / "about.toml", f"{LABEL}/about.toml")
    about.only("quiz", "asked")
    head = about.one(Head, "quiz")
    asked = about.many(Asked, "asked", "ref")
    errors: list[CatalogueError] = list(about.errors)
    topics: list[Topic] = []
    questions: list[Question] = []
    for file in sorted((folder / "questions").glob("*.toml")):
        reader = Reader(file, f"{LABEL}/questions/{file.name}")
        reader.only("topic", "question")
        topic = reader.one(Topic, "topic")
        if topic is not None:
            topics.append(topic)
            questions += reader.many(Question, "question", "key", topic=topic.key)
        errors += reader.errors
    if not errors and not questions:
        errors.append(CatalogueError(f"{LABEL}/questions", 1, "quiz", "there is no question", "write one"))
    if not errors and head is not None:
        errors = [*faults_of_head(head, asked, catalogue), *faults_of(questions, catalogue)]
    if errors or head is None:
        raise CatalogueErrors(errors)
    return Quiz(
        title=head.title,
        control=head.control,
        pass_percent=head.pass_percent,
        holds_for=catalogue.controls[head.control].cadence,
        topics={each.key: each for each in topics},
        questions={each.key: each for each in questions},
        asked=asked,
    )
