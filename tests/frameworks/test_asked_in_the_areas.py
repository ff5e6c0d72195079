"""Does the catalogue answer as the document on the model's areas does: both lists, shared controls, the table?"""

import pytest

from frameworks.compiled import shipped
from frameworks.schema import ProgrammeKind
from tests.frameworks.asking import AWS, CUSTOMER, SHARED, Asked, Said, assert_answered, each_of, service_named

OF_THE_CLOUD: Said = {
    "Data centres: AWS controls access and watches": [
        ("facility-access", "s3", SHARED, "authorises, watches and reviews each entry", "screens and printers"),
        ("facility-security-plan", "ec2", SHARED, "perimeter, intrusion detection, cameras", "buildings you occupy"),
    ],
    "Data centres: AWS keeps climate, power and protection from disasters": [
        ("environmental-protection", "ec2", AWS, "uninterruptible supplies and generators, cooling, fire", ""),
        ("environmental-protection", "dynamodb", AWS, "around the clock", ""),
        ("disaster-recovery", "ebs", SHARED, "one disaster does not take two", "snapshots copied"),
    ],
    "Hardware: AWS maintains networking equipment, storage and servers": [
        ("patching", "vpc", AWS, "packet-forwarding fleet", ""),
        ("patching", "ebs", AWS, "patches the storage servers and the Nitro cards", ""),
        ("media-movement", "ec2", SHARED, "tracked by AWS from delivery", "your own equipment"),
    ],
    "Hardware: AWS secures virtualisation": [
        ("patching", "ec2", SHARED, "patches the hypervisor", "guest operating system"),
        ("network-segmentation", "ec2", SHARED, "Nitro isolates instances", "separate subnets"),
    ],
    "Global infrastructure: AWS connects Zones and Regions securely": [
        ("encryption-in-transit", "vpc", SHARED, "between facilities and inter-Region peering", "encryption controls"),
        ("data-residency", "vpc", SHARED, "stays on AWS's backbone", "inter-Region peering"),
    ],
    "Global infrastructure: AWS keeps it highly available": [
        ("high-availability", "dynamodb", SHARED, "stored in three Zones", "scaling limits"),
        ("high-availability", "s3", SHARED, "at least three Zones", "avoid One Zone"),
        ("high-availability", "ec2", SHARED, "keeps Zones apart", "across several"),
    ],
    "Global infrastructure: AWS Shield protects against DDoS": [
        # Standard does, for everyone; what reaches the application still has to be designed, and Advanced ordered.
        ("ddos-protection", "shield", SHARED, "Standard protects everyone automatically", "name the resources"),
        ("ddos-protection", "ec2", SHARED, "Standard covers every public address", "balancers"),
        ("ddos-protection", "sts", AWS, "defended by AWS against floods", ""),
    ],
    "Example: AWS patches the services that it manages": [
        ("patching", "rds", SHARED, "operating system and database engine", "maintenance window"),
        ("patching", "dynamodb", AWS, "patches storage nodes", ""),
    ],
    "Example: AWS keeps compute, storage and network available": [
        ("high-availability", "lambda", SHARED, "run across Zones", "several Zones"),
        ("high-availability", "ebs", SHARED, "mirrored inside its Zone", "mirror ends"),
        ("high-availability", "vpc", SHARED, "redundant", "several Zones"),
    ],
    "Example: AWS manages physical assets": [
        ("asset-inventory", "ec2", SHARED, "from purchase to destruction", "owner and a data class"),
    ],
}

