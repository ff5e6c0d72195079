"""What another tool's checks support: by the tables that ship, and where those say nothing, by this installation."""

from collections.abc import Collection, Mapping

from evidence.importing.shipped import Mapped, mapped_by_us
from evidence.models import CheckMapping


def supported_by(check_keys: Collection[str]) -> Mapping[str, Mapped]:
    """By check_key; one that is missing supports nothing. At most two queries."""
    found = {key: mapped for key in check_keys if (mapped := mapped_by_us(key))}
    rest = [key for key in check_keys if key not in found]
    said = CheckMapping.objects.known().filter(check_key__in=rest) if rest else CheckMapping.objects.none()
    for row in said.select_related("service").prefetch_related("controls"):
        controls = tuple(sorted(control.key for control in row.controls.all()))
        if controls:
            found[row.check_key] = Mapped(row.service.key if row.service else "", controls)
    return found
