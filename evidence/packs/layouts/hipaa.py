"""HIPAA: in the order of the audit protocol of HHS's Office for Civil Rights.

The protocol (July 2018, hhs.gov, “Audit Protocol”) is organised by rule and provision, and takes privacy, security and
breach notification one after the other.
"""

from django.utils.translation import gettext as _

from evidence.packs.layouts import asked, scope, shown, told
from evidence.packs.layouts.asked import Sought
from evidence.packs.layouts.reading import Reading
from evidence.packs.layouts.shapes import Layout
from frameworks.schema import DecisionKind, Requirement


def _of(subpart: str) -> asked.Asked:
    """Requirements whose reference begins so: 164.3 is the Security Rule, 164.4 breaches, 164.5 the Privacy Rule."""

    def keeps(requirement: Requirement) -> bool:
        return requirement.ref.startswith(subpart)

    return keeps


def layout(reading: Reading) -> Layout:
    return Layout(
        title=_("HIPAA: evidence in the order of OCR’s audit protocol"),
        order=_("In the order of OCR’s audit protocol: Privacy Rule, Security Rule, Breach Notification Rule."),
        sections=(
            scope.scope(reading),
            asked.sought(reading, "documents", _("What the protocol asks for first"), _documents()),
            scope.register(
                reading,
                _("Business associate agreements, and what corroborates them"),
                _(
                    "The agreement with AWS and AWS’s reports are not in this pack, nor any wording of them. There is"
                    " no HIPAA certificate: an agreement binds AWS, an examination corroborates it. The auditor gets"
                    " each from the organisation or from AWS, as said beside it."
                ),
            ),
            scope.covered(reading, _("Account by account: is the agreement in force?")),
            asked.requirements(reading, "privacy", _("Privacy Rule"), only=_of("164.5")),
            asked.requirements(reading, "security", _("Security Rule"), only=_of("164.3")),
            asked.requirements(reading, "breach", _("Breach Notification Rule"), only=_of("164.4")),
            asked.decisions(
                reading,
                "addressable",
                _("Addressable specifications: decisions"),
                (DecisionKind.ADDRESSABLE_ALTERNATIVE,),
                _("No equivalent alternative is on record: each addressable specification is answered as it stands."),
            ),
            asked.decisions(
                reading,
                "decisions",
                _("Other decisions"),
                (DecisionKind.NOT_APPLICABLE, DecisionKind.RISK_ACCEPTANCE),
            ),
            asked.controls(reading),
            told.expected(reading),
            told.populations(reading),
            told.findings(reading),
            told.requests(reading),
            shown.items(reading),
            shown.missing(reading),
            shown.integrity(reading),
        ),
    )


def _documents() -> tuple[Sought, ...]:
    return (
        Sought(_("Notice of privacy practices"), ("privacy-notice",), ("164.520",)),
        Sought(_("Risk analysis"), ("risk-analysis",), ("164.308(a)(1)(ii)(A)",)),
        Sought(_("Risk management plan"), ("risk-management",), ("164.308(a)(1)(ii)(B)",)),
        Sought(_("Sanctions applied"), ("sanction-policy",), ("164.308(a)(1)(ii)(C)", "164.530(e)")),
        Sought(_("Reviews of system activity"), ("log-review",), ("164.308(a)(1)(ii)(D)",)),
        Sought(
            _("Training of the workforce"),
            ("security-awareness", "role-based-training"),
            ("164.308(a)(5)", "164.530(b)"),
        ),
        Sought(_("Contingency tests"), ("continuity-exercise", "restore-testing"), ("164.308(a)(7)(ii)(D)",)),
        Sought(_("Evaluation"), ("periodic-evaluation",), ("164.308(a)(8)",)),
        Sought(_("Business associate contracts"), ("business-associate-agreements",), ("164.308(b)", "164.504(e)")),
        Sought(_("Policies, with six years of versions"), ("policies-and-procedures",), ("164.316(b)", "164.530(i)")),
        Sought(_("Breach risk assessments"), ("breach-assessment",), ("164.402", "164.414(b)")),
        Sought(_("Breach notices sent"), ("breach-notification",), ("164.404", "164.408")),
    )
