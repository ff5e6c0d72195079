"""The collectors that ship, vetted once per process against the shipped catalogue."""

from functools import cache

from evidence.collecting.contract import Check, Collector
from evidence.collecting.discovery import find
from frameworks.compiled import shipped


@cache
def collectors() -> dict[str, Collector]:
    """Every collector by key. BrokenCollector names the folder that breaks the contract."""
    catalogue = shipped()
    return find(controls=catalogue.controls.keys(), services=catalogue.services.keys())


@cache
def checks() -> dict[str, Check]:
    """Every check by key; a retired check is not here, its old observations stay readable by their key."""
    return {check.key: check for collector in collectors().values() for check in collector.checks}
