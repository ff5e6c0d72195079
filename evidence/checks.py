"""Configuration errors of this floor, said at `manage.py check`."""

from typing import Any

from django.core import checks

from evidence.collecting.discovery import BrokenCollector
from evidence.collecting.shipped import collectors
from evidence.importing.shipped import BrokenImporter, formats, tools
from evidence.reporting.discovery import BrokenReport, reports
from evidence.training.quiz import quiz
from frameworks.schema import CatalogueErrors


def register_all() -> None:
    checks.register(collectors_are_whole)
    checks.register(reports_are_whole)
    checks.register(quiz_is_whole)
    checks.register(importers_are_whole)


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


def quiz_is_whole(app_configs: object, **kwargs: Any) -> list[checks.CheckMessage]:
    """One error per fault: a question that contradicts the catalogue would teach what the matrix denies."""
    try:
        quiz()
    except CatalogueErrors as faults:
        return [
            checks.Error(f"{fault.file}:{fault.line}: {fault.key}: {fault.what}.", hint=fault.mend, id="evidence.E003")
            for fault in faults.errors
        ]
    return []


def importers_are_whole(app_configs: object, **kwargs: Any) -> list[checks.CheckMessage]:
    """A check that is mapped to a control that nobody knows would support nothing, quietly."""
    try:
        formats()
        tools()
    except BrokenImporter as broken:
        return [checks.Error(str(broken), hint="Mend the file it names.", id="evidence.E004")]
    return []
