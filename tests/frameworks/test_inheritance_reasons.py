"""Why may AWS's part not be leaned on: does each reason appear on its day, and not on the day beside it?"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from frameworks.compiled import Catalogue, compile_catalogue
from frameworks.inheritance import Reason, ReasonCode, SystemFacts, UseFact
from tests.frameworks.facts import (
    ACCOUNT,
    DAY,
    OTHER_ACCOUNT,
    account,
    answer,
    codes,
    contract,
    facts,
    report,
    standing,
    use,
)
from tests.frameworks.small import PROGRAMMES, write_catalogue

NEXT = timedelta(days=1)


def reasons(
    catalogue: Catalogue, programme: str, about: SystemFacts, on: date = DAY, ref: str = "1.2"
) -> tuple[Reason, ...]:
    found = standing(catalogue, programme, about, ref, on)
    assert found.met is not bool(found.reasons)
    return found.reasons


def test_nothing_stands_against_two_documents_that_count(small: Catalogue) -> None:
    aws = answer(small, facts(contract(), report())).aws
    assert aws is not None
    assert (aws.supported, aws.corroborated, aws.reasons) == (True, True, ())
    assert [each.attestations for each in (*aws.commitment, *aws.assurance)] == [
        ("contract-1",),
        ("report-1",),
    ]


def test_commitment_and_assurance_are_told_apart(small: Catalogue) -> None:
    committed = answer(small, facts(contract())).aws
    examined = answer(small, facts(report())).aws
    assert committed is not None
    assert examined is not None
    assert (committed.supported, committed.corroborated) == (True, False)
    assert (examined.supported, examined.corroborated) == (False, True)
    assert codes(examined.reasons) == [ReasonCode.NO_ATTESTATION]


def test_no_attestation(small: Catalogue) -> None:
    assert reasons(small, "contract", facts()) == (Reason(code=ReasonCode.NO_ATTESTATION, account_id=ACCOUNT),)
    assert reasons(small, "report", facts()) == (Reason(code=ReasonCode.NO_ATTESTATION),)


def test_not_yet_reviewed(small: Catalogue) -> None:
    assert reasons(small, "contract", facts(contract(accepted_on=None))) == (
        Reason(code=ReasonCode.NOT_YET_REVIEWED, account_id=ACCOUNT, attestation_id="contract-1"),
    )
    assert reasons(small, "contract", facts(contract())) == ()


def test_a_document_accepted_later_counts_for_the_day_before(small: Catalogue) -> None:
    """The knowledge date is the caller's: what was accepted by then restates earlier days."""
    assert reasons(small, "contract", facts(contract(accepted_on=DAY + NEXT))) == ()


def test_an_agreement_lapses_after_its_last_day(small: Catalogue) -> None:
    last = date(2026, 12, 31)
    assert reasons(small, "contract", facts(contract()), last) == ()
    assert reasons(small, "contract", facts(contract()), last + NEXT) == (
        Reason(code=ReasonCode.LAPSED, account_id=ACCOUNT, attestation_id="contract-1", day=last),
    )


def test_a_report_lapses_when_its_period_ended_too_long_ago(small: Catalogue) -> None:
    last = date(2025, 9, 30) + timedelta(days=365)
    assert reasons(small, "report", facts(report()), last) == ()
    assert reasons(small, "report", facts(report()), last + NEXT) == (
        Reason(code=ReasonCode.LAPSED, attestation_id="report-1", day=last),
    )


def test_a_gap_before_the_first_day(small: Catalogue) -> None:
    first = date(2026, 1, 1)
    assert reasons(small, "contract", facts(contract()), first) == ()
    assert reasons(small, "contract", facts(contract()), first - NEXT) == (
        Reason(code=ReasonCode.PERIOD_GAP, account_id=ACCOUNT, attestation_id="contract-1", day=first),
    )
    assert reasons(small, "report", facts(report()), date(2024, 10, 1)) == ()
    assert codes(reasons(small, "report", facts(report()), date(2024, 9, 30))) == [ReasonCode.PERIOD_GAP]


def test_a_report_without_a_period_covers_nothing(small: Catalogue) -> None:
    assert codes(reasons(small, "report", facts(report(period_end=None)))) == [ReasonCode.PERIOD_GAP]


def test_a_gap_between_two_agreements_is_told_by_the_later_one(small: Catalogue) -> None:
    first = contract(id="a", valid_until=date(2026, 2, 1))
    second = contract(id="b", valid_from=date(2026, 4, 1))
    reason = reasons(small, "contract", facts(first, second))[0]
    assert (reason.code, reason.attestation_id, reason.day) == (ReasonCode.PERIOD_GAP, "b", date(2026, 4, 1))


