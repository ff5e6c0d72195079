"""Which decisions may a person take about a requirement, and which of them change where it stands?

The table is data (decisions.toml). Here it is asked about real rows, on days on which its answer differs.
"""

from dataclasses import replace
from datetime import date

import pytest

from frameworks.compiled import shipped
from frameworks.deciding import WhyClosed, decisions_allowed, latest_end, why_closed
from frameworks.schema import DecisionKind, Known, Mark, Obligation

CATALOGUE = shipped()
DAY = date(2026, 11, 22)
EVE_OF_THE_SECURITY_RULE = date(2005, 4, 19)

ANYWHERE = {DecisionKind.NOT_APPLICABLE, DecisionKind.RISK_ACCEPTANCE}
ALTERNATIVE = {DecisionKind.ADDRESSABLE_ALTERNATIVE}
COMPENSATING = {DecisionKind.COMPENSATING_CONTROL}
CUSTOMIZED = {DecisionKind.CUSTOMIZED_APPROACH}

SUPERSEDED = {"6.4.1", "8.3.10", "10.7.1"}
"""Rows of PCI DSS whose place others took on 2025-03-31: nothing is left to decide about them since."""


def allowed(framework: str, ref: str, on: date = DAY) -> dict[DecisionKind, bool]:
    """Each kind that is open to the requirement on that day: whether it changes the requirement's status."""
    edition, requirement = CATALOGUE.edition(framework), CATALOGUE.requirement(framework, ref)
    return {each.rule.kind: each.changes_status for each in decisions_allowed(CATALOGUE, edition, requirement, on)}


def open_to(framework: str, kind: DecisionKind, on: date = DAY) -> set[str]:
    """The rows of the framework to which that kind of decision is open."""
    rows = CATALOGUE.edition(framework).requirements
    return {each.ref for each in rows if kind in allowed(framework, each.ref, on)}


@pytest.mark.parametrize(
    ("framework", "ref", "kinds"),
    [
        ("hipaa", "164.312(a)(2)(iv)", ANYWHERE | ALTERNATIVE),  # encryption at rest is addressable
        ("hipaa", "164.312(a)(2)(i)", ANYWHERE),  # unique user identification is required
        ("hipaa", "164.312(b)", ANYWHERE),  # a standard that stands without specifications
        ("pci-dss", "8.3.6", ANYWHERE | COMPENSATING | CUSTOMIZED),
        ("pci-dss", "3.3.1", ANYWHERE | COMPENSATING),
        ("pci-dss", "11.3.2", ANYWHERE | COMPENSATING),
        ("pci-dss", "A3.2.1", ANYWHERE | COMPENSATING),
        ("gdpr", "Art. 32(1)(a)", ANYWHERE),
        ("soc2", "CC6.1", ANYWHERE),
        ("nist-csf", "PR.AA-01", ANYWHERE),
    ],
)
def test_what_may_be_decided_about_a_requirement(framework: str, ref: str, kinds: set[DecisionKind]) -> None:
    assert allowed(framework, ref).keys() == kinds


@pytest.mark.parametrize(
    ("framework", "ref", "changes"),
    [
        ("pci-dss", "8.3.6", False),
        ("hipaa", "164.312(a)(2)(i)", False),
        ("hipaa", "164.312(a)(2)(iv)", True),
        ("gdpr", "Art. 32(1)(a)", False),
        ("soc2", "CC6.1", True),
        ("nist-csf", "PR.AA-01", True),
    ],
)
def test_where_an_accepted_risk_changes_anything(framework: str, ref: str, changes: bool) -> None:
    """It may be put on record anywhere. Where the rule leaves no room it is a note in the risk register."""
    assert allowed(framework, ref)[DecisionKind.RISK_ACCEPTANCE] is changes


def test_an_accepted_risk_moves_no_row_of_pci_dss_or_the_gdpr_and_of_hipaa_the_addressable_ones_only() -> None:
    moved = {
        framework: {
            each.ref
            for each in CATALOGUE.edition(framework).requirements
            if allowed(framework, each.ref).get(DecisionKind.RISK_ACCEPTANCE)
        }
        for framework in ("pci-dss", "gdpr", "hipaa")
    }
    assert (moved["pci-dss"], moved["gdpr"]) == (set(), set())
    rows = CATALOGUE.edition("hipaa").requirements
    assert moved["hipaa"] == {
        each.ref for each in rows if each.assessable and each.obligation(DAY) is not Obligation.REQUIRED
    }


