"""Does a metric filter count for the events of CIS that it selects, however it is written, and for no others?"""

import pytest

from evidence.collectors.logs.events import EVENTS, terms

ROOT = '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
TRAIL = (
    "{($.eventName=CreateTrail)||($.eventName=UpdateTrail)||($.eventName=DeleteTrail)||"
    "($.eventName=StartLogging)||($.eventName=StopLogging)}"
)


def selected(pattern: str) -> set[str]:
    found = terms(pattern)
    return {name for name, needed in EVENTS.items() if needed <= found}


@pytest.mark.parametrize(
    ("pattern", "events"),
    [
        (ROOT, {"root_used"}),
        (TRAIL, {"cloudtrail_changed"}),
        ('{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }', {"sign_in_without_mfa"}),
        ('{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }', {"sign_in_failed"}),
        ('{($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*")}', {"unauthorised_calls"}),
        (
            "{ $.eventSource = kms.amazonaws.com && ($.eventName=DisableKey || $.eventName=ScheduleKeyDeletion) }",
            {"keys_disabled"},
        ),
    ],
)
def test_it_counts_as_cis_writes_it_quoted_or_bare(pattern: str, events: set[str]) -> None:
    assert selected(pattern) == events


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.userIdentity.type != "Root" }',  # the opposite
        '{ $.additionalEventData.MFAUsed = "Yes" && $.eventName = ConsoleLogin }',
        TRAIL.replace("StopLogging", "StartLogging"),  # one call is missing
        TRAIL.replace("StopLogging", "StopLoggingSoon"),
        "[ip, user, status = 4*]",  # about lines of words
        "ERROR",
        "",
    ],
)
def test_it_does_not_count_for_less_or_for_the_opposite(pattern: str) -> None:
    assert selected(pattern) == set()


def test_every_event_is_told_from_the_others() -> None:
    for name, needed in EVENTS.items():
        assert not [other for other, terms_of in EVENTS.items() if other != name and terms_of <= needed]