IN_THE_CLOUD: Said = {
    "IAM: the customer creates accounts, roles and permissions": [
        ("access-authorization", "iam", SHARED, "evaluates policies", "define user roles and permissions"),
        ("joiner-mover-leaver", "iam", CUSTOMER, "", "from hiring to departure"),
    ],
    "IAM: the customer applies least privilege": [
        ("least-privilege", "iam", SHARED, "default is deny", "principle of least privilege"),
    ],
    "Data: the customer encrypts at rest with KMS": [
        ("encryption-at-rest", "s3", SHARED, "SSE-S3 by default", "KMS keys"),
        ("encryption-at-rest", "rds", SHARED, "backups, replicas and snapshots", "encryption and key at creation"),
    ],
    "Data: the customer encrypts in transit with TLS": [
        ("encryption-in-transit", "elb", SHARED, "TLS security policies", "policy without TLS 1.0"),
        ("encryption-in-transit", "s3", SHARED, "HTTPS on every endpoint", "minimum TLS version"),
    ],
    "Data: the customer rotates keys and manages their life": [
        ("key-rotation", "kms", SHARED, "renews the material", "enable rotation and set its period"),
        ("key-management", "kms", SHARED, "operates HSMs", "approve deletions"),
    ],
    "Network: the customer configures security groups, NACLs and VPC": [
        ("network-access-rules", "vpc", SHARED, "isolated network", "route tables, security groups and network ACLs"),
    ],
    "Network: the customer sets up firewalls and AWS WAF": [
        ("network-access-rules", "network-firewall", SHARED, "stateful engine", "write the policy"),
        ("network-access-rules", "waf", SHARED, "rule evaluation", "associate a web ACL"),
        (
            "web-application-firewall",
            "waf",
            SHARED,
            "maintains managed rule groups",
            "create and associate the web ACLs",
        ),
    ],
    "Application: the customer hardens code and secures APIs": [
        ("secure-development", "ec2", CUSTOMER, "", "all code that is yours"),
        ("secure-development", "api-gateway", CUSTOMER, "", "each method with its authoriser"),
    ],
    "Application: the customer tests for vulnerabilities, with Inspector": [
        ("application-security-testing", "ec2", CUSTOMER, "", "test whatever application"),
        ("vulnerability-scanning", "inspector", SHARED, "supplies continuous scanning", "activate it for all accounts"),
    ],
    "Monitoring: the customer watches CloudTrail and CloudWatch Logs": [
        ("audit-logging", "cloudtrail", SHARED, "captures management events", "create an organisation trail"),
        ("log-review", "cloudtrail", SHARED, "keeps the tool available", "monitor these logs"),
        ("log-review", "cloudwatch", SHARED, "Logs Insights", "name who reads them"),
    ],
    "Monitoring: the customer sets up GuardDuty": [
        ("threat-detection", "guardduty", SHARED, "threat intelligence", "detectors and plans everywhere"),
    ],
    "Patches: the customer updates OS and applications on instances": [
        (
            "patching",
            "ec2",
            SHARED,
            "refreshed Amazon Linux and Windows AMIs",
            "guest operating system and all applications",
        ),
    ],
    "Example: the customer encrypts sensitive data in a bucket": [
        # S3 encrypts every new object by itself now: the choice of key and what older objects need are left.
        ("encryption-at-rest", "s3", SHARED, "every new object", "objects older than the default"),
    ],
    "Example: the customer secures machines and containers": [
        ("secure-configuration", "ec2", SHARED, "AMIs", "hardened AMIs"),
        ("secure-configuration", "ecs", SHARED, "operates the scheduler", "task definitions: non-root"),
        ("secure-configuration", "eks", SHARED, "API servers and etcd", "Pod Security Standards"),
    ],
    "Example: the customer defines backups and disaster recovery": [
        ("backup", "ec2", SHARED, "takes none by itself", "define and schedule the backup"),
        ("disaster-recovery", "ec2", SHARED, "restores its own services", "choose where instances and volumes"),
    ],
}

SHARED_CONTROLS: Said = {
    "Patches: AWS those of RDS, the customer those of guests": [
        ("patching", "rds", SHARED, "engine patches to the hosts", "auto minor version upgrade"),
        ("patching", "ec2", SHARED, "physical hosts", "guest operating system"),
    ],
    "Configuration: AWS provides Config, the customer configures it": [
        ("configuration-monitoring", "config", SHARED, "provides Config", "configure recorders.*fit your obligations"),
        ("secure-configuration", "config", SHARED, "monitored and assessed at all", "express your own requirements"),
    ],
    "Incidents: AWS keeps CloudTrail available, the customer watches and responds": [
        (
            "incident-response",
            "cloudtrail",
            SHARED,
            "availability of the audit trail",
            "monitor these events and respond",
        ),
        ("incident-response", "ec2", SHARED, "attacks on host or hypervisor", "quarantine security group"),
    ],
}

