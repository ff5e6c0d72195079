"""Finds and vets the collectors' folders: a silently missing one would be a false word to an auditor."""

import importlib
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from botocore import xform_name

import evidence.collectors
from evidence.collecting.contract import Call, Check, Collector, Documents, Severity
from evidence.collecting.sessions import MODELS, SERVICE_MODEL

ACTION = re.compile(r"[a-z0-9-]+:[A-Z][A-Za-z0-9]+")
FRESH_FOR = re.compile(r"P\d+D|PT\d+H")
SCOPES = ("regional", "global")
COLLECTOR_KEYS = {"title", "service", "client", "scope", "version", "fresh_for"}
CHECK_KEYS = {"title", "severity", "controls", "over", "calls", "remedy", "cannot_see"}


class BrokenCollector(Exception):
    """A collector's folder is not as the contract asks; says which folder and why."""

    def __init__(self, folder: str, cause: str) -> None:
        super().__init__(f"evidence/collectors/{folder} is broken: {cause}")
        self.folder, self.cause = folder, cause


def find(
    *, controls: Collection[str], services: Collection[str], package: ModuleType = evidence.collectors
) -> dict[str, Collector]:
    """All collectors by key, in order. controls, services: keys that the catalogue knows.

    Errors: BrokenCollector for the first folder that breaks the contract; none is left out quietly.
    """
    root = Path(package.__path__[0])
    folders = sorted(path for path in root.iterdir() if path.is_dir() and path.name != "__pycache__")
    return {path.name: _vetted(path, package.__name__, controls, services) for path in folders}


def _vetted(folder: Path, package: str, controls: Collection[str], services: Collection[str]) -> Collector:
    try:
        about = tomllib.loads((folder / "about.toml").read_text(encoding="utf-8"))
        gathering = importlib.import_module(f"{package}.{folder.name}.gather")
        checking = importlib.import_module(f"{package}.{folder.name}.checks")
        collector = _collector(folder.name, about, gathering, checking, controls, services)
        if (folder / "documents.py").exists():
            listing = importlib.import_module(f"{package}.{folder.name}.documents")
            found = Documents(_function(listing, "reports"), _function(listing, "agreements"))
            collector = replace(collector, documents=found)
        return collector
    except _Fault as fault:
        raise BrokenCollector(folder.name, str(fault)) from None
    except Exception as failure:  # whatever a folder's own code raises on import is told under the folder's name
        raise BrokenCollector(folder.name, f"{type(failure).__name__}: {failure}") from failure


class _Fault(Exception):
    pass


def _insist(holds: object, cause: str) -> None:
    if not holds:
        raise _Fault(cause)


def _collector(
    key: str,
    about: Mapping[str, Any],
    gathering: ModuleType,
    checking: ModuleType,
    controls: Collection[str],
    services: Collection[str],
) -> Collector:
    _keys("about.toml", about, {"collector", "calls", "check"})
    said = about["collector"]
    _keys("[collector]", said, COLLECTOR_KEYS)
    _insist(said["scope"] in SCOPES, f"scope is {said['scope']!r}: choose one of {', '.join(SCOPES)}")
    _insist(
        FRESH_FOR.fullmatch(said["fresh_for"]),
        f"fresh_for is {said['fresh_for']!r}: write days or hours, as P1D",
    )
    _insist(isinstance(said["version"], int), "version is not a whole number")
    _insist(about["check"], "it has no check")
    calls = {name: _call(name, action, said["client"]) for name, action in about["calls"].items()}
    checks = []
    for name, check in about["check"].items():
        _keys(f"[check.{name}]", check, CHECK_KEYS, optional={"service"})
        _known(f"[check.{name}] controls", check["controls"], controls)
        _known(f"[check.{name}] calls", check["calls"], calls)
        _known(f"[check.{name}] service", [check.get("service", said["service"])], services)
        _known(f"[check.{name}] severity", [check["severity"]], list(Severity))
        checks.append(
            Check(
                key=f"{key}.{name}",
                service=check.get("service", said["service"]),
                title=check["title"],
                severity=Severity(check["severity"]),
                controls=tuple(check["controls"]),
                calls=tuple(check["calls"]),
                remedy=check["remedy"],
                cannot_see=check["cannot_see"],
                over=_function(checking, check["over"]),
                judge=_function(checking, name),
            )
        )
    return Collector(key=key, calls=calls, checks=tuple(checks), gather=_function(gathering, "gather"), **said)


def _keys(where: str, said: Mapping[str, Any], needed: set[str], optional: Collection[str] = ()) -> None:
    missing, unknown = needed - said.keys(), said.keys() - needed - set(optional)
    _insist(not missing, f"{where} lacks {', '.join(sorted(missing))}")
    _insist(not unknown, f"{where} has {', '.join(sorted(unknown))}, which nobody reads")
    empty = [key for key in needed if said[key] in ("", [])]
    _insist(not empty, f"{where} leaves {', '.join(sorted(empty))} empty")


def _known(where: str, named: Collection[str], known: Collection[str]) -> None:
    unknown = set(named) - set(known)
    _insist(not unknown, f"{where}: {', '.join(sorted(unknown))} is unknown")


def _function(module: ModuleType, name: str) -> Callable[..., Any]:
    function = getattr(module, name, None)
    _insist(callable(function), f"{module.__name__.rpartition('.')[2]}.py has no function {name}")
    return function  # type: ignore[return-value]


def _call(name: str, action: str, client: str) -> Call:
    """A declared call: "operation", or "client.operation" of another service, and the IAM action it needs."""
    prefix, _, operation = name.rpartition(".")
    _insist(
        operation in _operations(prefix or client),
        f"[calls] {name}: botocore knows no such operation of {prefix or client}",
    )
    _insist(
        ACTION.fullmatch(action),
        f"[calls] {name}: {action!r} is no IAM action, such as s3:GetEncryptionConfiguration",
    )
    return Call(name=name, client=prefix or client, operation=operation, action=action)


@cache
def _operations(client: str) -> frozenset[str]:
    model = MODELS.load_service_model(client, SERVICE_MODEL)
    return frozenset(xform_name(operation) for operation in model["operations"])