def test_type_1_only(small: Catalogue) -> None:
    assert codes(reasons(small, "report", facts(report(variant="type-1")))) == [ReasonCode.TYPE1_ONLY]
    both = facts(report(variant="type-1"), report(id="report-2"))
    assert reasons(small, "report", both) == ()


def test_each_account_that_holds_the_data_needs_the_agreement(small: Catalogue) -> None:
    both = (use(), use(account_id=OTHER_ACCOUNT))
    assert reasons(small, "contract", facts(contract(), uses=both)) == (
        Reason(code=ReasonCode.ACCOUNT_NOT_COVERED, account_id=OTHER_ACCOUNT),
    )
    elsewhere = (use(), use(account_id=OTHER_ACCOUNT, touch="neither"))
    assert reasons(small, "contract", facts(contract(), uses=elsewhere)) == ()
    wide = contract(accounts=None)
    assert reasons(small, "contract", facts(wide, uses=both)) == ()


def test_two_agreements_carry_two_accounts(small: Catalogue) -> None:
    second = contract(id="contract-2", accounts=frozenset({OTHER_ACCOUNT}))
    about = facts(contract(), second, uses=(use(), use(account_id=OTHER_ACCOUNT)))
    assert standing(small, "contract", about).attestations == ("contract-1", "contract-2")


def test_another_partition_is_excluded(small: Catalogue) -> None:
    gov = facts(report(), accounts=(account(partition="aws-us-gov"),))
    assert codes(reasons(small, "report", gov)) == [ReasonCode.REGION_EXCLUDED]
    both = facts(report(), report(id="gov", partition="aws-us-gov"), accounts=(account(partition="aws-us-gov"),))
    assert standing(small, "report", both).attestations == ("gov",)


def test_an_open_exception_counts_for_the_requirements_of_its_control(small: Catalogue) -> None:
    about = facts(contract(), report(exceptions=frozenset({"patching"})))
    assert reasons(small, "report", about, ref="1.2") == (
        Reason(code=ReasonCode.EXCEPTION_OPEN, attestation_id="report-1", control="patching"),
    )
    assert reasons(small, "report", about, ref="1.1") == ()


def test_an_exception_is_not_forgotten_because_its_report_lapsed(small: Catalogue) -> None:
    newer = report(
        id="newer",
        period_end=date(2025, 12, 31),
        exceptions=frozenset({"patching"}),
        valid_until=DAY - NEXT,
    )
    assert codes(reasons(small, "report", facts(report(), newer))) == [ReasonCode.EXCEPTION_OPEN]


def test_an_exception_counts_though_a_newer_report_without_it_has_lapsed(small: Catalogue) -> None:
    newer = report(id="newer", period_end=date(2025, 12, 31), valid_until=DAY - NEXT)
    about = facts(report(exceptions=frozenset({"patching"})), newer)
    assert codes(reasons(small, "report", about)) == [ReasonCode.EXCEPTION_OPEN]


def test_an_exception_is_over_when_a_newer_report_that_counts_no_longer_has_it(small: Catalogue) -> None:
    newer = report(id="newer", period_end=date(2025, 12, 31))
    about = facts(report(exceptions=frozenset({"patching"})), newer)
    assert reasons(small, "report", about) == ()


@pytest.mark.parametrize("opinion", ["adverse", "disclaimed"])
def test_an_opinion_against_the_report_stands_against_all_of_it(small: Catalogue, opinion: str) -> None:
    about = facts(contract(), report(opinion=opinion))
    for ref in ("1.1", "1.2"):
        assert reasons(small, "report", about, ref=ref) == (
            Reason(code=ReasonCode.EXCEPTION_OPEN, attestation_id="report-1"),
        )


@pytest.mark.parametrize("opinion", ["", "unqualified", "qualified"])
def test_any_other_opinion_leaves_what_it_does_not_name(small: Catalogue, opinion: str) -> None:
    about = facts(contract(), report(opinion=opinion, exceptions=frozenset({"patching"})))
    assert reasons(small, "report", about, ref="1.1") == ()
    assert codes(reasons(small, "report", about, ref="1.2")) == [ReasonCode.EXCEPTION_OPEN]