TABLE: Said = {
    "Infrastructure: data centre, hardware, hypervisor | secure workloads": [
        ("facility-access", "ec2", SHARED, "data centres that hold the servers", "your own side"),
        ("secure-configuration", "ec2", SHARED, "Nitro", "launch only from approved"),
    ],
    "Identity: availability of IAM | roles and permissions": [
        (
            "access-authorization",
            "iam",
            SHARED,
            "keeps the IAM platform available",
            "define user roles and permissions",
        ),
    ],
    "Encryption: tools | configuring it and rotating keys": [
        ("encryption-at-rest", "lambda", SHARED, "encrypted by AWS", "set a customer managed key"),
        ("encryption-at-rest", "ebs", SHARED, "once encryption is chosen", "switch on encryption by default"),
        ("key-rotation", "s3", SHARED, "root key that AWS rotates", "turn on rotation for SSE-KMS keys"),
    ],
    "Patches: managed services | OS and applications on instances": [
        ("patching", "s3", AWS, "whole of S3", ""),
        ("patching", "redshift", SHARED, "patches cluster nodes", "maintenance track"),
        ("patching", "ec2", SHARED, "hypervisor", "all applications"),
    ],
    "Network: global infrastructure | VPC, security groups, NACLs": [
        ("network-access-rules", "vpc", SHARED, "supplies the isolated network", "security groups and network ACLs"),
        ("patching", "route53", AWS, "name servers.*patched", ""),
    ],
    "Monitoring: CloudTrail and CloudWatch | alerts and reading the logs": [
        ("security-alerting", "cloudwatch", SHARED, "evaluates alarms", "set up alarms"),
        ("security-alerting", "cloudtrail", SHARED, "can flow to CloudWatch Logs", "metric filters or rules"),
        ("log-review", "cloudtrail", SHARED, "available for auditing", "respond to what they show"),
    ],
}


@pytest.mark.parametrize("asked", each_of(OF_THE_CLOUD | IN_THE_CLOUD | SHARED_CONTROLS | TABLE))
def test_the_catalogue_says_what_the_document_on_areas_says(asked: Asked) -> None:
    assert_answered(asked)


def test_the_compliance_that_aws_maintains_is_on_record() -> None:
    """SOC 1, on financial reporting, and SOC 3, an abridged SOC 2, are left out: no framework here leans on them.

    For HIPAA there is no certification: what AWS gives is a contract, and the catalogue calls it one.
    """
    kinds = {key: programme.kind for key, programme in shipped().programmes.items()}
    assert kinds["aws-soc2"] is kinds["aws-iso27001"] is kinds["aws-pci-dss"] is ProgrammeKind.ASSURANCE
    assert kinds["aws-hipaa-baa"] is ProgrammeKind.COMMITMENT


def test_each_service_that_the_document_names_is_known() -> None:
    named = (
        "EC2, RDS, DynamoDB, S3, ECS, EKS, IAM, KMS, WAF, Shield, Inspector, CloudTrail, CloudWatch, GuardDuty, Config"
    )
    assert all(service_named(name).retired_on is None for name in named.split(", "))


def test_the_responsibility_varies_with_the_kind_of_service() -> None:
    """IaaS, PaaS, SaaS: every control that AWS has a hand in, but for what no service changes, says so per model."""
    models = {service.model for service in shipped().services.values()}
    for control in shipped().controls.values():
        assert models <= control.splits.keys() or list(control.splits) == ["any"]
        texts = [(split.aws, split.customer) for split in control.splits.values()]
        assert len(set(texts)) == len(texts)
