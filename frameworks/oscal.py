"""An edition as an OSCAL catalog (NIST): our references, our words, the controls that support each requirement.

What has requirements below it and asks nothing itself is a group, everything else a control; beside controls it is one
too, because an OSCAL group holds groups or controls and never both. Official texts that a user loaded are not in it.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from frameworks.compiled import Catalogue
from frameworks.schema import Edition, Requirement

OSCAL_VERSION: Final = "1.2.1"

NAMESPACE: Final = "https://demarc.example/ns/oscal"
"""Of the properties that OSCAL does not know. A name, not an address."""

Plain = dict[str, Any]
Below = Mapping[str, list[Requirement]]


def catalog_of(catalogue: Catalogue, edition: Edition, now: datetime.datetime) -> Plain:
    """The document; the same edition of the same catalogue has the same uuid and ids, whenever it is written."""
    below: dict[str, list[Requirement]] = {}
    for each in edition.requirements:
        below.setdefault(each.parent, []).append(each)
    metadata: Plain = {
        "title": edition.name,
        "last-modified": now.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        "version": edition.key,
        "oscal-version": OSCAL_VERSION,
        "props": [_prop("catalogue-digest", catalogue.digest)],
        "links": [{"href": edition.source_url, "rel": "reference"}],
        "remarks": edition.notice,
    }
    identity = uuid5(NAMESPACE_URL, f"{NAMESPACE}/{catalogue.digest}/{edition.key}")
    return {"catalog": {"uuid": str(identity), "metadata": metadata, **_children(edition, below, "")}}


def _children(edition: Edition, below: Below, ref: str) -> Plain:
    children = below.get(ref, [])
    gathering = [each for each in children if _gathers(below, each)]
    if ref and len(gathering) < len(children):
        gathering = []
    groups = [_group(edition, below, each) for each in gathering]
    controls = [_control(edition, below, each) for each in children if each not in gathering]
    return {name: found for name, found in (("groups", groups), ("controls", controls)) if found}


def _gathers(below: Below, each: Requirement) -> bool:
    return not each.assessable and each.ref in below


def _group(edition: Edition, below: Below, each: Requirement) -> Plain:
    name = control_id(edition, each)
    return {
        "id": name,
        "class": each.kind,
        "title": each.title,
        "props": [{"name": "label", "value": each.ref}],
        "parts": [{"id": f"{name}_ovw", "name": "overview", "prose": each.summary}],
        **_children(edition, below, each.ref),
    }


def _control(edition: Edition, below: Below, each: Requirement) -> Plain:
    name = control_id(edition, each)
    parts = [{"id": f"{name}_smt", "name": "statement", "prose": each.summary}]
    if each.typical_evidence:
        listed = "\n".join(f"- {evidence}" for evidence in each.typical_evidence)
        parts.append({"id": f"{name}_evd", "name": "typical-evidence", "ns": NAMESPACE, "prose": listed})
    nested = [_control(edition, below, child) for child in below.get(each.ref, ())]
    return {
        "id": name,
        "class": each.kind,
        "title": each.title,
        "props": [{"name": "label", "value": each.ref}, *_props(each)],
        "parts": parts,
    } | ({"controls": nested} if nested else {})


def _props(each: Requirement) -> Iterator[Plain]:
    yield _prop("assessable", "yes" if each.assessable else "no")
    for dated in each.obligations:
        yield _prop("obligation", dated.value, f"From {dated.since.isoformat()}.")
    for role in each.roles:
        yield _prop("role", role)
    if each.superseded_by:
        yield _prop("superseded-by", each.superseded_by)
    for link in each.controls:
        yield _prop("supporting-control", link.control, f"{link.coverage}: {link.why}")


def _prop(name: str, value: str, remarks: str = "") -> Plain:
    return {"name": name, "ns": NAMESPACE, "value": value} | ({"remarks": remarks} if remarks else {})


def control_id(edition: Edition, each: Requirement) -> str:
    """The requirement's id as OSCAL wants ids: a letter first, then letters, digits, dots, dashes."""
    spelt = re.sub(r"[^\w.]+", "-", each.ref.casefold()).strip("-.")
    return f"{edition.framework}_{spelt}"
