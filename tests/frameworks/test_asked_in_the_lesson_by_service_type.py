"""Does the catalogue answer as the lesson does on IaaS, PaaS and SaaS, its rule of thumb and its quiz?"""

from datetime import date

import pytest

from frameworks.compiled import shipped
from frameworks.schema import ServiceModel
from tests.frameworks.asking import (
    AWS,
    CUSTOMER,
    SHARED,
    Asked,
    Said,
    assert_answered,
    each_of,
    service_named,
    services_bearing,
    split_of,
    stands,
)

BY_SERVICE_TYPE: Said = {
    "IaaS: the customer manages guest OS and applications, AWS what lies below": [
        ("secure-configuration", "ec2", SHARED, "Nitro", "approved, hardened AMIs"),
        ("malware-protection", "ec2", SHARED, "hypervisor isolates guests", "on each guest"),
        ("encryption-at-rest", "ebs", SHARED, "AWS encrypts the volume", "switch on encryption by default"),
        ("vulnerability-scanning", "ec2", SHARED, "virtualisation layer", "every instance"),
    ],
    "IaaS: the customer manages security groups and firewalls, AWS the network up to the instance": [
        ("network-access-rules", "vpc", SHARED, "AWS supplies the isolated network", "security groups"),
        ("network-access-rules", "ebs", AWS, "storage network", ""),
        ("network-segmentation", "ec2", SHARED, "isolates instances from each other", "separate subnets and groups"),
    ],
    "PaaS: the customer manages code or data": [
        ("secure-development", "lambda", CUSTOMER, "", "validate events"),
        ("secure-development", "elastic-beanstalk", CUSTOMER, "", "all code that is yours"),
        ("storage-access", "rds", SHARED, "log(s|) in to the database host", "grants are yours"),
    ],
    "PaaS: the customer manages permissions": [
        ("least-privilege", "lambda", SHARED, "one execution role", "exact permissions"),
        ("least-privilege", "rds", SHARED, "managed master account", "without schema-changing rights"),
        ("least-privilege", "elastic-beanstalk", SHARED, "managed policies", "instance profile to size"),
    ],
    "PaaS: the customer classifies data": [
        ("data-classification", "lambda", CUSTOMER, "", "decided by you alone"),
        ("data-classification", "rds", CUSTOMER, "", "table and column"),
        ("data-classification", "elastic-beanstalk", CUSTOMER, "", "class of the data they process"),
    ],
    "PaaS: AWS manages the operating system": [
        ("patching", "lambda", SHARED, "all below the code", "function's own code"),
        ("patching", "rds", SHARED, "applies operating system", "maintenance window"),
        # The instances of an environment stand in the customer's account: AWS patches them once it is told to.
        ("patching", "elastic-beanstalk", SHARED, "operating system.*once managed updates", "switch on managed"),
    ],
    "PaaS: AWS patches the database": [
        # It takes a window, and leaves major versions, which can break applications, to the customer.
        ("patching", "rds", SHARED, "database engine patches", "major version upgrades"),
    ],
    "PaaS: AWS configures the firewall": [
        # Those of its own hosts only. Who reaches a database, an environment or a function's VPC, the customer's
        # security groups say: nothing would be left to configure if AWS did it.
        ("network-access-rules", "rds", SHARED, "firewalls of its hosts", "admit only the application's security"),
        ("network-access-rules", "elastic-beanstalk", SHARED, "creates security groups", "replace broad generated"),
        ("network-access-rules", "lambda", SHARED, "accept no inbound connection", "tight egress group"),
    ],
    "PaaS: AWS recovers from disaster": [
        # The platform, within its Region. The loss of a Region is recovered from what the customer ordered and tried.
        ("disaster-recovery", "rds", SHARED, "recovers the service within the Region", "rehearse promotion"),
        ("disaster-recovery", "lambda", SHARED, "regional failure of the service", "in the second Region"),
        ("disaster-recovery", "elastic-beanstalk", SHARED, "is AWS's task", "elsewhere from code"),
    ],
    "SaaS: AWS manages infrastructure and application": [
        ("patching", "trusted-advisor", AWS, "checks and the console", ""),
        ("patching", "shield", AWS, "mitigation systems.*patched", ""),
        ("patching", "chime", SHARED, "meeting, chat and calling platform", "clients"),
        ("high-availability", "chime", AWS, "Chime.s availability, front end to data", ""),
        ("network-access-rules", "chime", SHARED, "calling servers was configured and run", "your own firewalls"),
    ],
    "SaaS: the customer configures its use": [
        ("secure-configuration", "trusted-advisor", SHARED, "run and refreshed by AWS", "excluded resources"),
        ("secure-configuration", "shield", SHARED, "Standard is always on", "protected resources"),
        ("secure-configuration", "chime", SHARED, "configured and operated", "admin console's settings"),
    ],
    "SaaS: the customer subscribes": [
        ("secure-configuration", "trusted-advisor", SHARED, "nothing needs installing", "support plan"),
        ("ddos-protection", "shield", SHARED, "Standard protects everyone", "decide on the subscription"),
        ("capacity-management", "chime", SHARED, "sized and operated", "which subscriptions were held"),
    ],
    "SaaS: the customer puts data in": [
        ("data-classification", "chime", CUSTOMER, "", "allowed to enter, record and share"),
        # Not so in the other two, which read the account and the traffic.
        ("input-validation", "trusted-advisor", AWS, "take no input from users", ""),
        ("data-inventory", "shield", AWS, "none of the traffic's content", ""),
    ],
}


