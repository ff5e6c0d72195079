"""Does each reason that only the shipped rules bring stand where it must, and on no case or day beside it?"""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frameworks.compiled import shipped
from frameworks.inheritance import (
    AccountFact,
    AttestationFact,
    Inheritance,
    InheritanceClass,
    ReasonCode,
    ScopeFact,
    SystemFacts,
    UseFact,
    inherit,
)

DAY, ONE_DAY = date(2026, 11, 1), timedelta(days=1)
ACCOUNT = "111122223333"
SERVICES = ("ec2", "lambda", "rds", "s3")


def document(programme: str, **more: object) -> AttestationFact:
    """Accepted, in force and current on the day, naming every service."""
    usual: dict[str, object] = {
        "id": programme,
        "programme": programme,
        "variant": "type-2",
        "edition": "pci-dss-4.0.1",
        "valid_from": DAY - 100 * ONE_DAY,
        "period_start": DAY - 400 * ONE_DAY,
        "period_end": DAY - 10 * ONE_DAY,
        "letter_until": DAY + 30 * ONE_DAY,
        "accepted_on": DAY,
        "in_scope": dict.fromkeys(SERVICES, True),
    }
    return AttestationFact(**(usual | more))


def system(*documents: AttestationFact, role: str = "", services: tuple[str, ...] = SERVICES) -> SystemFacts:
    scopes = tuple(ScopeFact(edition=key, role=role) for key in shipped().editions) if role else ()
    return SystemFacts(
        scopes=scopes,
        accounts=(AccountFact(account_id=ACCOUNT),),
        uses=tuple(UseFact(service=service, account_id=ACCOUNT) for service in services),
        attestations=documents,
    )


def answers(edition: str, facts: SystemFacts, on: date = DAY) -> dict[str, Inheritance]:
    return {each.ref: each for each in inherit(shipped(), edition, facts, on)}


def against(answer: Inheritance) -> set[ReasonCode]:
    return {reason.code for reason in answer.aws.reasons} if answer.aws else set()


@pytest.mark.parametrize(("edition", "stands"), [("pci-dss-4.0.1", False), ("pci-dss-4.0", True), ("", True)])
def test_an_attestation_to_another_edition(edition: str, stands: bool) -> None:
    found = answers("pci-dss", system(document("aws-pci-dss", edition=edition)))
    borne = [each for each in found.values() if each.aws]
    assert borne
    assert all((ReasonCode.EDITION_MISMATCH in against(each)) is stands for each in borne)


def test_a_requirement_that_the_assessor_did_not_test_is_unsupported_and_its_neighbour_is_not() -> None:
    found = answers("pci-dss", system(document("aws-pci-dss", not_assessed=frozenset({"9.2.1"}))))
    assert against(found["9.2.1"]) == {ReasonCode.REQUIREMENT_NOT_ASSESSED}
    assert against(found["9.2.2"]) == set()
    standing = found["9.2.2"].aws
    assert standing and standing.supported


@pytest.mark.parametrize(("made_to", "stands"), [("soc2-2017", True), ("pci-dss-4.0.1", False)])
def test_the_references_that_a_report_left_out_are_those_of_its_own_edition(made_to: str, stands: bool) -> None:
    """No report has to be made to an edition to count for SOC 2; what it says of one speaks of no other."""
    report = document("aws-soc2", edition=made_to, not_assessed=frozenset({"A1.2", "164.310(a)(2)(i)"}))
    soc2, hipaa = answers("soc2", system(report)), answers("hipaa", system(report))
    assert against(soc2["A1.2"]) == ({ReasonCode.REQUIREMENT_NOT_ASSESSED} if stands else set())
    assert against(soc2["CC6.4"]) == set()
    site = hipaa["164.310(a)(2)(i)"].aws
    assert site and site.corroborated


@pytest.mark.parametrize(("days", "stands"), [(365, False), (366, True)])
def test_no_letter_bridges_an_attestation_older_than_a_year(days: int, stands: bool) -> None:
    aoc = document("aws-pci-dss", valid_from=DAY - days * ONE_DAY)
    assert (against(answers("pci-dss", system(aoc))["9.2.1"]) == {ReasonCode.LAPSED}) is stands


