"""Configuration errors of this floor, said at `manage.py check`."""

from typing import Any

from django.core import checks

from evidence.collecting.discovery import BrokenCollector
from evidence.collecting.shipped import collectors
from evidence.reporting.discovery import BrokenReport, reports


def register_all() -> None:
    checks.register(collectors_are_whole)
    checks.register(reports_are_whole)


def collectors_are_whole(app_configs: object, **kwargs: Any) -> list[checks.CheckMessage]:
    """A silently missing collector would be a false statement to an auditor."""
    try:
        collectors()
    except BrokenCollector as broken:
        return [checks.Error(str(broken), hint="Mend the folder or remove it.", id="evidence.E001")]
    return []


def reports_are_whole(app_configs: object, **kwargs: Any) -> list[checks.CheckMessage]:
    try:
        reports()
    except BrokenReport as broken:
        return [checks.Error(str(broken), hint="Mend the folder or remove it.", id="evidence.E002")]
    return []