def test_every_other_decision_changes_where_a_requirement_stands() -> None:
    for edition in CATALOGUE.editions.values():
        for each in edition.requirements:
            unmoved = {kind for kind, changes in allowed(edition.key, each.ref).items() if not changes}
            assert unmoved <= {DecisionKind.RISK_ACCEPTANCE}


def test_an_alternative_is_open_to_the_22_addressable_specifications_of_hipaa() -> None:
    rows = CATALOGUE.edition("hipaa").requirements
    addressable = {each.ref for each in rows if each.obligation(DAY) is Obligation.ADDRESSABLE}
    assert open_to("hipaa", DecisionKind.ADDRESSABLE_ALTERNATIVE) == addressable
    assert len(addressable) == 22


def test_no_alternative_was_open_before_the_specifications_were_owed() -> None:
    assert open_to("hipaa", DecisionKind.ADDRESSABLE_ALTERNATIVE, EVE_OF_THE_SECURITY_RULE) == set()


def test_the_customized_approach_is_open_where_pci_dss_opens_it() -> None:
    rows = CATALOGUE.edition("pci-dss").requirements
    eligible = {each.ref for each in rows if each.customized_approach is Known.YES}
    assert len(eligible) == 250
    assert open_to("pci-dss", DecisionKind.CUSTOMIZED_APPROACH) == eligible - SUPERSEDED


@pytest.mark.parametrize("framework", ["hipaa", "gdpr", "soc2", "nist-csf"])
def test_only_pci_dss_knows_compensating_controls_and_the_customized_approach(framework: str) -> None:
    for kind in (DecisionKind.COMPENSATING_CONTROL, DecisionKind.CUSTOMIZED_APPROACH):
        assert open_to(framework, kind) == set()


@pytest.mark.parametrize("framework", sorted(CATALOGUE.editions))
def test_nothing_is_decided_about_a_heading_and_something_about_every_other_row(framework: str) -> None:
    rows = CATALOGUE.edition(framework).requirements
    owed = {each.ref for each in rows if each.assessable and not each.superseded_by}
    assert open_to(framework, DecisionKind.NOT_APPLICABLE) == owed
    assert not any(allowed(framework, each.ref) for each in rows if not each.assessable)


def test_what_was_superseded_is_decided_about_only_for_the_days_on_which_it_was_owed() -> None:
    eve = date(2025, 3, 30)
    for ref in SUPERSEDED:
        assert not allowed("pci-dss", ref)
        assert DecisionKind.COMPENSATING_CONTROL in allowed("pci-dss", ref, eve)


@pytest.mark.parametrize(
    ("framework", "ref", "kind", "why"),
    [
        ("hipaa", "164.312(a)(2)(i)", DecisionKind.ADDRESSABLE_ALTERNATIVE, WhyClosed.OBLIGATION),
        ("hipaa", "164.312(b)", DecisionKind.COMPENSATING_CONTROL, WhyClosed.FRAMEWORK),
        ("pci-dss", "3.3.1", DecisionKind.CUSTOMIZED_APPROACH, WhyClosed.NOT_CUSTOMIZABLE),
        ("pci-dss", "8.3.6", DecisionKind.CUSTOMIZED_APPROACH, None),
    ],
)
def test_why_a_kind_is_closed(framework: str, ref: str, kind: DecisionKind, why: WhyClosed | None) -> None:
    rule = next(each for each in CATALOGUE.decisions if each.kind is kind)
    assert why_closed(rule, CATALOGUE.edition(framework), CATALOGUE.requirement(framework, ref), DAY) is why


def test_every_kind_lasts_a_year_at_most_by_our_own_judgement() -> None:
    for rule in CATALOGUE.decisions:
        assert rule.term is not None
        assert (rule.term.most, rule.term.mark) == ("P1Y", Mark.CONVENTION)
        assert latest_end(rule, DAY) == date(2027, 11, 21)
        assert latest_end(rule, date(2028, 2, 29)) == date(2029, 2, 27)
        assert latest_end(replace(rule, term=None), DAY) == date.max


def test_each_kind_says_what_has_to_be_on_record_and_what_it_can_never_do() -> None:
    assert [each.kind for each in CATALOGUE.decisions] == list(DecisionKind)
    assert all(each.says and len(each.asks) >= 2 and each.limits for each in CATALOGUE.decisions)