def test_a_newer_report_with_an_opinion_against_it_is_not_passed_over_for_an_older_one(small: Catalogue) -> None:
    opposed = report(id="newer", period_end=date(2025, 12, 31), opinion="adverse")
    for newer in (opposed, replace(opposed, valid_until=DAY - NEXT)):
        assert reasons(small, "report", facts(report(), newer)) == (
            Reason(code=ReasonCode.EXCEPTION_OPEN, attestation_id="newer"),
        )
    unread = replace(opposed, accepted_on=None)
    assert reasons(small, "report", facts(report(), unread)) == ()


def test_an_opinion_against_an_older_report_is_over_when_a_newer_one_counts(small: Catalogue) -> None:
    newer = report(id="newer", period_end=date(2025, 12, 31), opinion="unqualified")
    assert reasons(small, "report", facts(report(opinion="adverse"), newer)) == ()


def test_a_lapsed_documents_yes_is_worth_nothing_and_its_no_is_remembered(small: Catalogue) -> None:
    uses = (use("chime"),)
    silent = contract(in_scope={})
    for word, expected in ((True, ReasonCode.SCOPE_UNKNOWN), (False, ReasonCode.SERVICE_OUT_OF_SCOPE)):
        lapsed = contract(id="newer", valid_from=date(2026, 2, 1), valid_until=DAY - NEXT, in_scope={"chime": word})
        assert codes(reasons(small, "contract", facts(silent, lapsed, uses=uses))) == [expected]


def test_the_newest_word_on_a_service_counts(small: Catalogue) -> None:
    newer = contract(id="newer", valid_from=date(2026, 2, 1), in_scope={"ec2": False})
    assert codes(reasons(small, "contract", facts(contract(), newer))) == [ReasonCode.SERVICE_OUT_OF_SCOPE]
    silent = contract(id="newer", valid_from=date(2026, 2, 1), in_scope={})
    in_july = date(2026, 7, 20)
    assert reasons(small, "contract", facts(contract(), silent), in_july) == ()
    unread = contract(id="newer", valid_from=date(2026, 2, 1), in_scope={"ec2": False}, accepted_on=None)
    assert reasons(small, "contract", facts(contract(), unread)) == ()


def test_a_service_out_of_scope(small: Catalogue) -> None:
    listed = facts(contract(), uses=(use("rds"),))
    assert reasons(small, "contract", listed) == (
        Reason(code=ReasonCode.SERVICE_OUT_OF_SCOPE, service="rds", day=date(2026, 1, 1)),
    )
    confirmed = facts(contract(in_scope={"rds": True}), uses=(use("rds"),))
    assert reasons(small, "contract", confirmed) == ()
    refused = facts(contract(in_scope={"ec2": False}))
    assert reasons(small, "contract", refused) == (
        Reason(code=ReasonCode.SERVICE_OUT_OF_SCOPE, service="ec2", attestation_id="contract-1"),
    )


def test_a_service_out_of_scope_is_fine_until_the_data_enters_it(small: Catalogue) -> None:
    for touch, met in (("touches", False), ("affects", True), ("neither", True)):
        about = facts(contract(), uses=(use(), use("rds", touch=touch)))
        assert standing(small, "contract", about).met is met


def test_a_service_of_which_nobody_said_what_it_touches_counts_as_touched(small: Catalogue) -> None:
    silent = UseFact(service="rds", account_id=ACCOUNT)
    assert not standing(small, "contract", facts(contract(), uses=(silent,))).met


def test_without_a_document_that_counts_only_a_known_no_is_said_of_a_service(small: Catalogue) -> None:
    about = facts(uses=(use("ec2"), use("rds"), use("chime")))
    assert reasons(small, "contract", about) == (
        Reason(code=ReasonCode.NO_ATTESTATION, account_id=ACCOUNT),
        Reason(code=ReasonCode.SERVICE_OUT_OF_SCOPE, service="rds", day=date(2026, 1, 1)),
    )


def test_scope_unknown(small: Catalogue) -> None:
    about = facts(contract(), uses=(use("chime"),))
    assert reasons(small, "contract", about) == (Reason(code=ReasonCode.SCOPE_UNKNOWN, service="chime"),)


def test_a_shipped_yes_is_outdated_after_six_months(small: Catalogue) -> None:
    as_of = date(2026, 1, 1)
    silent = facts(contract(in_scope={}))
    fresh = as_of + timedelta(days=183)
    assert reasons(small, "contract", silent, fresh) == ()
    assert reasons(small, "contract", silent, fresh + NEXT) == (
        Reason(code=ReasonCode.SCOPE_OUTDATED, service="ec2", day=as_of),
    )
    assert reasons(small, "contract", facts(contract()), fresh + NEXT) == ()


