"""The catalogue as plain values: compiled once from the files, looked up by key, pinned by its digest."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, TypeVar

import rfc8785

from frameworks.schema import (
    ANY_MODEL,
    CatalogueErrors,
    Control,
    Crosswalk,
    DecisionRule,
    Edition,
    Expectation,
    Programme,
    Requirement,
    Rule,
    Scope,
    Service,
    Split,
    Theme,
)
from frameworks.schema.gathering import gather
from frameworks.schema.plain import from_plain, to_plain
from frameworks.schema.vetting import vet

T = TypeVar("T")

SHIPPED: Final = Path(__file__).resolve().parent / "catalogue"


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Every entry by its key, in the order of keys; requirements in the order of their edition.

    Equal catalogues have equal digests, wherever their files lie.
    """

    editions: Mapping[str, Edition]
    themes: Mapping[str, Theme]
    controls: Mapping[str, Control]
    services: Mapping[str, Service]
    programmes: Mapping[str, Programme]
    rules: tuple[Rule, ...]
    scopes: Mapping[str, Scope]
    decisions: tuple[DecisionRule, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    crosswalks: Mapping[str, Crosswalk] = field(default_factory=dict)

    def edition(self, key: str) -> Edition:
        """The edition of that key, or a framework's newest one. KeyError names the editions there are."""
        if key in self.editions:
            return self.editions[key]
        editions = [edition for edition in self.editions.values() if edition.framework == key]
        if not editions:
            raise KeyError(f"No framework or edition is called '{key}'. There are: {', '.join(self.editions)}.")
        return max(editions, key=lambda edition: (edition.effective_from, edition.key))

    def requirement(self, edition_key: str, ref: str) -> Requirement:
        """The requirement by its reference or another spelling of it. KeyError when the edition has none."""
        edition = self.edition(edition_key)
        found = self._requirements[edition.key].get(ref)
        if found is None:
            raise KeyError(f"{edition.name} has no requirement '{ref}': write a reference of that edition.")
        return found

    def split_of(self, control: Control, service: str) -> Split | None:
        """Who bears the control on that service: its own split, its model's, the general one, else None."""
        if service in control.overrides:
            return control.overrides[service]
        known = self.services.get(service)
        if known is not None and known.model in control.splits:
            return control.splits[known.model]
        return control.splits.get(ANY_MODEL)

    def rules_for(self, framework: str) -> tuple[Rule, ...]:
        """What the programmes do for that framework: the necessary ones first."""
        return self._rules.get(framework, ())

    def to_json_bytes(self) -> bytes:
        """The whole catalogue as RFC 8785 canonical JSON."""
        return self._canonical

    @classmethod
    def from_json_bytes(cls, content: bytes) -> "Catalogue":
        """The catalogue that `to_json_bytes` wrote; equal to it, with the same digest."""
        catalogue: Catalogue = from_plain(cls, json.loads(content))
        return catalogue

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal: what runs, packs and reports pin."""
        return hashlib.sha256(self.to_json_bytes()).hexdigest()

    @cached_property
    def memory(self) -> dict[str, Any]:
        """Where functions over this catalogue keep what they worked out; no part of what the catalogue says."""
        return {}

    @cached_property
    def _canonical(self) -> bytes:
        return rfc8785.dumps(to_plain(self))

    @cached_property
    def _requirements(self) -> Mapping[str, Mapping[str, Requirement]]:
        return {
            edition.key: {name: each for each in edition.requirements for name in (each.ref, *each.aliases)}
            for edition in self.editions.values()
        }

    @cached_property
    def _rules(self) -> Mapping[str, tuple[Rule, ...]]:
        rules: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            rules[rule.framework] = (*rules.get(rule.framework, ()), rule)
        return rules


def compile_catalogue(root: Path) -> Catalogue:
    """The catalogue whose files lie below `root`; CatalogueErrors with every fault when there is any."""
    found = gather(root)
    errors = found.errors + vet(found)
    if errors:
        raise CatalogueErrors(errors)
    return Catalogue(
        editions=_by_key(found.editions),
        themes=_by_key(found.themes),
        controls=_by_key(found.controls),
        services=_by_key(found.services),
        programmes=_by_key(found.programmes),
        rules=tuple(sorted(found.rules, key=lambda rule: (rule.framework, rule.role != "necessary", rule.programme))),
        scopes={scope.programme: scope for scope in sorted(found.scopes, key=lambda scope: scope.programme)},
        decisions=tuple(found.decisions),
        expectations=tuple(found.expectations),
        crosswalks=_by_key(found.crosswalks),
    )


@cache
def shipped() -> Catalogue:
    """The catalogue that comes with the product, compiled once per process."""
    return compile_catalogue(SHIPPED)


def _by_key(entries: Iterable[Any]) -> dict[str, Any]:
    return {entry.key: entry for entry in sorted(entries, key=lambda entry: str(entry.key))}
