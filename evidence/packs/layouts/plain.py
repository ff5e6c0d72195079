"""Any other framework: in the order of its edition."""

from django.utils.translation import gettext as _

from evidence.packs.layouts import asked, scope, shown, told
from evidence.packs.layouts.reading import Reading
from evidence.packs.layouts.shapes import Layout


def layout(reading: Reading) -> Layout:
    return Layout(
        title=_("%(edition)s: evidence") % {"edition": reading.edition.title},
        order=_("In the order of the edition."),
        sections=(
            scope.scope(reading),
            scope.register(reading),
            scope.covered(reading),
            asked.requirements(reading, "requirements", _("Requirements")),
            asked.controls(reading),
            asked.decisions(reading, "decisions", _("Decisions")),
            told.expected(reading),
            told.populations(reading),
            told.findings(reading),
            told.requests(reading),
            shown.items(reading),
            shown.missing(reading),
            shown.integrity(reading),
        ),
    )
