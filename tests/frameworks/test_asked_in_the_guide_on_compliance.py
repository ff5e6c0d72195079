"""Does the product answer as the cloud security guide does on regulations, and to the misconceptions that it names?

Misconceptions are asked of the whole catalogue: one split that gives AWS what the guide leaves to the customer fails.
"""

from dataclasses import replace
from datetime import date

import pytest

from frameworks.compiled import shipped
from frameworks.inheritance import (
    AccountFact,
    AttestationFact,
    Inheritance,
    InheritanceClass,
    SystemFacts,
    UseFact,
    inherit,
)
from frameworks.schema import ANY_MODEL, Known, ProgrammeKind, RuleRole
from tests.frameworks.asking import AWS, CUSTOMER, service_named, services_bearing, split_of, stands

DAY = date(2026, 11, 22)
ACCOUNT = "111122223333"
USED = ("ec2", "ebs", "vpc", "s3", "rds", "lambda", "iam", "kms", "cloudtrail")
FRAMEWORKS = ["gdpr", "hipaa", "pci-dss", "soc2"]


def document(programme: str, valid_from: date | None = None) -> AttestationFact:
    """A document of AWS's as the officer accepted it: it names the account and every service in use."""
    return AttestationFact(
        id=programme,
        programme=programme,
        identity="AWS-DEMO",
        valid_from=valid_from,
        accepted_on=DAY,
        accounts=frozenset({ACCOUNT}),
        in_scope=dict.fromkeys(USED, True),
    )


REPORT = replace(
    document("aws-soc2"),
    variant="type-2",
    period_start=date(2025, 10, 1),
    period_end=date(2026, 9, 30),
    letter_until=date(2026, 12, 31),
)
DOCUMENTS = (
    document("aws-hipaa-baa", date(2026, 1, 1)),
    document("aws-gdpr-dpa", date(2026, 1, 1)),
    replace(document("aws-pci-dss", date(2026, 6, 1)), edition="pci-dss-4.0.1"),
    REPORT,
)


def answers(framework: str, *documents: AttestationFact) -> dict[str, Inheritance]:
    facts = SystemFacts(
        accounts=(AccountFact(account_id=ACCOUNT),),
        uses=tuple(UseFact(service=service, account_id=ACCOUNT) for service in USED),
        attestations=documents,
    )
    every = inherit(shipped(), framework, facts, DAY)
    return {each.ref: each for each in every if each.class_ is not InheritanceClass.NOT_APPLICABLE}


def controls_of(framework: str, ref: str) -> set[str]:
    return {link.control for link in shipped().requirement(framework, ref).controls}


def necessary(framework: str) -> set[str]:
    """Whatever the row: GDPR's rule on transfers concerns a few of them."""
    rules = shipped().rules_for(framework)
    return {rule.programme for rule in rules if rule.role is RuleRole.NECESSARY and not rule.only_for}


@pytest.mark.parametrize(
    ("framework", "ref", "controls"),
    [
        # GDPR: encryption, access control and logs are what AWS offers for it, and what the customer switches on.
        ("gdpr", "Art. 32(1)(a)", {"encryption-at-rest", "encryption-in-transit"}),
        ("gdpr", "Art. 32(1)(b)", {"least-privilege"}),
        ("gdpr", "Art. 32(4)", {"data-access-logging", "least-privilege"}),
        # HIPAA: services are configured by the customer to the safeguards for health information.
        ("hipaa", "164.312(a)(2)(iv)", {"encryption-at-rest"}),
        ("hipaa", "164.312(a)(1)", {"least-privilege", "storage-access"}),
        ("hipaa", "164.312(b)", {"audit-logging"}),
        ("hipaa", "164.312(e)(1)", {"encryption-in-transit"}),
        # PCI DSS: cardholder data is encrypted, and access to it logged.
        ("pci-dss", "3.5.1", {"encryption-at-rest"}),
        ("pci-dss", "4.2.1", {"encryption-in-transit"}),
        ("pci-dss", "10.2.1.1", {"data-access-logging"}),
        # SOC 2: AWS is examined, and the customer still protects its applications.
        ("soc2", "CC6.1", {"authentication", "encryption-at-rest"}),
        ("soc2", "CC7.2", {"audit-logging"}),
    ],
)
def test_tools_of_aws_help_with_what_the_customer_must_still_do(framework: str, ref: str, controls: set[str]) -> None:
    assert controls <= controls_of(framework, ref)
    answer = answers(framework, *DOCUMENTS)[shipped().requirement(framework, ref).ref]
    assert answer.class_ is InheritanceClass.SHARED
    for control in controls:
        assert any(part.aws for part in answer.parts if part.control == control)
        assert any(part.customer for part in answer.parts if part.control == control)


