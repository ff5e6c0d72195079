"""Is the quiz whole, and does it say what the catalogue says? Every fault, placed by file and line."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from evidence.training.shapes import About, Asked, Clause, Head, Question
from frameworks.compiled import Catalogue
from frameworks.schema import ANY_MODEL, CatalogueError

KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CHOICES: Final = range(3, 5)


def faults_of_head(head: Head, asked: tuple[Asked, ...], catalogue: Catalogue) -> Iterator[CatalogueError]:
    if not 0 < head.pass_percent <= 100:
        yield CatalogueError.at(head.source, "quiz", f"pass_percent is {head.pass_percent}", "write 1 to 100")
    if head.control not in catalogue.controls:
        yield CatalogueError.at(head.source, "quiz", f"no control '{head.control}'", "write a key of the catalogue")
    for each in asked:
        entry, clause = f"asked '{each.ref}'", Clause(edition=each.edition, ref=each.ref)
        unknown = list(_unknown_clauses(each.source, entry, (clause,), catalogue))
        yield from unknown
        if not unknown and each.in_part and not _is_supported(clause, head.control, catalogue):
            what = f"no link from it to '{head.control}'"
            yield CatalogueError.at(each.source, entry, what, "link it in the catalogue, or write in_part = false")


def faults_of(questions: list[Question], catalogue: Catalogue) -> Iterator[CatalogueError]:
    seen = Counter(each.key for each in questions)
    for each in questions:
        entry = f"question '{each.key}'"
        for what, mend in _faults_of_choices(each):
            yield CatalogueError.at(each.source, entry, what, mend)
        if not KEY.fullmatch(each.key) or seen[each.key] > 1:
            yield CatalogueError.at(
                each.source, entry, "its key is no code of its own", "write one, such as ec2-patches"
            )
        if not each.about:
            yield CatalogueError.at(each.source, entry, "it is about nothing", "name a control, and a service")
        for about in each.about:
            fault = _disagreement(about, catalogue)
            if fault:
                yield CatalogueError.at(each.source, entry, fault, "look into the catalogue and mend the question")
        yield from _unknown_clauses(each.source, entry, each.requirements, catalogue)


def _faults_of_choices(question: Question) -> Iterator[tuple[str, str]]:
    if len(question.choices) not in CHOICES or len(set(question.choices.values())) != len(question.choices):
        yield "it has not three or four choices that differ", "write them"
    if question.right not in question.choices:
        yield f"right is '{question.right}', which is no choice", f"write one of {', '.join(question.choices)}"
    if question.tempting.choice not in question.choices.keys() - {question.right}:
        yield f"tempting is '{question.tempting.choice}', which is no wrong choice", "name a wrong one"


def _disagreement(about: About, catalogue: Catalogue) -> str:
    control = catalogue.controls.get(about.control)
    if control is None or (about.service and about.service not in catalogue.services):
        return f"the catalogue knows no '{about.control}' or no '{about.service}'"
    split = catalogue.split_of(control, about.service) if about.service else control.splits.get(ANY_MODEL)
    borne = split.bearer if split else None
    if borne == about.bearer:
        return ""
    place = f"'{about.control}' on '{about.service or 'any service'}'"
    return f"it says that {place} is {about.bearer}; the catalogue says {borne or 'nothing'}"


def _unknown_clauses(
    source: str, entry: str, clauses: tuple[Clause, ...], catalogue: Catalogue
) -> Iterator[CatalogueError]:
    for clause in clauses:
        try:
            catalogue.requirement(clause.edition, clause.ref)
        except KeyError as unknown:
            yield CatalogueError.at(source, entry, str(unknown.args[0]), "write a reference of that edition")


def _is_supported(clause: Clause, control: str, catalogue: Catalogue) -> bool:
    return any(link.control == control for link in catalogue.requirement(clause.edition, clause.ref).controls)
