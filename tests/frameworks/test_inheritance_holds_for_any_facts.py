"""What holds whatever a system uses and whatever documents it has?"""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from frameworks.compiled import Catalogue, shipped
from frameworks.inheritance import (
    AccountFact,
    AttestationFact,
    Inheritance,
    InheritanceClass,
    SystemFacts,
    UseFact,
    inherit,
)
from frameworks.schema import Bearer

UNHURRIED = settings(deadline=None)  # a busy machine may stall for longer than any deadline
ACCOUNTS = tuple(
    AccountFact(account_id=each, partition=partition)
    for each, partition in (("111122223333", "aws"), ("444455556666", "aws"), ("777788889999", "aws-us-gov"))
)
START = date(2025, 1, 1)
DAYS = st.integers(0, 700).map(lambda days: START + timedelta(days=days))
MAYBE_DAYS = st.none() | DAYS
SERVICES = (*sorted(shipped().services), "not-in-the-catalogue")
CONTROLS = st.sampled_from(sorted(shipped().controls))
OPINIONS = ("unqualified", "qualified", "adverse", "disclaimed")
"""From the best to the worst."""

HIPAA = shipped().edition("hipaa")
REFS = sorted(each.ref for each in HIPAA.requirements if each.assessable)
summary_rows = st.dictionaries(
    st.tuples(st.sampled_from(REFS), st.just("") | st.sampled_from(SERVICES)), st.sampled_from(Bearer), max_size=6
)

uses = st.builds(
    UseFact,
    service=st.sampled_from(SERVICES),
    account_id=st.sampled_from([each.account_id for each in ACCOUNTS]),
    touches=st.dictionaries(st.just("phi"), st.sampled_from(["touches", "affects", "neither"])),
    valid_from=MAYBE_DAYS,
    valid_until=MAYBE_DAYS,
)
attestations = st.builds(
    AttestationFact,
    id=st.uuids().map(str),
    programme=st.sampled_from(sorted(shipped().programmes)),
    variant=st.sampled_from(["", "type-1", "type-2"]),
    period_start=MAYBE_DAYS,
    period_end=MAYBE_DAYS,
    valid_from=MAYBE_DAYS,
    valid_until=MAYBE_DAYS,
    letter_until=MAYBE_DAYS,
    accepted_on=MAYBE_DAYS,
    accounts=st.none() | st.frozensets(st.sampled_from([each.account_id for each in ACCOUNTS])),
    in_scope=st.dictionaries(st.sampled_from(SERVICES), st.booleans(), max_size=4),
    exceptions=st.frozensets(CONTROLS, max_size=2),
    opinion=st.sampled_from(["", *OPINIONS]),
    partition=st.sampled_from(["aws", "aws-us-gov"]),
    summaries=st.dictionaries(st.just(HIPAA.key), summary_rows, max_size=1),
)
systems = st.builds(
    SystemFacts,
    accounts=st.just(ACCOUNTS),
    uses=st.lists(uses, min_size=1, max_size=4).map(tuple),
    attestations=st.lists(attestations, max_size=5, unique_by=lambda each: each.id).map(tuple),
)


def hipaa(facts: SystemFacts, on: date) -> tuple[Inheritance, ...]:
    return inherit(shipped(), "hipaa", facts, on)


def has_customer_part(answer: Inheritance) -> bool:
    return answer.class_ in {InheritanceClass.SHARED, InheritanceClass.CUSTOMER}


def counts(answer: Inheritance) -> dict[str, bool]:
    """What may be leaned on: each programme by itself, and both sums."""
    if answer.aws is None:
        return {}
    each = {standing.programme: standing.met for standing in (*answer.aws.commitment, *answer.aws.assurance)}
    return {**each, "supported": answer.aws.supported, "corroborated": answer.aws.corroborated}


@UNHURRIED
@given(facts=systems, more=uses, on=DAYS)
def test_one_service_more_never_takes_a_customer_part_away(facts: SystemFacts, more: UseFact, on: date) -> None:
    before = hipaa(facts, on)
    after = {each.ref: each for each in hipaa(replace(facts, uses=(*facts.uses, more)), on)}
    assert all(has_customer_part(after[each.ref]) for each in before if has_customer_part(each))


@UNHURRIED
@given(facts=systems, on=DAYS, data=st.data())
def test_a_document_that_lapses_improves_nothing(facts: SystemFacts, on: date, data: st.DataObject) -> None:
    before = {each.ref: counts(each) for each in hipaa(facts, on)}
    ended = data.draw(st.sets(st.sampled_from(range(len(facts.attestations) or 1))))
    lapsed = tuple(
        replace(each, valid_until=on - timedelta(days=1)) if at in ended else each
        for at, each in enumerate(facts.attestations)
    )
    for each in hipaa(replace(facts, attestations=lapsed), on):
        assert all(before[each.ref][name] for name, met in counts(each).items() if met)


@UNHURRIED
@given(facts=systems, on=DAYS, data=st.data())
def test_a_worse_opinion_improves_nothing(facts: SystemFacts, on: date, data: st.DataObject) -> None:
    before = {each.ref: counts(each) for each in hipaa(facts, on)}
    worse = tuple(
        replace(each, opinion=data.draw(st.sampled_from(OPINIONS[OPINIONS.index(each.opinion or "unqualified") :])))
        for each in facts.attestations
    )
    for each in hipaa(replace(facts, attestations=worse), on):
        assert all(before[each.ref][name] for name, met in counts(each).items() if met)


@UNHURRIED
@given(facts=systems, on=DAYS, random=st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(facts: SystemFacts, on: date, random: object) -> None:
    shuffled = {}
    for name in ("accounts", "uses", "attestations"):
        values = list(getattr(facts, name))
        random.shuffle(values)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
        shuffled[name] = tuple(values)
    assert hipaa(replace(facts, **shuffled), on) == hipaa(facts, on)


@UNHURRIED
@given(facts=systems)
def test_before_the_first_use_there_is_no_answer(facts: SystemFacts) -> None:
    begun = replace(facts, uses=tuple(replace(each, valid_from=START) for each in facts.uses))
    assert hipaa(begun, START - timedelta(days=1)) == ()


@UNHURRIED
@given(facts=systems, on=DAYS)
def test_gdpr_never_exceeds_shared(facts: SystemFacts, on: date) -> None:
    edition = shipped().edition("hipaa")
    gdpr = Catalogue(
        **{
            name: getattr(shipped(), name)
            for name in ("themes", "controls", "services", "programmes", "rules", "scopes")
        },
        editions={edition.key: replace(edition, framework="gdpr")},
    )
    assert all(
        each.class_ in {InheritanceClass.SHARED, InheritanceClass.CUSTOMER} for each in inherit(gdpr, "gdpr", facts, on)
    )


@UNHURRIED
@given(facts=systems, on=DAYS)
def test_the_class_and_the_parts_tell_the_same_story(facts: SystemFacts, on: date) -> None:
    for each in hipaa(facts, on):
        assert (each.aws is None) == all(part.bearer == "customer" for part in each.parts)
        assert (each.class_ is InheritanceClass.CUSTOMER) == (each.aws is None)
        assert all(bool(part.customer) == (part.bearer != "aws") for part in each.parts)
