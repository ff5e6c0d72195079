"""Does the catalogue answer as the lesson on the shared responsibility model does, of and in the cloud?

Where the lesson is loosely worded the catalogue says what is true, and a comment says how they differ. Its table of
service types and its quiz are asked in test_asked_in_the_lesson_by_service_type.py.
"""

import pytest

from frameworks.compiled import shipped
from frameworks.schema import ProgrammeKind
from tests.frameworks.asking import AWS, CUSTOMER, SHARED, Asked, Said, assert_answered, each_of, stands

OF_THE_CLOUD: Said = {
    "AWS guards unmarked buildings around the clock": [
        ("facility-access", "ec2", SHARED, "unmarked, guarded day and night", "your own side"),
    ],
    "AWS asks two factors of whoever enters": [
        ("facility-access", "ebs", SHARED, "entered only after approval .* with two factors", "offices"),
    ],
    "AWS logs entries, reviews the logs and films": [
        ("facility-access", "ec2", SHARED, "filmed.*reviews the logs", "server rooms"),
        ("facility-access", "rds", SHARED, "watches and reviews each entry", "desk of the administrator"),
    ],
    "AWS degausses and destroys retired storage": [
        ("media-disposal", "ebs", SHARED, "degaussing.*shredding", "snapshots.*delete the key"),
        ("media-disposal", "s3", SHARED, "destroys drives", "noncurrent versions"),
    ],
    "AWS looks after servers, storage devices and networking appliances": [
        ("asset-inventory", "ec2", SHARED, "hosts, drives and network equipment", "owner and a data class"),
        ("patching", "ec2", SHARED, "physical hosts and their firmware", "guest operating system"),
        ("patching", "ebs", AWS, "patches the storage servers", ""),
        ("patching", "vpc", AWS, "routers, gateways.*kept patched", ""),
    ],
    "AWS runs host operating systems, service applications and virtualisation": [
        ("patching", "lambda", SHARED, "Firecracker hosts, the execution environment", "libraries"),
        ("patching", "s3", AWS, "from storage nodes to request front ends", ""),
        ("secure-configuration", "ec2", SHARED, "Nitro", "hardened AMIs"),
    ],
    "AWS runs routers, switches, load balancers, firewalls and cabling": [
        ("media-disposal", "vpc", AWS, "routers, switches", ""),
        ("patching", "elb", AWS, "load balancer nodes", ""),
        ("patching", "network-firewall", SHARED, "firewall's hosts", "rules of your own"),
        ("facility-access", "vpc", SHARED, "routers, switches and cabling", "customer gateway at home"),
    ],
    "AWS monitors its network at the borders and keeps it redundant": [
        ("threat-detection", "ebs", SHARED, "own hosts and network borders", "switch on detection"),
        ("log-review", "shield", SHARED, "borders around the clock", "event summaries"),
        ("high-availability", "vpc", SHARED, "are redundant without your doing", "several Zones"),
    ],
    "AWS detects intrusions into its own": [
        # Its sensors guard the platform only: the customer's network row below asks for sensors of one's own.
        ("intrusion-detection", "rds", SHARED, "hosts are watched by AWS", "inspected or flow-logged path"),
        ("intrusion-detection", "kms", AWS, "monitored for intrusion", ""),
    ],
    "AWS runs Regions, Availability Zones and edge locations": [
        ("disaster-recovery", "ec2", SHARED, "builds Zones and Regions", "come back"),
        ("high-availability", "ec2", SHARED, "keeps Zones apart", "across several"),
        ("high-availability", "shield", AWS, "every edge location and Region", ""),
    ],
    "Outside auditors verify AWS": [
        ("facility-security-plan", "ec2", SHARED, "examined by outside auditors", "buildings you occupy"),
        ("provider-oversight", "ec2", CUSTOMER, "", "each new AWS report"),
    ],
}