def test_each_regulation_leans_on_its_own_document_of_aws() -> None:
    """The guide speaks of compliance that AWS manages; which paper shows it, an auditor asks first."""
    assert necessary("hipaa") == {"aws-hipaa-baa"}
    assert necessary("pci-dss") == {"aws-pci-dss"}
    assert necessary("gdpr") == {"aws-gdpr-dpa"}
    assert necessary("soc2") == {"aws-soc2"}
    kinds = {key: programme.kind for key, programme in shipped().programmes.items()}
    assert kinds["aws-hipaa-baa"] is kinds["aws-gdpr-dpa"] is ProgrammeKind.COMMITMENT
    assert kinds["aws-pci-dss"] is kinds["aws-soc2"] is kinds["aws-iso27001"] is ProgrammeKind.ASSURANCE


@pytest.mark.parametrize("name", ["EC2", "S3", "RDS", "Lambda", "VPC"])
def test_aws_offers_services_eligible_for_health_information(name: str) -> None:
    assert shipped().scopes["aws-hipaa-baa"].services[service_named(name).key].value is Known.YES


def test_the_soc_2_report_supports_every_category_but_processing_integrity() -> None:
    """The guide names processing integrity among the categories that AWS is examined for. It is not."""
    borne = {ref: each.aws.supported for ref, each in answers("soc2", *DOCUMENTS).items() if each.aws}
    assert {ref for ref, supported in borne.items() if not supported} == {
        ref for ref in borne if ref.startswith("PI1.")
    }
    assert any(ref.startswith("A1.") for ref in borne)
    assert any(ref.startswith("PI1.") for ref in borne)


@pytest.mark.parametrize("service", ["s3", "rds", "ebs"])
def test_the_customer_chooses_the_region_where_data_reside(service: str) -> None:
    residency = split_of("data-residency", service)
    assert stands("in their Region|in the Region|the bucket's Region", residency.aws)
    assert stands("Region", residency.customer)
    assert "data-residency" in controls_of("gdpr", "Art. 44")


@pytest.mark.parametrize(
    "control", ["least-privilege", "access-authorization", "joiner-mover-leaver", "secure-development", "code-review"]
)
def test_misconception_aws_is_fully_responsible_for_security(control: str) -> None:
    """Data, applications and access are the customer's to secure, whatever service they use."""
    assert services_bearing(AWS, control) == set()


def test_misconception_aws_knows_what_your_data_are() -> None:
    """Only where a service keeps no content of the customer's is nothing left to classify."""
    keeping_none = services_bearing(AWS, "data-classification")
    assert keeping_none <= {"shield", "sts", "trusted-advisor"}
    for service in keeping_none:
        assert stands("no content|nothing is left|no data", split_of("data-classification", service).aws)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_misconception_compliance_is_for_aws_alone(framework: str) -> None:
    """Every document of AWS's at once supports AWS's part, and takes nothing from the customer's."""
    with_all, with_none = answers(framework, *DOCUMENTS), answers(framework)
    assert any(each.aws and each.aws.supported for each in with_all.values())
    assert not any(each.aws and each.aws.supported for each in with_none.values())
    assert {ref: (each.class_, each.parts) for ref, each in with_all.items()} == {
        ref: (each.class_, each.parts) for ref, each in with_none.items()
    }
    assert all(any(part.customer for part in each.parts) for each in with_all.values())


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_misconception_what_an_organisation_decides_can_be_handed_over(framework: str) -> None:
    rows = shipped().edition(framework).requirements
    given = answers(framework, *DOCUMENTS)
    own = {row.ref for row in rows if row.organisational and row.ref in given}
    assert own
    assert {(given[ref].class_, given[ref].aws) for ref in own} == {(InheritanceClass.CUSTOMER, None)}


def test_misconception_the_model_is_the_same_for_every_service() -> None:
    """An instance leaves its operating system to the customer in many controls; a function leaves it in none."""
    control_keys = [key for key, control in shipped().controls.items() if ANY_MODEL not in control.splits]
    for key in control_keys:
        on_instance, on_function = split_of(key, "ec2"), split_of(key, "lambda")
        assert (on_instance.aws, on_instance.customer) != (on_function.aws, on_function.customer)

    def concerned_with_the_system(service: str) -> list[str]:
        system = r"\bguests?\b|operating system"
        return [key for key in control_keys if stands(system, split_of(key, service).customer)]

    assert len(concerned_with_the_system("ec2")) >= 20
    assert concerned_with_the_system("lambda") == []


@pytest.mark.parametrize("service", ["s3", "rds", "aurora", "dynamodb", "redshift", "ebs", "efs"])
@pytest.mark.parametrize(
    "control",
    [
        "encryption-at-rest",
        "storage-access",
        "least-privilege",
        "access-authorization",
        "data-classification",
        "data-retention",
        "backup",
        "secure-development",
    ],
)
def test_misconception_a_secure_aws_makes_my_data_secure(control: str, service: str) -> None:
    """Wherever data lie, encryption, access and the application before them leave the customer something to do."""
    assert service not in services_bearing(AWS, control)
    assert split_of(control, service).customer


def test_misconception_the_customer_needs_no_evaluation_of_its_own() -> None:
    assert services_bearing(CUSTOMER, "periodic-evaluation") == set(shipped().services)
    assert stands("says nothing about what you built", split_of("periodic-evaluation", "ec2").customer)
