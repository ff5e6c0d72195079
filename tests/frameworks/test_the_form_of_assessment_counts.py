"""Does the form in which a system is assessed decide which of AWS's reports it may lean on, and for how long?"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from frameworks.compiled import Catalogue, compile_catalogue, shipped
from frameworks.inheritance import ReasonCode, ScopeFact, inherit
from tests.frameworks.facts import codes, facts, report, standing
from tests.frameworks.small import PROGRAMMES, write_catalogue

NEXT = timedelta(days=1)
END = date(2025, 9, 30)


def test_a_type_1_counts_where_the_rule_takes_any_kind(tmp_path: Path) -> None:
    text = PROGRAMMES.replace('variant = "type-2"\n', "")
    catalogue = compile_catalogue(write_catalogue(tmp_path, programmes=text))
    assert standing(catalogue, "report", facts(report(variant="type-1"))).reasons == ()


@pytest.mark.parametrize("variant", ["type-1", "type-2"])
@pytest.mark.parametrize(
    ("letter_days", "days", "code"),
    [
        (None, 0, None),
        (None, 1, ReasonCode.AWAITING_REPORT),
        (93, 93, None),
        (93, 94, ReasonCode.AWAITING_REPORT),
        (400, 300, None),
        (400, 301, ReasonCode.LAPSED),
    ],
)
def test_a_system_that_is_itself_assessed_on_one_day_leans_on_either_type_as_its_rule_says(
    bridging: Catalogue, variant: str, letter_days: int | None, days: int, code: ReasonCode | None
) -> None:
    letter = None if letter_days is None else END + timedelta(days=letter_days)
    visited = ScopeFact(edition="care-2020", assessment="type-1")
    about = facts(report(variant=variant, letter_until=letter), scopes=(visited,))
    found = standing(bridging, "report", about, on=END + timedelta(days=days))
    assert codes(found.reasons) == ([code] if code else [])
    assert found.bridged == (code is None and days > 0)


def test_the_form_of_assessment_counts_from_its_own_day(bridging: Catalogue) -> None:
    visited = ScopeFact(edition="care-2020", assessment="type-1", valid_until=END)
    watched = ScopeFact(edition="care-2020", assessment="type-2", valid_from=END + NEXT)
    about = facts(report(variant="type-1", letter_until=END + NEXT), scopes=(visited, watched))
    assert standing(bridging, "report", about, on=END).reasons == ()
    assert codes(standing(bridging, "report", about, on=END + NEXT).reasons) == [ReasonCode.TYPE1_ONLY]


@pytest.mark.parametrize(("days", "supported"), [(365, True), (366, False)])
def test_soc_2_takes_a_type_1_report_for_a_type_1_engagement_only(days: int, supported: bool) -> None:
    """Support-rules, section 2, SOC 2: at most twelve months before the date, plus the letter."""
    day = END + timedelta(days=days)
    soc2 = {"programme": "aws-soc2", "variant": "type-1", "period_start": END, "letter_until": day}

    def aws_supported(assessment: str) -> bool:
        about = facts(report(**soc2), scopes=(ScopeFact(edition="soc2-2017", assessment=assessment),))
        found = [each.aws for each in inherit(shipped(), "soc2", about, day) if each.ref == "CC6.4"]
        return bool(found[0] and found[0].supported)

    assert aws_supported("type-1") is supported
    assert not aws_supported("type-2") and not aws_supported("")
