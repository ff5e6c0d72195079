"""Does the catalogue answer as the cloud security guide does: both lists, best practices, five services?

What the guide says of regulations and of misconceptions is asked in test_asked_in_the_guide_on_compliance.py.
"""

import pytest

from frameworks.compiled import shipped
from tests.frameworks.asking import (
    AWS,
    CUSTOMER,
    SHARED,
    Asked,
    Said,
    assert_answered,
    each_of,
    service_named,
    split_of,
    stands,
)

BOTH_LISTS: Said = {
    "AWS secures infrastructure: hardware, data centres, network": [
        ("asset-inventory", "ec2", SHARED, "hosts, drives and network equipment", "software inside the guest"),
        ("environmental-protection", "rds", AWS, "equipment under a managed service", ""),
        ("patching", "vpc", AWS, "routers, gateways, NAT", ""),
    ],
    "AWS secures hardware physically: entry, surveillance, handling": [
        ("facility-access", "ec2", SHARED, "filmed, and entered only after approval", "your own side"),
        ("media-protection", "ec2", SHARED, "tracked by AWS from delivery to destruction", "prepared for import"),
    ],
    "AWS secures network and hypervisor, which isolates customers": [
        ("network-segmentation", "ebs", SHARED, "not readable by another customer", "its own account"),
        ("network-segmentation", "vpc", SHARED, "logically isolated network", "on purpose only"),
        ("patching", "ec2", SHARED, "hypervisor", "guest operating system"),
    ],
    "The customer encrypts data at rest and in transit": [
        ("encryption-at-rest", "ec2", SHARED, "encrypted in hardware", "encrypted AMIs onto encrypted volumes"),
        ("encryption-in-transit", "ec2", SHARED, "other instance types send what the guest sends", "TLS or IPsec"),
    ],
    "The customer controls access to data and protects it": [
        ("storage-access", "s3", SHARED, "access control tools", "bucket policies by least privilege"),
        ("data-loss-prevention", "s3", SHARED, "Block Public Access applies", "alarm on replication or policy changes"),
    ],
    "The customer manages IAM policies, roles, permissions": [
        ("access-authorization", "iam", SHARED, "IAM platform available", "user roles and permissions"),
        ("least-privilege", "iam", SHARED, "policy language", "every role and policy"),
    ],
    "The customer authenticates and authorises its users": [
        ("authentication", "iam", SHARED, "runs sign-in", "configure the providers"),
        ("authentication", "ec2", SHARED, "manages no accounts afterwards", "join instances to a directory"),
    ],
    "The customer patches, assesses and secures its applications": [
        ("patching", "ec2", SHARED, "physical hosts", "all applications on each instance"),
        ("vulnerability-scanning", "ec2", SHARED, "virtualisation layer", "every instance under Inspector"),
        ("secure-development", "ec2", CUSTOMER, "", "all code that is yours"),
        ("application-security-testing", "ec2", CUSTOMER, "", "scan the templates that create it"),
    ],
    "The customer secures operating systems and installed software": [
        ("secure-configuration", "ec2", SHARED, "maintained base AMIs", "IMDSv2"),
        ("malware-protection", "ec2", SHARED, "Nitro hypervisor isolates", "anti-malware on each guest"),
    ],
    "The customer configures its network": [
        ("network-access-rules", "vpc", SHARED, "engines behind", "subnets, route tables"),
    ],
}

