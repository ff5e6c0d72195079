"""PCI DSS: in the order of a report on compliance or a self-assessment questionnaire (support-rules, section 5)."""

from django.utils.translation import gettext as _

from evidence.packs.layouts import asked, scope, shown, told
from evidence.packs.layouts.asked import Sought
from evidence.packs.layouts.reading import Reading
from evidence.packs.layouts.shapes import Layout, Section, Table, cell, row, section, to_requirement
from frameworks.schema import DecisionKind


def layout(reading: Reading) -> Layout:
    form = reading.edition.assessment_title(reading.audit.form) if reading.audit.form else _("ROC or SAQ")
    return Layout(
        title=_("PCI DSS: evidence for the assessor"),
        order=_("In the order of the %(form)s: scope, providers, scans and tests, requirements 1 to 12, appendices A.")
        % {"form": form},
        sections=(
            scope.scope(reading),
            asked.sought(reading, "documents", _("Scope documents and inventories"), _documents()),
            asked.sought(reading, "providers", _("Third-party service providers"), _providers()),
            scope.register(reading, _("AWS as third-party service provider")),
            scope.covered(reading),
            _by_quarter(reading),
            asked.sought(reading, "risk", _("Targeted risk analyses"), _analyses(reading)),
            asked.decisions(
                reading,
                "measures",
                _("Compensating controls and customized approaches"),
                (DecisionKind.COMPENSATING_CONTROL, DecisionKind.CUSTOMIZED_APPROACH),
                _("None is in force on this day."),
            ),
            asked.decisions(
                reading,
                "not-applicable",
                _("Not applicable, with reasons"),
                (DecisionKind.NOT_APPLICABLE,),
                _("Nothing was decided not to apply."),
            ),
            asked.requirements(reading, "requirements", _("Requirements 1 to 12 and appendices A")),
            asked.who_does_what(
                reading,
                _("12.8.5: who does what"),
                _(
                    "The record that requirement 12.8.5 asks for, in our own words. It is not the acknowledgement of"
                    " 12.8.2, and AWS’s own responsibility summary is not in this pack."
                ),
            ),
            asked.controls(reading),
            told.populations(reading),
            told.findings(reading),
            told.expected(reading),
            told.requests(reading),
            asked.decisions(reading, "accepted", _("Risks on record"), (DecisionKind.RISK_ACCEPTANCE,)),
            shown.items(reading),
            shown.missing(reading),
            shown.integrity(reading),
        ),
    )


def _documents() -> tuple[Sought, ...]:
    return (
        Sought(_("Confirmation of the scope"), ("scope-confirmation",), ("12.5.2", "12.5.2.1")),
        Sought(_("Network and data-flow diagrams"), ("system-diagrams",), ("1.2.3", "1.2.4")),
        Sought(_("Inventory of system components"), ("asset-inventory",), ("12.5.1",)),
        Sought(_("Where account data is stored"), ("data-inventory",), ("1.2.4", "3.2.1")),
        Sought(_("Inventory of software components"), ("component-inventory",), ("6.3.2",)),
    )


def _providers() -> tuple[Sought, ...]:
    return (
        Sought(_("12.8.1: list of providers"), ("provider-inventory",), ("12.8.1",)),
        Sought(_("12.8.2: written agreements and acknowledgements"), ("provider-agreements",), ("12.8.2",)),
        Sought(_("12.8.3: due diligence before engagement"), ("provider-due-diligence",), ("12.8.3",)),
        Sought(_("12.8.4: monitoring at least every twelve months"), ("provider-oversight",), ("12.8.4",)),
    )


def _analyses(reading: Reading) -> tuple[Sought, ...]:
    own = tuple(each.requirement.ref for each in reading.requirements if each.requirement.targeted_risk_analysis)
    return (
        Sought(_("For frequencies that the standard leaves open"), ("targeted-risk-analysis",), ("12.3.1", *own)),
        Sought(_("For a customized approach"), ("targeted-risk-analysis",), ("12.3.2",)),
    )


TESTS = {
    "vulnerability-scanning": "11.3.1",
    "external-scanning": "11.3.2",
    "penetration-testing": "11.4",
}


def _by_quarter(reading: Reading) -> Section:
    """What people handed in for scans and tests, by the quarter of its last observed day."""
    day_of = reading.packed.system.day_of
    rows = []
    for control, ref in TESTS.items():
        for item in sorted(reading.handed_in((control,)), key=lambda item: item.observed_until):
            day = day_of(item.observed_until)
            quarter = f"{day.year} Q{(day.month + 2) // 3}"
            title, place = reading.control_title(control), cell(ref, href=to_requirement(ref))
            rows.append(row(quarter, place, title, reading.listed([item])))
    table = Table(
        title=_("Scans and tests by quarter"),
        columns=(_("Quarter"), _("Requirement"), _("Kind"), _("Evidence")),
        rows=tuple(sorted(rows, key=lambda each: each.cells[0].text)),
        empty=_("Not held here: nobody handed in a scan or a test for this audit’s period."),
    )
    return section("tests", _("Scans and tests"), [table])
