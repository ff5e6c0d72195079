"""Which layout a pack has, and the one door to build it."""

from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings
from django.utils import timezone, translation

from evidence.packs.audit import PackedAudit
from evidence.packs.layouts import gdpr, hipaa, pci, plain, soc2
from evidence.packs.layouts.reading import Reading
from evidence.packs.layouts.shapes import Layout
from evidence.packs.packed import Packed
from evidence.packs.people import People

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
