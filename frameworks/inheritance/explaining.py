"""An answer down to its source lines, as a tree that pages and reports render as they like."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from frameworks.compiled import Catalogue
from frameworks.inheritance.answer import Inheritance, Overruled, Part, ProgrammeStanding, Reason

Kind = Literal["requirement", "control", "split", "aws", "customer", "programme", "attestation", "reason", "summary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step of an explanation. `key` is a key, reference, id or code; `text` the catalogue's words.

    `source` is the "file:line" where the step is written, empty for what comes from the system's own records.
    """

    kind: Kind
    key: str
    text: str
    source: str
    children: tuple["Node", ...] = ()


def explain(inheritance: Inheritance, catalogue: Catalogue) -> Node:
    """The requirement; below it each control with its splits per service, each programme with its reasons.

    Where AWS's own responsibility summary overrules our splits that comes first: its key is the services, its text our
    bearer and theirs. A split's key is the service, or "any" where no service changes it; a programme's text is its
    role for the framework; a reason's key is its code and its text the service, account, control and day it speaks of.
    """
    requirement = catalogue.requirement(inheritance.edition, inheritance.ref)
    links = {link.control: link.source for link in requirement.controls}
    controls = (
        _control(key, tuple(parts), links[key])
        for key, parts in groupby(inheritance.parts, key=lambda part: part.control)
    )
    standings = (*inheritance.aws.commitment, *inheritance.aws.assurance) if inheritance.aws else ()
    return Node(
        kind="requirement",
        key=inheritance.ref,
        text=inheritance.class_,
        source=requirement.source,
        children=(*map(_summary, inheritance.overruled), *controls, *(_programme(standing) for standing in standings)),
    )


def _control(key: str, parts: tuple[Part, ...], source: str) -> Node:
    splits = tuple(
        Node(
            kind="split",
            key=part.service or "any",
            text=part.bearer,
            source=part.source,
            children=tuple(_sides(part)),
        )
        for part in parts
    )
    return Node(kind="control", key=key, text=parts[0].why, source=source, children=splits)


def _summary(overruled: Overruled) -> Node:
    key = ", ".join(overruled.services) or "any"
    documents = (Node(kind="attestation", key=id_, text="", source="") for id_ in overruled.attestations)
    text = f"{overruled.ours} -> {overruled.theirs}"
    return Node(kind="summary", key=key, text=text, source="", children=tuple(documents))


def _sides(part: Part) -> Iterator[Node]:
    if part.aws:
        yield Node(kind="aws", key="aws", text=part.aws, source=part.source)
    if part.customer:
        yield Node(kind="customer", key="customer", text=part.customer, source=part.source)


def _programme(standing: ProgrammeStanding) -> Node:
    attestations = (
        Node(
            kind="attestation",
            key=id_,
            text="",
            source="",
            children=tuple(_reasons(each for each in standing.reasons if each.attestation_id == id_)),
        )
        for id_ in standing.attestations
    )
    others = _reasons(each for each in standing.reasons if each.attestation_id not in standing.attestations)
    return Node(
        kind="programme",
        key=standing.programme,
        text=standing.role,
        source=standing.source,
        children=(*attestations, *others),
    )


def _reasons(reasons: Iterable[Reason]) -> Iterator[Node]:
    for reason in reasons:
        day = reason.day.isoformat() if reason.day else ""
        about = (reason.service, reason.account_id, reason.control, day)
        yield Node(kind="reason", key=reason.code, text=" · ".join(filter(None, about)), source="")
