"""Where AWS's own responsibility summary and our splits disagree, does theirs win, and is the conflict told?"""

from datetime import date, timedelta
from typing import Any

import pytest

from frameworks.compiled import Catalogue
from frameworks.inheritance import (
    AttestationFact,
    Inheritance,
    InheritanceClass,
    Overruled,
    SystemFacts,
    explain,
    inherit,
)
from frameworks.inheritance.overruling import AWSS_PART, CUSTOMERS_PART
from frameworks.schema import Bearer
from tests.frameworks.facts import ACCOUNT, DAY, OTHER_ACCOUNT, answer, contract, facts, report, use

AWS, SHARED, CUSTOMER = Bearer.AWS, Bearer.SHARED, Bearer.CUSTOMER
SITE, PATCHES, POLICY = "1.1", "1.2", "1.3"
NEXT = timedelta(days=1)


def summed(rows: dict[tuple[str, str], Bearer], **more: Any) -> AttestationFact:
    """The report, with a summary for the Care Rule."""
    return report(summaries={"care-2020": rows}, **more)


def sides(found: Inheritance) -> dict[tuple[str, str | None], tuple[str, str]]:
    return {(part.control, part.service): (part.aws, part.customer) for part in found.parts}


def both(*attestations: AttestationFact) -> SystemFacts:
    return facts(contract(), *attestations, uses=(use(), use("s3")))


def test_without_a_summary_our_splits_hold_and_nothing_is_overruled(small: Catalogue) -> None:
    for each in inherit(small, "care", both(report()), DAY):
        assert each.overruled == ()


def test_where_theirs_agrees_nothing_is_overruled(small: Catalogue) -> None:
    rows = {(SITE, ""): AWS, (PATCHES, "ec2"): SHARED, (PATCHES, "s3"): AWS, (POLICY, ""): CUSTOMER}
    assert inherit(small, "care", both(summed(rows)), DAY) == inherit(small, "care", both(report()), DAY)


def test_the_customer_bears_it_so_awss_parts_are_dropped(small: Catalogue) -> None:
    found = answer(small, both(summed({(PATCHES, ""): CUSTOMER})), PATCHES)
    assert (found.class_, found.aws) == (InheritanceClass.CUSTOMER, None)
    assert sides(found) == {
        ("patching", "ec2"): ("", "You patch the guest system."),
        ("patching", "s3"): ("", CUSTOMERS_PART),
    }
    assert found.overruled == (
        Overruled(services=("ec2",), ours=SHARED, theirs=CUSTOMER, attestations=("report-1",)),
        Overruled(services=("s3",), ours=AWS, theirs=CUSTOMER, attestations=("report-1",)),
    )


def test_aws_bears_it_so_the_customers_parts_are_dropped_and_oversight_stays(small: Catalogue) -> None:
    found = answer(small, both(summed({(PATCHES, ""): AWS})), PATCHES)
    assert found.class_ is InheritanceClass.INHERITED and found.aws is not None
    assert sides(found)["patching", "ec2"] == ("AWS patches hosts.", "")
    assert found.overruled == (Overruled(services=("ec2",), ours=SHARED, theirs=AWS, attestations=("report-1",)),)
    site = answer(small, both(summed({(SITE, ""): CUSTOMER})), SITE)
    assert sides(site) == {
        ("site", None): ("", CUSTOMERS_PART),
        ("provider-oversight", None): ("", "You read AWS's reports."),
    }


def test_both_bear_it_so_what_our_catalogue_has_no_words_for_says_where_to_read_it(small: Catalogue) -> None:
    policy = answer(small, both(summed({(POLICY, ""): SHARED})), POLICY)
    assert policy.class_ is InheritanceClass.SHARED
    assert sides(policy) == {("policy", None): (AWSS_PART, "You write it.")}
    assert policy.overruled == (Overruled(services=(), ours=CUSTOMER, theirs=SHARED, attestations=("report-1",)),)
    assert policy.aws is not None and policy.aws.supported, "AWS's part asks for its support, as any other"
    patches = answer(small, both(summed({(PATCHES, "s3"): SHARED})), PATCHES)
    assert sides(patches)["patching", "s3"] == ("AWS patches all of S3.", CUSTOMERS_PART)


