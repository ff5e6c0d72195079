"""Which layout a pack has, and the one door to build it."""

from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings
from django.utils import timezone, translation

from evidence.pack_layouts import gdpr, hipaa, pci, plain, soc2
from evidence.pack_layouts.reading import Reading
from evidence.pack_layouts.shapes import Layout
from evidence.pack_people import People
from evidence.packed import Packed
from evidence.packed_audit import PackedAudit

LAYOUTS: Final[Mapping[str, Callable[[Reading], Layout]]] = {
    "soc2": soc2.layout,
    "pci-dss": pci.layout,
    "hipaa": hipaa.layout,
    "gdpr": gdpr.layout,
}


def layout_of(packed: Packed, audit: PackedAudit, people: People) -> Layout:
    """The pack as its auditors read it, in the installation's language and UTC: the same pack, the same layout."""
    reading = Reading(packed, audit, people)
    with translation.override(settings.LANGUAGE_CODE), timezone.override("UTC"):
        return LAYOUTS.get(reading.edition.framework, plain.layout)(reading)
