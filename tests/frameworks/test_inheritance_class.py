"""Who bears a requirement, given the services in use?"""

from pathlib import Path

import pytest

from frameworks.compiled import Catalogue, compile_catalogue
from frameworks.inheritance import InheritanceClass, inherit
from frameworks.schema import Bearer, ServiceModel
from tests.frameworks.facts import DAY, account, answer, facts, use
from tests.frameworks.small import ABOUT, CONTROLS, FILES, PROGRAMMES, RULE, write_catalogue

INHERITED, SHARED, CUSTOMER = InheritanceClass.INHERITED, InheritanceClass.SHARED, InheritanceClass.CUSTOMER


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        (["s3"], INHERITED),
        (["chime"], INHERITED),
        (["s3", "chime"], INHERITED),
        (["ec2"], SHARED),
        (["s3", "ec2"], SHARED),
        (["rds"], SHARED),
    ],
)
def test_patching_depends_on_the_services(small: Catalogue, services: list[str], expected: InheritanceClass) -> None:
    about = facts(uses=tuple(use(service) for service in services))
    assert answer(small, about, "1.2").class_ is expected


def test_oversight_alone_makes_nothing_shared(small: Catalogue) -> None:
    site = answer(small, facts(), "1.1")
    assert site.class_ is INHERITED
    assert [(part.control, part.bearer) for part in site.parts] == [
        ("site", Bearer.AWS),
        ("provider-oversight", Bearer.CUSTOMER),
    ]


def test_what_aws_has_no_part_in_is_the_customers_and_has_no_standing(small: Catalogue) -> None:
    policy = answer(small, facts(), "1.3")
    assert (policy.class_, policy.aws) == (CUSTOMER, None)


def test_a_service_nobody_described_is_the_customers(small: Catalogue) -> None:
    patches = answer(small, facts(uses=(use("quantum"),)), "1.2")
    part = patches.parts[0]
    assert (patches.class_, part.bearer, part.service, part.model) == (
        CUSTOMER,
        Bearer.CUSTOMER,
        "quantum",
        None,
    )
    assert part.customer == small.controls["patching"].objective
    assert part.source == small.controls["patching"].source


def test_a_part_carries_the_split_it_was_read_from(small: Catalogue) -> None:
    on_ec2, on_s3 = answer(small, facts(uses=(use("s3"), use("ec2"))), "1.2").parts
    assert (on_ec2.service, on_ec2.model) == ("ec2", ServiceModel.INFRASTRUCTURE)
    assert (on_ec2.aws, on_ec2.customer) == ("AWS patches hosts.", "You patch the guest system.")
    lines = (CONTROLS.splitlines()[int(part.source.rsplit(":")[1]) - 1] for part in (on_ec2, on_s3))
    assert list(lines) == ["[control.split.infrastructure]", "[control.service.s3]"]
    assert (on_s3.bearer, on_s3.customer) == (Bearer.AWS, "")


def test_only_what_can_be_assessed_is_answered_in_the_editions_order(small: Catalogue) -> None:
    assert [each.ref for each in inherit(small, "care-2020", facts(), DAY)] == ["1.1", "1.2", "1.3"]


def test_a_use_counts_from_its_first_to_its_last_day_in_an_account_that_counts(small: Catalogue) -> None:
    first, last = DAY.replace(day=1), DAY.replace(day=20)
    about = facts(uses=(use(valid_from=first, valid_until=last),))
    days = [first.replace(month=2, day=28), first, last, last.replace(day=21)]
    assert [bool(inherit(small, "care", about, day)) for day in days] == [False, True, True, False]
    closed = facts(uses=(use(),), accounts=(account(valid_until=last),))
    assert [bool(inherit(small, "care", closed, day)) for day in days] == [True, True, True, False]


def test_the_newest_edition_wins(root: Path) -> None:
    newer = ABOUT.replace("2020", "2024")
    write_catalogue(
        root,
        **{
            "frameworks__care-2024": newer
            + RULE.replace("Nobody walks in.", "No visitors.")
            .replace("What care asks.", "What care now asks.")
            .replace("Known holes are closed.", "Holes are closed.")
            .replace("It is written down.", "It is signed.")
        },
    )
    catalogue = compile_catalogue(root)
    assert catalogue.edition("care").key == "care-2024"
    assert inherit(catalogue, "care", facts(), DAY)[0].edition == "care-2024"
    assert inherit(catalogue, "care-2020", facts(), DAY)[0].edition == "care-2020"


def test_gdpr_is_never_inherited_whole(root: Path) -> None:
    gdpr = {name: text.replace('"care"', '"gdpr"') for name, text in FILES.items()}
    for name, text in gdpr.items():
        file = root / name.replace("care--", "gdpr--")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert gdpr["programmes.toml"] != PROGRAMMES
    answers = inherit(compile_catalogue(root), "gdpr", facts(uses=(use("s3"),)), DAY)
    assert [each.class_ for each in answers] == [SHARED, SHARED, CUSTOMER]


def test_a_use_in_an_unknown_account_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="names account 999, which is not among the system's accounts"):
        facts(uses=(use(account_id="999"),))


def test_an_unknown_framework_is_refused_with_a_sentence(small: Catalogue) -> None:
    with pytest.raises(KeyError, match="No framework or edition is called 'hipaa'"):
        inherit(small, "hipaa", facts(), DAY)