def test_a_word_about_one_service_leaves_the_others_alone(small: Catalogue) -> None:
    found = answer(small, both(summed({(SITE, "ec2"): CUSTOMER})), SITE)
    site = {service: said for (control, service), said in sides(found).items() if control == "site"}
    assert site == {"ec2": ("", CUSTOMERS_PART), "s3": ("AWS guards its sites.", "")}
    assert found.class_ is InheritanceClass.SHARED
    assert [each.services for each in found.overruled] == [("ec2",)]


def test_a_word_about_one_service_wins_over_that_about_all(small: Catalogue) -> None:
    found = answer(small, both(summed({(PATCHES, ""): CUSTOMER, (PATCHES, "s3"): AWS})), PATCHES)
    assert sides(found)["patching", "s3"] == ("AWS patches all of S3.", "")
    assert sides(found)["patching", "ec2"] == ("", "You patch the guest system.")


def test_a_row_of_another_edition_or_requirement_says_nothing_here(small: Catalogue) -> None:
    elsewhere = report(summaries={"care-2030": {(PATCHES, ""): CUSTOMER}})
    usual = inherit(small, "care", both(report()), DAY)
    assert inherit(small, "care", both(elsewhere), DAY) == usual
    assert inherit(small, "care", both(summed({("9.9", ""): CUSTOMER})), DAY) == usual


@pytest.mark.parametrize("days", [0, 1])
def test_it_is_heard_from_its_first_day_on(small: Catalogue, days: int) -> None:
    first = date(2024, 10, 1)
    found = answer(small, both(summed({(PATCHES, ""): CUSTOMER})), PATCHES, on=first - days * NEXT)
    assert bool(found.overruled) is (days == 0)


def test_nobody_has_accepted_the_document_so_its_summary_is_not_heard(small: Catalogue) -> None:
    unread = summed({(PATCHES, ""): CUSTOMER}, accepted_on=None)
    assert answer(small, both(unread), PATCHES).overruled == ()


def test_a_document_that_counts_no_longer_takes_nothing_off_the_customer(small: Catalogue) -> None:
    last = date(2025, 9, 30) + timedelta(days=365)
    about = both(summed({(PATCHES, ""): AWS, (SITE, ""): CUSTOMER, (POLICY, ""): AWS}))
    for on, bears in ((last, False), (last + NEXT, True)):
        found = answer(small, about, PATCHES, on)
        assert bool(sides(found)["patching", "ec2"][1]) is bears
        assert sides(answer(small, about, POLICY, on))["policy", None][0] == AWSS_PART, "what it named stays named"
        assert answer(small, about, SITE, on).aws is None, "and what it denied stays denied"


def test_the_newest_document_that_speaks_of_it_is_heard(small: Catalogue) -> None:
    older = summed({(PATCHES, ""): CUSTOMER, (SITE, ""): CUSTOMER})
    newer = summed({(PATCHES, ""): AWS}, id="newer", period_end=date(2025, 12, 31))
    about = both(older, newer)
    assert answer(small, about, PATCHES).class_ is InheritanceClass.INHERITED
    assert answer(small, about, SITE).class_ is InheritanceClass.CUSTOMER, "the older one, where the newer is silent"


def test_where_two_accounts_have_two_documents_the_one_that_leaves_more_is_believed(small: Catalogue) -> None:
    uses = (use(), use(account_id=OTHER_ACCOUNT))
    mine = summed({(PATCHES, ""): AWS}, accounts=frozenset({ACCOUNT}))
    theirs = {
        bearer: summed({(PATCHES, ""): bearer}, id="other", accounts=frozenset({OTHER_ACCOUNT})) for bearer in Bearer
    }
    classes = {
        bearer: answer(small, facts(contract(), mine, each, uses=uses), PATCHES).class_
        for bearer, each in theirs.items()
    }
    assert classes == {
        AWS: InheritanceClass.INHERITED,
        SHARED: InheritanceClass.SHARED,
        CUSTOMER: InheritanceClass.CUSTOMER,
    }
    silent = answer(small, facts(contract(), mine, uses=uses), PATCHES)
    assert silent.class_ is InheritanceClass.SHARED, "in the account of which it does not speak our split stays"


def test_the_conflict_stands_in_the_explanation(small: Catalogue) -> None:
    found = answer(small, both(summed({(POLICY, ""): SHARED})), POLICY)
    node = explain(found, small).children[0]
    assert (node.kind, node.key, node.text) == ("summary", "any", "customer -> shared")
    assert [(each.kind, each.key) for each in node.children] == [("attestation", "report-1")]
