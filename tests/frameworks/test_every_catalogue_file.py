"""Is the shipped catalogue whole, and does it say what the documents that asked for the product say?"""

import re
from datetime import date

import pytest

from frameworks.compiled import SHIPPED, compile_catalogue, shipped
from frameworks.schema import ANY_MODEL, Bearer, Split

AWS, SHARED, CUSTOMER = Bearer.AWS, Bearer.SHARED, Bearer.CUSTOMER


def test_every_file_is_read_and_none_has_a_fault() -> None:
    catalogue = compile_catalogue(SHIPPED)
    entries = (
        *catalogue.editions.values(),
        *(each for edition in catalogue.editions.values() for each in edition.requirements),
        *catalogue.controls.values(),
        *catalogue.services.values(),
        *catalogue.programmes.values(),
        *catalogue.scopes.values(),
    )
    read = {entry.source.rsplit(":", 1)[0] for entry in entries}
    written = {f"frameworks/catalogue/{file.relative_to(SHIPPED).as_posix()}" for file in SHIPPED.rglob("*.toml")}
    assert read == written


def test_every_pair_of_control_and_service_has_a_split() -> None:
    catalogue = shipped()
    pairs = [(control, service) for control in catalogue.controls.values() for service in catalogue.services]
    assert pairs
    assert [pair for pair in pairs if catalogue.split_of(*pair) is None] == []


def test_every_framework_has_a_programme_that_is_necessary() -> None:
    for edition in shipped().editions.values():
        assert "necessary" in {rule.role for rule in shipped().rules_for(edition.framework)}


def test_the_services_of_the_first_slice_are_there() -> None:
    first = """ec2 ebs vpc s3 rds dynamodb redshift lambda elastic-beanstalk ecs eks kms sts iam cloudtrail
    cloudwatch config security-hub guardduty inspector shield waf backup trusted-advisor chime"""
    assert set(first.split()) <= shipped().services.keys()


def test_a_service_that_aws_ended_is_still_there() -> None:
    assert shipped().services["chime"].retired_on == date(2026, 2, 20)


def test_every_shipped_list_of_services_says_where_it_is_from_and_of_which_day() -> None:
    for scope in shipped().scopes.values():
        assert scope.as_of <= date.today()
        assert scope.source_url.startswith("https://")
        assert scope.services


# Each row of the tables in the documents that the product was asked for in, for services that answer it:
# who bears it, a word of AWS's part, a word of the customer's part.
SAID = [
    ("patching", "ec2", SHARED, "hypervisor", "guest operating system"),
    ("patching", "ec2", SHARED, "hosts", "applications"),
    ("patching", "rds", SHARED, "operating system", "window"),
    ("patching", "rds", SHARED, "engine", "major version"),
    ("patching", "lambda", SHARED, "all below the code", "libraries"),
    ("patching", "dynamodb", AWS, "patches", ""),
    ("patching", "chime", SHARED, "patched", "clients"),
    ("facility-access", "ec2", SHARED, "guarded", "your own side"),
    ("facility-access", "ec2", SHARED, "two factors", "offices"),
    ("environmental-protection", "ec2", AWS, "", ""),
    ("media-disposal", "ebs", SHARED, "destroyed", "key"),
    ("encryption-at-rest", "s3", SHARED, "encrypted", "KMS keys"),
    ("encryption-at-rest", "ebs", SHARED, "encrypts", "Switch on encryption"),
    ("encryption-at-rest", "rds", SHARED, "encrypts", "Select encryption"),
    (
        "encryption-in-transit",
        "ec2",
        SHARED,
        "automatically",
        "between EC2 instances is encrypted stays with you",
    ),
    ("key-rotation", "kms", SHARED, "renews", "Enable rotation"),
    ("least-privilege", "iam", SHARED, "IAM|Policy language", "least privilege"),
    ("mfa", "iam", SHARED, "enforces", "Enable devices"),
    ("credential-policy", "iam", SHARED, "platform", "password policy"),
    ("root-account-protection", "iam", SHARED, "root", "Remove root keys"),
    ("network-segmentation", "vpc", SHARED, "isolated network", "tiers"),
    ("network-access-rules", "vpc", SHARED, "isolated network", "security groups and network ACLs"),
    ("network-access-rules", "waf", SHARED, "rule evaluation", "web ACL"),
    ("audit-logging", "cloudtrail", SHARED, "captures", "trail"),
    ("security-alerting", "cloudwatch", SHARED, "evaluates alarms", "Set up alarms"),
    ("threat-detection", "guardduty", SHARED, "threat intelligence", "Enable detectors"),
    ("configuration-monitoring", "config", SHARED, "provides Config", "Configure recorders"),
    ("secure-configuration", "ec2", SHARED, "AMIs", "hardened"),
    ("secure-configuration", "ecs", SHARED, "scheduler", "task definitions"),
    ("vulnerability-scanning", "inspector", SHARED, "scanning", "Activate"),
    ("incident-response", "cloudtrail", SHARED, "Availability", "respond"),
    ("disaster-recovery", "rds", SHARED, "run by AWS", "rehearse"),
]


@pytest.mark.parametrize(("control", "service", "bearer", "aws", "customer"), SAID)
def test_the_split_says_what_was_asked_for(control: str, service: str, bearer: Bearer, aws: str, customer: str) -> None:
    split = split_of(control, service)
    assert split.bearer is bearer
    assert re.search(aws, split.aws, re.IGNORECASE)
    assert re.search(customer, split.customer, re.IGNORECASE)
    assert bool(split.customer) is (bearer is not AWS)


@pytest.mark.parametrize("service", sorted(shipped().services))
def test_the_environment_of_aws_sites_is_never_the_customers(service: str) -> None:
    assert split_of("environmental-protection", service).bearer is AWS


@pytest.mark.parametrize("service", sorted(shipped().services))
def test_who_may_do_what_is_never_decided_by_aws(service: str) -> None:
    assert all(
        split_of(control, service).bearer is not AWS
        for control in ("least-privilege", "access-authorization", "joiner-mover-leaver")
    )


@pytest.mark.parametrize(
    "control",
    ["security-awareness", "sanction-policy", "workforce-clearance", "security-official", "risk-analysis"],
)
def test_no_aws_service_changes_what_an_organisation_does_with_its_people(control: str) -> None:
    splits = shipped().controls[control].splits
    assert list(splits) == [ANY_MODEL]
    assert splits[ANY_MODEL].bearer is CUSTOMER


def split_of(control: str, service: str) -> Split:
    split = shipped().split_of(shipped().controls[control], service)
    assert split is not None
    return split
