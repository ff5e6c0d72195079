"""Does the catalogue answer as the article on strategies does: table, healthcare provider, strategies?"""

from datetime import date

import pytest

from frameworks.compiled import shipped
from frameworks.inheritance import AccountFact, InheritanceClass, SystemFacts, UseFact, inherit
from tests.frameworks.asking import (
    AWS,
    CUSTOMER,
    SHARED,
    Asked,
    Said,
    assert_answered,
    each_of,
    services_bearing,
    split_of,
    stands,
)

TABLE: Said = {
    "Infrastructure: data centres, networking, foundations | VPCs, subnets, firewall rules": [
        ("facility-access", "ec2", SHARED, "guarded day and night", "your own side"),
        ("patching", "vpc", AWS, "routers, gateways.*kept patched", ""),
        ("network-segmentation", "vpc", SHARED, "isolated network", "lay out tiers and environments"),
        ("network-access-rules", "vpc", SHARED, "engines behind", "design subnets, route tables, security groups"),
    ],
    "Data: encryption options and tools | secured at rest and in transit with KMS": [
        ("encryption-at-rest", "ebs", SHARED, "AES-256 under a KMS key", "customer managed key"),
        ("encryption-in-transit", "redshift", SHARED, "ACM certificates", "require_ssl true"),
        # The article has KMS secure data in transit too: it keeps keys. Transport is secured by TLS and certificates.
        ("key-management", "kms", SHARED, "generates and stores key material", "key policies and grants"),
        ("encryption-in-transit", "kms", AWS, "requests to KMS demand TLS", ""),
    ],
    "Access: IAM | roles, policies, permissions by least privilege": [
        # The article has AWS manage access by IAM: AWS keeps IAM running and applies what the customer decided.
        ("access-authorization", "iam", SHARED, "platform available and evaluates policies", "have them approved"),
        ("access-authorization", "s3", SHARED, "evaluated by S3 on every request", "data owner"),
        ("least-privilege", "iam", SHARED, "default is deny", "least privilege in every role and policy"),
    ],
    "Applications: the platform below | applications, APIs, firewall settings": [
        ("patching", "lambda", SHARED, "all below the code", "function's own code"),
        ("secure-development", "api-gateway", CUSTOMER, "", "authoriser, schema, quota"),
        ("web-application-firewall", "waf", SHARED, "runs inspection", "choose rules"),
        ("application-security-testing", "ec2", CUSTOMER, "", "from the login page to the stored procedure"),
    ],
    "Monitoring: CloudTrail, Config, Security Hub | activity, logs, configuration": [
        ("audit-logging", "cloudtrail", SHARED, "90 days", "data event selectors"),
        ("configuration-monitoring", "config", SHARED, "provides Config", "prove that no Region was left out"),
        ("configuration-monitoring", "security-hub", SHARED, "maintained and evaluated", "work the failures down"),
        ("log-review", "cloudtrail", SHARED, "tool available", "saved queries on schedule"),
    ],
}

STRATEGIES: Said = {
    "Encryption: KMS is AWS's, encrypting sensitive data the customer's": [
        ("key-management", "kms", SHARED, "lets none of its staff extract", "choose origin and Region"),
        ("encryption-at-rest", "s3", SHARED, "SSE-S3 by default", "pick KMS keys"),
        ("encryption-at-rest", "rds", SHARED, "only when asked", "refuse unencrypted creation"),
        ("encryption-at-rest", "redshift", SHARED, "encrypted by default", "name the KMS key"),
    ],
    "Encryption in S3, RDS and Redshift keeps data whole": [
        # Encryption hides data; that they are unaltered other means have to show, and those the catalogue names.
        ("data-integrity", "s3", SHARED, "checksums", "versioning"),
        ("data-integrity", "rds", SHARED, "checksummed, mirrored", "constraints and transactions"),
        ("data-integrity", "redshift", SHARED, "verifies and repairs", "unauthorised changes"),
    ],
    "Access: granular control in IAM, least privilege by the customer": [
        ("least-privilege", "iam", SHARED, "boundaries, control policies and analysers", "narrower ones"),
        ("least-privilege", "dynamodb", SHARED, "single partition keys and attributes", "leading-key conditions"),
    ],
    "Access: roles, policies and access logs over many accounts": [
        ("workload-identities", "iam", SHARED, "roles, Roles Anywhere", "one role per workload"),
        ("account-guardrails", "organizations", SHARED, "enforces the policies", "policy types"),
        ("audit-logging", "iam", SHARED, "changes to identities", "global service events in the trail"),
        ("audit-logging", "sts", SHARED, "AssumeRole", "lead back to a person"),
    ],
    "Network: isolation and public and private subnets of the customer's VPC": [
        ("network-segmentation", "vpc", SHARED, "logically isolated", "isolated parts stay so"),
        ("network-segmentation", "rds", SHARED, "own virtual machine", "made of isolated subnets"),
        ("public-exposure", "vpc", SHARED, "Block Public Access", "public subnets to a named few"),
    ],
    "Network: more safety by Network Firewall": [
        ("network-access-rules", "network-firewall", SHARED, "only what routes send there", "default drop"),
        ("intrusion-detection", "network-firewall", SHARED, "managed threat signatures", "Suricata-compatible rules"),
        ("egress-control", "network-firewall", SHARED, "server names", "permitted domains"),
        ("network-segmentation", "network-firewall", SHARED, "belongs to one account", "lead every path between zones"),
    ],
    "Monitoring: tools show configuration and activity, routine finds what is wrong": [
        ("security-alerting", "cloudtrail", SHARED, "within minutes", "metric filters"),
        ("configuration-monitoring", "vpc", SHARED, "configuration item", "routes nobody approved"),
        ("log-in-monitoring", "iam", SHARED, "ConsoleLogin events", "alarms for root"),
        ("security-alerting", "security-hub", SHARED, "sent as events", "critical control begins to fail"),
    ],
    "Audits: the customer reviews policies, access and permissions periodically": [
        ("periodic-evaluation", "iam", CUSTOMER, "", "evaluate your safeguards"),
        ("policies-and-procedures", "iam", CUSTOMER, "", "rules of your own"),
        ("access-review", "iam", SHARED, "credential reports", "remove idle users, keys, roles"),
    ],
    "Audits: misconfigurations and weaknesses are found": [
        ("configuration-monitoring", "trusted-advisor", SHARED, "best-practice checks", "red and yellow items"),
        ("vulnerability-scanning", "inspector", SHARED, "continuous scanning", "work findings down"),
        ("penetration-testing", "ec2", SHARED, "customers may test", "privilege escalation by instance role"),
    ],
    "Audits: tools of others beside AWS's": [
        ("vulnerability-scanning", "ec2", SHARED, "Inspector's agent-based", "Inspector or an equal scanner"),
        ("intrusion-detection", "vpc", SHARED, "Gateway Load Balancer", "through inspection"),
    ],
}