def test_what_applies_by_itself_is_not_missing_but_not_recorded() -> None:
    held = document("gdpr-transfer"), document("aws-gdpr-dpa")
    borne = [ref for ref, each in answers("gdpr", system(*held)).items() if each.aws]
    assert borne
    without, with_it = answers("gdpr", system(held[0])), answers("gdpr", system(*held))
    assert all(ReasonCode.NOT_RECORDED in against(without[ref]) for ref in borne)
    assert all(ReasonCode.NOT_RECORDED not in against(with_it[ref]) for ref in borne)
    assert all(ReasonCode.NO_ATTESTATION not in against(without[ref]) for ref in borne)


def test_a_transfer_without_a_mechanism_stands_against_the_articles_on_transfers_only() -> None:
    addendum = document("aws-gdpr-dpa")
    without = answers("gdpr", system(addendum))
    (rule,) = (rule for rule in shipped().rules_for("gdpr") if rule.programme == "gdpr-transfer")
    missing = {ref for ref, each in without.items() if ReasonCode.TRANSFER_MECHANISM_MISSING in against(each)}
    assert missing and missing <= set(rule.only_for)
    with_it = answers("gdpr", system(addendum, document("gdpr-transfer")))
    assert not any(against(with_it[ref]) for ref in missing)
    over = document("gdpr-transfer", valid_until=DAY - ONE_DAY)
    assert {code for ref in missing for code in against(answers("gdpr", system(addendum, over))[ref])} == {
        ReasonCode.LAPSED
    }


uses = st.lists(st.sampled_from(sorted(shipped().services)), min_size=1, max_size=6, unique=True).map(tuple)
documents = st.lists(st.sampled_from(sorted(shipped().programmes)).map(document), unique_by=lambda each: each.id)
days = st.integers(-900, 900).map(lambda number: DAY + number * ONE_DAY)


@settings(deadline=None)
@given(services=uses, held=documents, on=days)
def test_processing_integrity_is_never_inherited(
    services: tuple[str, ...], held: list[AttestationFact], on: date
) -> None:
    for each in inherit(shipped(), "soc2", system(*held, services=services), on):
        if each.ref.startswith("PI1."):
            assert each.class_ is not InheritanceClass.INHERITED
            assert each.aws is None or not each.aws.supported


@settings(deadline=None)
@given(services=uses, held=documents, on=days)
def test_no_article_of_the_gdpr_is_ever_more_than_shared(
    services: tuple[str, ...], held: list[AttestationFact], on: date
) -> None:
    found = inherit(shipped(), "gdpr", system(*held, services=services), on)
    assert all(each.class_ is not InheritanceClass.INHERITED for each in found)


@settings(deadline=None, max_examples=30)
@given(services=uses, more=st.sampled_from(sorted(shipped().services)), held=documents, on=days)
def test_in_no_framework_does_one_service_more_take_a_part_of_ours_away(
    services: tuple[str, ...], more: str, held: list[AttestationFact], on: date
) -> None:
    ours = {InheritanceClass.SHARED, InheritanceClass.CUSTOMER}
    both = tuple(dict.fromkeys((*services, more)))
    for edition in shipped().editions:
        after = answers(edition, system(*held, services=both), on)
        for ref, each in answers(edition, system(*held, services=services), on).items():
            assert each.class_ not in ours or after[ref].class_ in ours, (edition, ref)


def test_nobodys_passwords_are_awss_because_nobody_named_the_service_that_keeps_them() -> None:
    """IAM is a part of every account: PCI DSS 8.3.5 and 8.3.7 ask for passwords of people who log in through it."""
    only_storage = answers("pci-dss", system(document("aws-pci-dss"), services=("s3",)))
    for ref in ("8.3.5", "8.3.7"):
        assert only_storage[ref].class_ in {InheritanceClass.SHARED, InheritanceClass.CUSTOMER}
        assert "iam" in {part.service for part in only_storage[ref].parts if part.customer}
    assert answers("pci-dss", system(services=())) == {}, "where nothing is used nothing is answered"
