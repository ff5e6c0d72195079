"""What no single file can know: whether the entries of all files fit together."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from frameworks.schema.codes import ANY_MODEL, Bearer, ExpectedOf, ServiceModel
from frameworks.schema.faults import CatalogueError
from frameworks.schema.gathering import Gathered
from frameworks.schema.shapes import Control, Edition, Requirement, Split

T = TypeVar("T")

_DURATION: Final = re.compile(r"P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?)?")
"""A whole ISO 8601 duration, down to minutes."""


def vet(found: Gathered) -> list[CatalogueError]:
    """Every fault between the entries; none while a file is unreadable, for what it holds is unknown."""
    if not found.whole:
        return []
    return [
        *_doubled(found),
        *_editions(found),
        *_controls(found),
        *_programmes(found),
        *_scopes(found),
        *_decisions(found),
        *_expectations(found),
        *_crosswalks(found),
        *_repeated_summaries(found.editions),
    ]


def _twice(entries: Iterable[T], names: Callable[[T], Iterable[str]], noun: str) -> Iterator[CatalogueError]:
    first: dict[str, str] = {}
    for entry in entries:
        source: str = entry.source  # type: ignore[attr-defined]  # every shape given here is placed
        for name in names(entry):
            if not name:
                continue
            if name in first:
                what = f"stands twice, first at {first[name]}"
                yield CatalogueError.at(source, f"{noun} '{name}'", what, "remove one of the two or rename it")
            first.setdefault(name, source)


def _doubled(found: Gathered) -> Iterator[CatalogueError]:
    yield from _twice(found.editions, lambda each: [each.key], "edition")
    for edition in found.editions:
        yield from _twice(edition.requirements, lambda each: [each.ref, *each.aliases], "requirement")
        yield from _twice(edition.assessments, lambda each: [each.key], "assessment")
        for requirement in edition.requirements:
            owner = f"requirement '{requirement.ref}', control"
            yield from _twice(requirement.controls, lambda each: [each.control], owner)
    yield from _twice(found.controls, lambda each: [each.key], "control")
    yield from _twice(found.services, lambda each: [each.key, *each.aliases], "service")
    yield from _twice(found.programmes, lambda each: [each.key], "programme")
    yield from _twice(found.decisions, lambda each: [each.kind], "decision")
    yield from _twice(found.expectations, lambda each: [each.number], "expectation")
    yield from _twice(found.rules, lambda each: [f"{each.framework}, {each.programme}"], "rule")


def _editions(found: Gathered) -> Iterator[CatalogueError]:
    controls = {control.key for control in found.controls}
    for edition in found.editions:
        above: set[str] = set()
        refs = {requirement.ref for requirement in edition.requirements}
        for form in edition.assessments:
            yield from _roles(edition, form.roles, form.source, f"assessment '{form.key}'")
        for requirement in edition.requirements:
            yield from _requirement(requirement, controls, above, refs)
            yield from _binding(edition, requirement, refs)
            above.add(requirement.ref)


def _binding(edition: Edition, requirement: Requirement, refs: set[str]) -> Iterator[CatalogueError]:
    """Whom the requirement binds, since when, and in which category: in the words of its own edition."""
    key = f"requirement '{requirement.ref}'"
    yield from _roles(edition, requirement.roles, requirement.source, key)
    categories = [category.key for category in edition.categories]
    if categories and requirement.category not in categories:
        what, mend = f"unknown category '{requirement.category}'", f"write one of {', '.join(categories)}"
        yield CatalogueError.at(requirement.source, key, what, mend)
    elif requirement.category and not categories:
        mend = "add [[edition.category]] to the edition, or remove it here"
        yield CatalogueError.at(requirement.source, key, "has a category, and its edition has none", mend)
    if requirement.superseded_by and requirement.superseded_by not in refs:
        what = f"superseded by the unknown '{requirement.superseded_by}'"
        yield CatalogueError.at(requirement.source, key, what, "write a ref of this edition")
    if not requirement.obligations:
        mend = 'write one such as { value = "required", from = 2026-01-01 }'
        yield CatalogueError.at(requirement.source, key, "has no dated obligation", mend)


def _roles(edition: Edition, roles: Iterable[str], source: str, key: str) -> Iterator[CatalogueError]:
    for role in roles:
        if role not in edition.roles:
            mend = f"write one of {', '.join(edition.roles)}"
            yield CatalogueError.at(source, key, f"unknown role '{role}'", mend)


def _requirement(
    requirement: Requirement, controls: set[str], above: set[str], refs: set[str]
) -> Iterator[CatalogueError]:
    key = f"requirement '{requirement.ref}'"
    parent = requirement.parent
    if parent and parent not in refs:
        yield CatalogueError.at(requirement.source, key, f"unknown parent '{parent}'", "write a ref of this edition")
    elif parent and parent not in above:
        mend = "move the parent up: it stands before what is below it"
        yield CatalogueError.at(requirement.source, key, f"parent '{parent}' stands after it", mend)
    if requirement.assessable and not requirement.controls:
        mend = "name the controls that support it, or write assessable = false"
        yield CatalogueError.at(requirement.source, key, "is assessable but names no control", mend)
    for link in requirement.controls:
        if link.control and link.control not in controls:
            mend = "write a key of the files in controls/"
            yield CatalogueError.at(link.source, key, f"unknown control '{link.control}'", mend)
        for name, value in (("frequency", link.frequency), ("retention", link.retention)):
            yield from _duration(link.source, key, name, value)


def _duration(source: str, key: str, name: str, value: str) -> Iterator[CatalogueError]:
    if value and not _DURATION.fullmatch(value):
        yield CatalogueError.at(
            source, key, f"{name} '{value}' is no ISO 8601 duration", "write one such as P1Y or P30D"
        )


def _controls(found: Gathered) -> Iterator[CatalogueError]:
    services = {service.key for service in found.services}
    asked = {link.control for edition in found.editions for each in edition.requirements for link in each.controls}
    models = set(ServiceModel) | {ANY_MODEL}
    for control in found.controls:
        key = f"control '{control.key}'"
        if control.key and control.key not in asked:
            mend = "link it from a requirement or remove it"
            yield CatalogueError.at(control.source, key, "is asked for by no requirement", mend)
        yield from _duration(control.source, key, "cadence", control.cadence)
        for name, split in control.splits.items():
            if name not in models:
                mend = f"write one of {', '.join((*ServiceModel, ANY_MODEL))}"
                yield CatalogueError.at(split.source, key, f"unknown service model '{name}'", mend)
        missing = _missing_models(control)
        if missing:
            mend = f"write [control.split.{missing[0]}], or [control.split.any] when no AWS service changes it"
            yield CatalogueError.at(control.source, key, f"has no split for {', '.join(missing)}", mend)
        for name, split in control.overrides.items():
            if name not in services:
                mend = "write a key of services.toml"
                yield CatalogueError.at(split.source, key, f"unknown service '{name}'", mend)
        for name, split in (*control.splits.items(), *control.overrides.items()):
            yield from _emptiness(f"{key}, {name}", split)


def _missing_models(control: Control) -> list[str]:
    if ANY_MODEL in control.splits:
        return []
    return [model for model in ServiceModel if model not in control.splits]


def _emptiness(key: str, split: Split) -> Iterator[CatalogueError]:
    """AWS's part is empty exactly when the customer bears it whole, and the other way round."""
    bearers = {"aws": Bearer.CUSTOMER, "customer": Bearer.AWS}
    for side, other in bearers.items():
        text = getattr(split, side)
        if split.bearer is None:
            continue
        if split.bearer is other and text:
            mend = f'empty it, or write bearer = "{Bearer.SHARED}"'
            yield CatalogueError.at(split.source, key, f"bearer {split.bearer} leaves no part for {side}", mend)
        if split.bearer is not other and not text.strip():
            mend = "write what it does, or change the bearer"
            yield CatalogueError.at(split.source, key, f"bearer {split.bearer} but the part of {side} is empty", mend)


