"""GDPR: an accountability file (Articles 5(2) and 24), which is no attestation; redacted unless asked otherwise."""

from django.utils.translation import gettext as _

from evidence.packs.layouts import asked, scope, shown, told
from evidence.packs.layouts.asked import Sought
from evidence.packs.layouts.reading import Reading
from evidence.packs.layouts.shapes import Layout
from frameworks.schema import Requirement


def layout(reading: Reading) -> Layout:
    return Layout(
        title=_("GDPR: accountability file"),
        order=_(
            "In the order in which an authority asks: records of processing, impact assessments,"
            " legal bases, processors, transfers, security, breaches, rights, officer; then the articles one by one."
        ),
        sections=(
            scope.scope(
                reading, lead=_("This file shows how the organisation accounts for itself. It attests nothing.")
            ),
            asked.sought(reading, "accountability", _("The file"), _documents()),
            scope.register(
                reading,
                _("Article 28 and transfers: AWS as processor"),
                _(
                    "Identity and dates of AWS’s terms and reports, and where an authority gets each. None of them is"
                    " in this file. A certificate under ISO 27001 is none under Article 42."
                ),
            ),
            scope.covered(reading),
            asked.requirements(
                reading,
                "security",
                _("Article 32: measures"),
                only=_is_of_security,
            ),
            asked.requirements(
                reading, "articles", _("The other articles"), only=lambda each: not _is_of_security(each)
            ),
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


def _is_of_security(requirement: Requirement) -> bool:
    return requirement.ref == "Art. 32" or requirement.ref.startswith("Art. 32(")


def _documents() -> tuple[Sought, ...]:
    return (
        Sought(_("Records of processing"), ("records-of-processing",), ("Art. 30(1)", "Art. 30(2)")),
        Sought(_("Data protection impact assessments"), ("impact-assessment",), ("Art. 35",)),
        Sought(_("Legal bases, consent included"), ("lawful-basis", "consent"), ("Art. 6", "Art. 7", "Art. 9")),
        Sought(_("Contracts with processors"), ("data-processing-agreements", "subprocessor-management"), ("Art. 28",)),
        Sought(_("Transfers and their safeguards"), ("transfer-mechanism", "data-residency"), ("Art. 44", "Art. 46")),
        Sought(
            _("Measures of security, and their tests"),
            ("risk-analysis", "penetration-testing", "restore-testing", "policies-and-procedures"),
            ("Art. 32",),
        ),
        Sought(_("Breach register"), ("breach-assessment", "breach-notification"), ("Art. 33(5)",)),
        Sought(
            _("Log of requests by data subjects"),
            ("subject-access", "erasure", "restriction-and-objection"),
            ("Art. 12", "Art. 15", "Art. 17"),
        ),
        Sought(_("Data protection officer"), ("privacy-official",), ("Art. 37", "Art. 38", "Art. 39")),
        Sought(_("Information given to data subjects"), ("privacy-notice",), ("Art. 13", "Art. 14")),
    )