DAY = date(2026, 11, 22)
RECORDS = "111122223333"
HOLDING = ("ec2", "ebs", "s3", "rds", "vpc", "lambda")
PATIENTS = SystemFacts(
    accounts=(AccountFact(account_id=RECORDS),),
    uses=tuple(UseFact(service=each, account_id=RECORDS, touches={"phi": "touches"}) for each in HOLDING),
)


@pytest.mark.parametrize("asked", each_of(TABLE | STRATEGIES))
def test_the_catalogue_says_what_the_article_on_strategies_says(asked: Asked) -> None:
    assert_answered(asked)


@pytest.mark.parametrize(
    ("control", "good"),
    [
        ("policies-and-procedures", "every policy is reviewed at least yearly"),
        ("access-review", "every quarter for privileged and every six months for other access"),
        ("network-access-rules", "re-justified every six months"),
        ("periodic-evaluation", "at least yearly.*retest"),
        ("configuration-monitoring", "failed rules become tickets"),
    ],
)
def test_regular_audits_are_what_good_looks_like(control: str, good: str) -> None:
    assert stands(good, shipped().controls[control].good)


@pytest.mark.parametrize(
    ("ref", "controls"),
    [
        ("164.312(a)(2)(iv)", {"encryption-at-rest", "key-management"}),
        ("164.312(e)(2)(ii)", {"encryption-in-transit"}),
        ("164.312(a)(1)", {"least-privilege", "storage-access", "unique-user-identification"}),
        ("164.312(d)", {"authentication", "mfa"}),
        ("164.312(b)", {"audit-logging", "log-review"}),
    ],
)
def test_a_healthcare_provider_encrypts_and_controls_access_on_what_aws_secures(ref: str, controls: set[str]) -> None:
    """Each of these duties is there on every service that holds records, beside AWS's part and never inside it."""
    row = shipped().requirement("hipaa", ref)
    answer = {each.ref: each for each in inherit(shipped(), "hipaa", PATIENTS, DAY)}[row.ref]
    assert answer.class_ is InheritanceClass.SHARED
    for control in controls:
        left = {part.service for part in answer.parts if part.control == control and part.customer}
        assert left >= {"s3", "rds"}
        assert any(part.aws for part in answer.parts if part.control == control)


def test_a_healthcare_provider_answers_for_hipaa_itself() -> None:
    """Data centres are AWS's to secure; risk analysis, workforce and training stay where the patients are."""
    rows = {each.ref: each for each in inherit(shipped(), "hipaa", PATIENTS, DAY)}
    for ref in ("164.308(a)(1)(ii)(A)", "164.308(a)(2)", "164.308(a)(3)", "164.308(a)(5)", "164.308(a)(8)"):
        assert (rows[ref].class_, rows[ref].aws) == (InheritanceClass.CUSTOMER, None)
    sites = [part for part in rows["164.310(a)"].parts if part.control == "facility-access"]
    assert {part.service for part in sites if part.aws} == {*HOLDING, "iam"}, "IAM is a part of every account"


def test_a_missed_setting_is_never_for_aws_to_notice() -> None:
    """Misconfigured access and forgotten encryption expose records: both stay duties of the provider."""
    for control in ("storage-access", "access-review", "encryption-at-rest", "configuration-monitoring"):
        assert not services_bearing(AWS, control) & {"s3", "rds", "redshift", "ec2", "lambda"}
    assert stands("public access", split_of("configuration-monitoring", "s3").customer)
    assert stands("encryption, public access", split_of("configuration-monitoring", "rds").customer)
