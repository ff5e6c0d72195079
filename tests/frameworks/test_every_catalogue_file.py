"""Is the shipped catalogue whole? What it has to say is asked in the test_asked_in_….py files beside this one."""

from datetime import date

import pytest

from frameworks.compiled import SHIPPED, compile_catalogue, shipped
from frameworks.schema import ANY_MODEL, Bearer, DecisionKind, ExpectedOf, RuleRole, ServiceModel

NECESSARY = {
    "hipaa": ["aws-hipaa-baa"],
    "pci-dss": ["aws-pci-dss"],
    "gdpr": ["aws-gdpr-dpa", "gdpr-transfer"],
    "soc2": ["aws-soc2"],
}
"""Without which AWS's part has no support, for all requirements or for those on transfers."""


def test_every_file_is_read_and_none_has_a_fault() -> None:
    catalogue = compile_catalogue(SHIPPED)
    sources = [
        *(each.source for each in catalogue.editions.values()),
        *(each.source for edition in catalogue.editions.values() for each in edition.requirements),
        *(each.source for each in catalogue.controls.values()),
        *(each.source for each in catalogue.services.values()),
        *(each.source for each in catalogue.programmes.values()),
        *(each.source for each in catalogue.scopes.values()),
        *(each.source for each in catalogue.decisions),
        *(each.source for each in catalogue.expectations),
        *(each.source for each in catalogue.crosswalks.values()),
    ]
    read = {source.rsplit(":", 1)[0] for source in sources}
    written = {f"frameworks/catalogue/{file.relative_to(SHIPPED).as_posix()}" for file in SHIPPED.rglob("*.toml")}
    assert read == written


def test_every_pair_of_control_and_service_has_a_split() -> None:
    catalogue = shipped()
    pairs = [(control, service) for control in catalogue.controls.values() for service in catalogue.services]
    assert pairs
    assert [pair for pair in pairs if catalogue.split_of(*pair) is None] == []


def test_five_frameworks_are_there() -> None:
    assert {each.framework for each in shipped().editions.values()} == {*NECESSARY, "nist-csf"}


@pytest.mark.parametrize("framework", NECESSARY)
def test_every_framework_that_aws_has_something_to_show_for_says_what_is_necessary(framework: str) -> None:
    rules = shipped().rules_for(framework)
    assert [rule.programme for rule in rules if rule.role is RuleRole.NECESSARY] == NECESSARY[framework]
    assert all(rule.says for rule in rules)


def test_nothing_that_aws_shows_is_necessary_for_the_nist_framework() -> None:
    """On purpose: a report of AWS's made to other criteria is not one made to these, so AWS's part has no support."""
    assert RuleRole.NECESSARY not in {rule.role for rule in shipped().rules_for("nist-csf")}


def test_every_kind_of_decision_says_where_it_is_allowed() -> None:
    assert [each.kind for each in shipped().decisions] == list(DecisionKind)


def test_there_is_a_beginning_for_what_is_expected_of_aws_and_of_clients() -> None:
    said = [each.kind for each in shipped().expectations]
    assert (said.count(ExpectedOf.AWS), said.count(ExpectedOf.CLIENTS)) == (12, 9)
    assert all(each.wording.startswith(("AWS ", "The client ")) for each in shipped().expectations)


def test_the_mapping_that_nist_published_runs_from_all_22_standards_of_the_security_rule() -> None:
    mapping = shipped().crosswalks["hipaa--nist-800-53-r5"]
    standards = {each.ref for each in shipped().edition("hipaa").requirements if each.kind == "standard"}
    assert mapping.links.keys() <= standards
    assert len(mapping.links) == 22
    assert sum(len(targets) for targets in mapping.links.values()) == 189
    assert len({target for targets in mapping.links.values() for target in targets}) == 108


def test_89_services_are_there_those_of_the_first_slice_among_them() -> None:
    first = """ec2 ebs vpc s3 rds dynamodb redshift lambda elastic-beanstalk ecs eks kms sts iam cloudtrail
    cloudwatch config security-hub guardduty inspector shield waf backup trusted-advisor chime"""
    assert set(first.split()) <= shipped().services.keys()
    assert len(shipped().services) == 89


@pytest.mark.parametrize("model", ServiceModel)
def test_every_model_of_service_has_services(model: ServiceModel) -> None:
    assert [each for each in shipped().services.values() if each.model is model]


def test_a_service_that_aws_ended_is_still_there() -> None:
    assert shipped().services["chime"].retired_on == date(2026, 2, 20)


def test_every_shipped_list_of_services_says_where_it_is_from_and_of_which_day() -> None:
    for scope in shipped().scopes.values():
        assert scope.as_of <= date.today()
        assert scope.source_url.startswith("https://")
        assert scope.services


@pytest.mark.parametrize(
    "control",
    ["security-awareness", "sanction-policy", "workforce-clearance", "security-official", "risk-analysis"],
)
def test_no_aws_service_changes_what_an_organisation_does_with_its_people(control: str) -> None:
    splits = shipped().controls[control].splits
    assert list(splits) == [ANY_MODEL]
    assert splits[ANY_MODEL].bearer is Bearer.CUSTOMER