def _programmes(found: Gathered) -> Iterator[CatalogueError]:
    programmes = {programme.key for programme in found.programmes}
    refs = _references(found.editions)
    forms: dict[str, set[str]] = {}
    for edition in found.editions:
        forms.setdefault(edition.framework, set()).update(each.key for each in edition.assessments)
    for rule in found.rules:
        key = f"rule '{rule.framework}, {rule.programme}'"
        if rule.programme and rule.programme not in programmes:
            mend = "write the key of a [[programme]]"
            yield CatalogueError.at(rule.source, key, f"unknown programme '{rule.programme}'", mend)
        if rule.framework and rule.framework not in refs:
            mend = "write the framework of an edition"
            yield CatalogueError.at(rule.source, key, f"unknown framework '{rule.framework}'", mend)
            continue
        for form in rule.assessed:
            if form not in forms[rule.framework]:
                mend = "write the key of an [[edition.assessment]]"
                yield CatalogueError.at(rule.source, key, f"unknown form of assessment '{form}'", mend)
        for ref in (*rule.only_for, *rule.answers_fully, *rule.never_covers):
            if ref and ref not in refs.get(rule.framework, ()):
                mend = f"write a ref of {rule.framework}"
                yield CatalogueError.at(rule.source, key, f"unknown requirement '{ref}'", mend)