IN_THE_CLOUD: Said = {
    "Compute: the customer maintains guest system and applications": [
        ("patching", "ec2", SHARED, "hypervisor", "guest operating system and all applications"),
    ],
    "Compute: the customer configures security groups": [
        ("network-access-rules", "ec2", SHARED, "enforced on the Nitro card", "least-privilege security groups"),
    ],
    "Network: the customer configures VPC, subnets, NACLs and firewall rules": [
        ("network-segmentation", "vpc", SHARED, "isolated network", "lay out tiers"),
        ("network-access-rules", "vpc", SHARED, "engines behind", "subnets.*security groups and network ACLs"),
        ("network-access-rules", "ec2", SHARED, "outside the guest", "host firewall"),
        ("network-access-rules", "network-firewall", SHARED, "applies the policy", "default drop.*reason and an owner"),
    ],
    "Network: the customer detects and prevents intrusion": [
        ("intrusion-detection", "vpc", SHARED, "without them a VPC inspects nothing", "through inspection"),
        ("intrusion-detection", "network-firewall", SHARED, "stateful engine", "drop or alert per rule"),
        ("threat-detection", "vpc", SHARED, "flow and DNS data", "intrusion prevention by Network Firewall"),
    ],
    "Data: the customer decides what content to store, and with which services": [
        ("data-inventory", "lambda", SHARED, "without knowledge of its content", "decide what content to store"),
        ("data-classification", "rds", CUSTOMER, "", "per database"),
        ("data-classification", "ec2", CUSTOMER, "", "approved for a lower one"),
    ],
    "Data: the customer decides in which country it resides": [
        ("data-residency", "ebs", SHARED, "in their Region unless copied", "foreign Regions"),
        ("data-residency", "s3", SHARED, "never leave the bucket's Region unless you", "abroad"),
    ],
    "Data: the customer encrypts at rest and in transit": [
        ("encryption-at-rest", "ec2", SHARED, "instance store", "encrypted volumes"),
        ("encryption-in-transit", "rds", SHARED, "server certificate", "rds.force_ssl"),
    ],
    "Data: the customer sets its format and masks it": [
        ("data-masking", "lambda", CUSTOMER, "", "masked fields"),
        ("data-masking", "s3", CUSTOMER, "", "masked copies"),
        ("data-inventory", "lambda", SHARED, "Region, size", "key fields, format, masking"),
    ],
    "IAM: the customer manages users, groups and roles": [
        ("unique-user-identification", "iam", SHARED, "principals unique", "one to a person"),
        ("access-authorization", "iam", SHARED, "platform available", "define user roles"),
    ],
    "IAM: the customer writes permission policies": [
        ("least-privilege", "iam", SHARED, "policy language", "in every role and policy"),
    ],
    "IAM: the customer sets the password policy": [
        ("credential-policy", "iam", SHARED, "platform enforces", "set the custom password policy"),
    ],
    "IAM: the customer sets up MFA": [
        ("mfa", "iam", SHARED, "enforces MFA for root", "deny-without-MFA policy"),
    ],
    "IAM: the customer rotates access keys": [
        ("access-key-rotation", "iam", SHARED, "two keys per user", "rotate within 90 days"),
    ],
    "Account: the customer keeps log-in settings": [
        ("account-contacts", "account", SHARED, "root e-mail", "test that the addresses are read"),
        ("session-timeout", "iam", SHARED, "enforces a role's maximum", "set that maximum per role"),
    ],
    "Account: the customer protects the root user": [
        ("root-account-protection", "iam", SHARED, "MFA is mandatory", "remove root keys"),
    ],
    "Account: the customer reads billing reports": [
        ("account-contacts", "ec2", SHARED, "cost data", "look in each bill"),
        ("account-contacts", "iam", SHARED, "billing pages", "billing role"),
    ],
    "The customer decides who has access, and grants, manages and revokes it": [
        ("access-authorization", "s3", SHARED, "on every request", "data owner approve"),
        ("access-review", "s3", SHARED, "lists buckets shared outside", "review bucket policies"),
        ("joiner-mover-leaver", "s3", CUSTOMER, "", "only you know who joins, changes post and goes"),
    ],
    "The customer decides which security controls to implement": [
        ("risk-management", "s3", CUSTOMER, "", "choose, fund and finish the measures"),
    ],
}


@pytest.mark.parametrize("asked", each_of(OF_THE_CLOUD | IN_THE_CLOUD))
def test_the_catalogue_says_what_the_lesson_says(asked: Asked) -> None:
    assert_answered(asked)


def test_reports_of_the_auditors_are_there_for_customers() -> None:
    examined = [each for each in shipped().programmes.values() if each.kind is ProgrammeKind.ASSURANCE]
    assert {"aws-soc2", "aws-pci-dss", "aws-iso27001"} <= {each.key for each in examined}
    assert all(stands("AWS Artifact|public register", each.obtain) for each in examined)