PER_SERVICE: Said = {
    "EC2: AWS secures hypervisor, hardware and network": [
        ("patching", "ec2", SHARED, "hypervisor, the physical hosts and their firmware", "guest"),
        ("network-access-rules", "ec2", SHARED, "address spoofing is blocked", "IMDSv2"),
    ],
    "EC2: the customer configures the OS, patches, filters, secures data": [
        ("secure-configuration", "ec2", SHARED, "no interactive access", "Systems Manager instead of open SSH"),
        ("patching", "ec2", SHARED, "firmware", "reboot where a kernel fix requires it"),
        ("network-access-rules", "ec2", SHARED, "cannot switch them off", "security groups to each interface"),
        ("encryption-at-rest", "ec2", SHARED, "lost at stop", "encryption in the guest"),
    ],
    "S3: AWS protects infrastructure and provides access control tools": [
        ("media-protection", "s3", SHARED, "drives in at least three guarded sites", "bulk import"),
        ("storage-access", "s3", SHARED, "policies, access points, Block Public Access", "ACLs disabled"),
    ],
    "S3: the customer encrypts, writes bucket policies, controls access, monitors": [
        ("encryption-at-rest", "s3", SHARED, "SSE-S3", "pick KMS keys"),
        ("access-authorization", "s3", SHARED, "evaluated by S3", "data owner approve each reader and writer"),
        ("public-exposure", "s3", SHARED, "enforces these settings", "set the block"),
        ("log-review", "s3", SHARED, "access records available", "who read regulated objects"),
        ("audit-logging", "s3", SHARED, "bucket-level changes", "enable data events"),
    ],
    "RDS: AWS manages engine, OS and infrastructure": [
        ("patching", "rds", SHARED, "operating system and database engine", "maintenance window"),
        ("secure-configuration", "rds", SHARED, "hardens the database host", "parameter"),
        ("capacity-management", "rds", SHARED, "hosts are replaced by AWS", "free storage"),
    ],
    "RDS: the customer configures access, encryption, backups, instance type, parameters": [
        ("storage-access", "rds", SHARED, "only by the engine", "named users or IAM authentication"),
        ("network-access-rules", "rds", SHARED, "firewalls of its hosts", "private subnets"),
        ("encryption-at-rest", "rds", SHARED, "of an encrypted instance", "select encryption and key at creation"),
        # AWS runs the backups, and by default keeps them a few days only: how long is the customer's.
        ("backup", "rds", SHARED, "takes a daily snapshot", "set the retention above zero"),
        ("capacity-management", "rds", SHARED, "storage can grow", "choose the instance class"),
        ("secure-configuration", "rds", SHARED, "default parameter groups", "custom parameter and option groups"),
    ],
    "Lambda: AWS manages infrastructure and execution environment": [
        ("patching", "lambda", SHARED, "hosts, the execution environment", "libraries"),
        ("malware-protection", "lambda", SHARED, "its own microVM", "sign and verify packages"),
    ],
    "Lambda: the customer writes secure code, sets roles, guards event sources": [
        ("secure-development", "lambda", CUSTOMER, "", "threats per event source"),
        ("least-privilege", "lambda", SHARED, "one execution role", "a role of its own with exact permissions"),
        ("workload-identities", "lambda", SHARED, "credentials of the function's", "limit event sources"),
        ("secure-configuration", "lambda", SHARED, "Firecracker isolation", "event sources that only known principals"),
    ],
    "VPC: AWS provides the network below": [
        ("high-availability", "vpc", SHARED, "virtual router, internet gateways", "several Zones"),
        ("disaster-recovery", "vpc", SHARED, "backbone, Regional edge and transit", "twin network"),
    ],
    "VPC: the customer configures subnets, routes, NACLs and security groups": [
        ("network-access-rules", "vpc", SHARED, "isolated network", "subnets, route tables, security groups and netw"),
        ("secure-configuration", "vpc", SHARED, "mapping service", "lay out subnets and firewall rules"),
    ],
}

PRACTICES = {
    "Encrypt at rest, with KMS": ("encryption-at-rest", "EBS encryption by default.*RDS.*SSE-KMS"),
    "Encrypt in transit": ("encryption-in-transit", "TLS 1.2 or newer.*refuse plain connections"),
    "MFA for user accounts": ("mfa", "required at the identity provider for all.*user with a password has a device"),
    "MFA for root above all": ("root-account-protection", "root has two hardware MFA devices"),
    "Least privilege for users and applications": ("least-privilege", "no policy in use grants Action \\*.*shrink"),
    "Review policies and permissions regularly": ("access-review", "every quarter.*confirms or revokes.*IAM"),
    "Record with CloudTrail": ("audit-logging", "CloudTrail organisation trail"),
    "Alarm with CloudWatch": ("security-alerting", "CloudWatch alarms.*root use, disabled logging"),
    "Patch regularly": ("patching", "approved baseline.*within 30 days"),
    "Scan, with Inspector": ("vulnerability-scanning", "Inspector is on"),
    "Isolate by VPC": ("network-segmentation", "separate accounts and VPCs.*private subnets"),
    "Security groups and NACLs, inbound and outbound": (
        "network-access-rules",
        "security groups name sources.*network ACLs.*inbound and outbound",
    ),
    "Back up centrally, with AWS Backup": ("backup", "AWS Backup plans.*second account and Region"),
    "Test restores": ("restore-testing", "restored into an isolated account"),
    "Test disaster recovery plans": ("disaster-recovery", "runbook is exercised every year"),
}
"""The guide's seven practices, each of its parts with the control that names it, in words of what good looks like."""


@pytest.mark.parametrize("asked", each_of(BOTH_LISTS | PER_SERVICE))
def test_the_catalogue_says_what_the_guide_says(asked: Asked) -> None:
    assert_answered(asked)


@pytest.mark.parametrize(("control", "good"), PRACTICES.values(), ids=PRACTICES.keys())
def test_a_best_practice_is_what_good_looks_like(control: str, good: str) -> None:
    assert stands(good, shipped().controls[control].good)


def test_native_encryption_is_an_option_where_there_is_data_to_encrypt() -> None:
    """RDS and EBS, as the guide says. It names STS with them, which issues credentials and keeps nothing to encrypt."""
    assert stands("select encryption", split_of("encryption-at-rest", "rds").customer)
    assert stands("switch on encryption", split_of("encryption-at-rest", "ebs").customer)
    token_service = split_of("encryption-at-rest", service_named("Security Token Service").key)
    assert (token_service.bearer, token_service.customer) == (AWS, "")
    assert stands("credentials are issued rather than filed", token_service.aws)