def _decisions(found: Gathered) -> Iterator[CatalogueError]:
    known = {edition.framework for edition in found.editions}
    for rule in found.decisions:
        if rule.term:
            yield from _duration(rule.source, f"decision '{rule.kind}'", "term", rule.term.most)
        for framework in (*rule.frameworks, *(each.framework for each in rule.unmoved)):
            if framework not in known:
                what, mend = f"unknown framework '{framework}'", "write the framework of an edition"
                yield CatalogueError.at(rule.source, f"decision '{rule.kind}'", what, mend)


def _expectations(found: Gathered) -> Iterator[CatalogueError]:
    """Each is linked; what is expected of AWS to controls in which AWS bears a part."""
    controls = {control.key: control for control in found.controls}
    for each in found.expectations:
        key = f"expectation '{each.number}'"
        if not each.controls:
            yield CatalogueError.at(each.source, key, "is linked to no control", "name one of the files in controls/")
        for name in each.controls:
            control = controls.get(name)
            if control is None:
                mend = "write a key of the files in controls/"
                yield CatalogueError.at(each.source, key, f"unknown control '{name}'", mend)
            elif each.kind is ExpectedOf.AWS and not any(split.aws for split in control.splits.values()):
                what, mend = f"AWS bears no part of '{name}'", "name a control of which it bears one"
                yield CatalogueError.at(each.source, key, what, mend)


def _crosswalks(found: Gathered) -> Iterator[CatalogueError]:
    refs = _references(found.editions)
    for crosswalk in found.crosswalks:
        key = f"crosswalk '{crosswalk.key}'"
        if crosswalk.framework not in refs:
            what, mend = f"unknown framework '{crosswalk.framework}'", "write the framework of an edition"
            yield CatalogueError.at(crosswalk.source, key, what, mend)
            continue
        for ref in crosswalk.links:
            if ref not in refs[crosswalk.framework]:
                mend = f"write a ref of {crosswalk.framework}"
                yield CatalogueError.at(crosswalk.source, key, f"unknown requirement '{ref}'", mend)


def _references(editions: Iterable[Edition]) -> dict[str, set[str]]:
    refs: dict[str, set[str]] = {}
    for edition in editions:
        known = refs.setdefault(edition.framework, set())
        known.update(name for each in edition.requirements for name in (each.ref, *each.aliases))
    return refs


def _scopes(found: Gathered) -> Iterator[CatalogueError]:
    programmes = {programme.key for programme in found.programmes}
    services = {service.key for service in found.services}
    for scope in found.scopes:
        key = f"scope '{scope.programme}'"
        if scope.programme and scope.programme not in programmes:
            mend = "write the key of a [[programme]]"
            yield CatalogueError.at(scope.source, key, f"unknown programme '{scope.programme}'", mend)
        for name, row in scope.services.items():
            if name not in services:
                mend = "write a key of services.toml"
                yield CatalogueError.at(row.source, key, f"unknown service '{name}'", mend)


def _repeated_summaries(editions: Iterable[Edition]) -> Iterator[CatalogueError]:
    """The same summary twice says that one of the two was never written."""
    first: dict[str, str] = {}
    for edition in editions:
        for requirement in edition.requirements:
            said = " ".join(requirement.summary.casefold().split())
            if said and said in first:
                what = f"its summary is the same sentence as that of '{first[said]}'"
                mend = "say what this requirement asks"
                yield CatalogueError.at(requirement.source, f"requirement '{requirement.ref}'", what, mend)
            first.setdefault(said, requirement.ref)