def test_a_list_is_outdated_for_days_long_before_it_too(small: Catalogue) -> None:
    long_held = contract(in_scope={}, valid_from=date(2020, 1, 1))
    early = date(2026, 1, 1) - timedelta(days=183)
    assert reasons(small, "contract", facts(long_held), early) == ()
    assert codes(reasons(small, "contract", facts(long_held), early - NEXT)) == [ReasonCode.SCOPE_OUTDATED]


def test_only_the_services_in_which_aws_has_a_part_are_tested(small: Catalogue) -> None:
    """Of a service nobody described AWS patches nothing, but it guards the site of every service."""
    about = facts(contract(), uses=(use(), use("quantum")))
    assert reasons(small, "contract", about, ref="1.2") == ()
    assert codes(reasons(small, "contract", about, ref="1.1")) == [ReasonCode.SCOPE_UNKNOWN]


def test_without_the_data_the_document_itself_is_still_needed(small: Catalogue) -> None:
    dry = (use(touch="neither"),)
    assert standing(small, "contract", facts(contract(), uses=dry)).met
    assert codes(reasons(small, "contract", facts(uses=dry))) == [ReasonCode.NO_ATTESTATION]


END = date(2025, 9, 30)


@pytest.mark.parametrize(
    ("letter_until", "days", "code", "bridged"),
    [
        (None, 0, None, False),
        (None, 1, ReasonCode.AWAITING_REPORT, False),
        (END + timedelta(days=30), 30, None, True),
        (END + timedelta(days=30), 31, ReasonCode.AWAITING_REPORT, False),
        (END + timedelta(days=200), 92, None, True),
        (END + timedelta(days=200), 93, ReasonCode.BRIDGE_TOO_LONG, False),
        (None, 243, ReasonCode.AWAITING_REPORT, False),
        (None, 244, ReasonCode.LAPSED, False),
    ],
)
def test_past_its_end_a_report_needs_a_letter_and_later_a_successor(
    bridging: Catalogue, letter_until: date | None, days: int, code: ReasonCode | None, bridged: bool
) -> None:
    found = standing(bridging, "report", facts(report(letter_until=letter_until)), on=END + timedelta(days=days))
    assert codes(found.reasons) == ([code] if code else [])
    assert (found.met, found.bridged) == (code is None, bridged)


def test_a_programme_that_never_covers_a_requirement(bridging: Catalogue) -> None:
    about = facts(contract(), report())
    assert codes(reasons(bridging, "report", about, END, ref="1.1")) == [ReasonCode.PROGRAMME_NEVER_COVERS]
    assert reasons(bridging, "report", about, END, ref="1.2") == ()
    aws = answer(bridging, about, "1.1", END).aws
    assert aws is not None
    assert not aws.supported


def test_a_commitment_that_answers_a_requirement_says_so(tmp_path: Path) -> None:
    text = PROGRAMMES.replace('tests = ["touches"]', 'tests = ["touches"]\nanswers_fully = ["1.1(a)"]', 1)
    catalogue = compile_catalogue(write_catalogue(tmp_path, programmes=text))
    about = facts(contract())
    assert standing(catalogue, "contract", about, ref="1.1").answers_fully
    assert not standing(catalogue, "contract", about, ref="1.2").answers_fully


def test_a_document_that_counts_from_a_date_counts_for_so_many_days(tmp_path: Path) -> None:
    text = PROGRAMMES.replace('currency = "period"', 'currency = "from-date"')
    catalogue = compile_catalogue(write_catalogue(tmp_path, programmes=text))
    begun = date(2025, 6, 1)
    about = facts(report(valid_from=begun))
    last = begun + timedelta(days=365)
    assert reasons(catalogue, "report", about, last) == ()
    assert codes(reasons(catalogue, "report", about, last + NEXT)) == [ReasonCode.LAPSED]
    assert codes(reasons(catalogue, "report", facts(report()), last)) == [ReasonCode.PERIOD_GAP]


def test_a_framework_without_rules_is_supported_by_nothing(tmp_path: Path) -> None:
    text = PROGRAMMES.partition("[[rule]]")[0]
    catalogue = compile_catalogue(write_catalogue(tmp_path, programmes=text))
    aws = answer(catalogue, facts(contract(), report())).aws
    assert aws is not None
    assert (aws.supported, aws.corroborated, aws.commitment, aws.assurance) == (False, False, (), ())
