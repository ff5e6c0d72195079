"""What `manage.py check` says of the catalogue that comes with the product."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from frameworks.compiled import shipped
from frameworks.schema import CatalogueError, CatalogueErrors


@register()
def check_catalogue(**kwargs: Any) -> list[CheckMessage]:
    """One error per fault of the shipped catalogue, each with its file, line and entry."""
    try:
        shipped()
    except CatalogueErrors as faults:
        return [message(fault) for fault in faults.errors]
    return []


def message(fault: CatalogueError) -> CheckMessage:
    where = f"{fault.file}:{fault.line}: {fault.key}"
    return Error(f"{where}: {fault.what}.", hint=fault.mend, id="frameworks.E001")