@pytest.mark.parametrize("asked", each_of(BY_SERVICE_TYPE))
def test_the_catalogue_says_what_the_lesson_says_by_service_type(asked: Asked) -> None:
    assert_answered(asked)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("EC2", ServiceModel.INFRASTRUCTURE),
        ("EBS", ServiceModel.INFRASTRUCTURE),
        ("VPC", ServiceModel.INFRASTRUCTURE),
        ("Lambda", ServiceModel.MANAGED),
        ("RDS", ServiceModel.MANAGED),
        # PaaS to the lesson, yet its instances are the customer's: nearer to a cluster than to a database.
        ("Elastic Beanstalk", ServiceModel.CONTAINER),
        ("Trusted Advisor", ServiceModel.SAAS),
        # SaaS to the lesson. Shield Advanced is set up per resource, like the services that it protects.
        ("Shield", ServiceModel.MANAGED),
        ("Chime", ServiceModel.SAAS),
    ],
)
def test_each_service_of_the_table_has_its_type(name: str, model: ServiceModel) -> None:
    assert service_named(name).model is model


def test_a_service_of_the_table_that_aws_has_ended_since_stays_for_past_periods() -> None:
    assert service_named("Chime").retired_on == date(2026, 2, 20)


def test_the_more_managed_the_service_the_more_aws_handles() -> None:
    def left_to_aws(service: str) -> int:
        return sum(split_of(control, service).bearer is AWS for control in shipped().controls)

    ladder = [left_to_aws(service) for service in ("ec2", "rds", "lambda", "trusted-advisor")]
    assert ladder == sorted(ladder)
    assert ladder[0] < ladder[1] < ladder[-1]


def test_quiz_1_who_patches_the_operating_system_of_an_instance() -> None:
    patching = split_of("patching", "ec2")
    assert stands("patch the guest operating system", patching.customer)
    assert not stands("guest|operating system", patching.aws)


def test_quiz_2_what_is_solely_for_aws() -> None:
    """The environment of its sites, everywhere. So are their doors: what the customer guards is the customer's own."""
    everywhere = set(shipped().services)
    solely = {control for control in shipped().controls if services_bearing(AWS, control) == everywhere}
    assert solely == {"environmental-protection"}
    assert services_bearing(CUSTOMER, "facility-access") == set()
    for service in everywhere:
        assert not stands("AWS's|data centre", split_of("facility-access", service).customer)


def test_quiz_3_who_patches_the_engine_of_a_database() -> None:
    patching = split_of("patching", "rds")
    assert stands("AWS .* applies .* engine patches", patching.aws)
    assert not stands("patch", patching.customer)


@pytest.mark.parametrize("control", ["access-authorization", "least-privilege", "joiner-mover-leaver"])
def test_quiz_4_who_may_do_what_is_for_the_customer_on_every_service(control: str) -> None:
    assert services_bearing(AWS, control) == set()


def test_quiz_5_who_makes_sure_that_data_between_instances_is_encrypted() -> None:
    between = split_of("encryption-in-transit", "ec2")
    assert stands("between EC2 instances is encrypted stays with you", between.customer)
    # Some instance types encrypt among each other by themselves, which the lesson leaves out.
    assert stands("supported Nitro instance types", between.aws)
