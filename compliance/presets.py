"""What a system of a common kind answers to, holds and uses: a beginning that an officer corrects, not advice.

The services are those that nearly every system of the kind uses; what each does with the data is the usual case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance.models import Touch


@dataclass(frozen=True)
class Answers:
    """To a framework's newest edition, in a role, without the optional categories `left_out`; how it is assessed."""

    framework: str
    role: str
    left_out: tuple[str, ...] = ()
    assessment: str = ""


@dataclass(frozen=True)
class Preset:
    title: Promise
    says: Promise
    answers: tuple[Answers, ...]
    data_classes: tuple[str, ...]
    uses: Mapping[str, Touch]
    """Service -> what it does with the system's data, whatever the class."""


ACCOUNT: Final = {
    "account": Touch.NEITHER,
    "cloudtrail": Touch.AFFECTS,
    "cloudwatch": Touch.AFFECTS,
    "config": Touch.AFFECTS,
    "guardduty": Touch.AFFECTS,
    "iam": Touch.AFFECTS,
    "kms": Touch.AFFECTS,
    "sts": Touch.AFFECTS,
    "vpc": Touch.AFFECTS,
}
"""What stands around the data in any account that is looked after."""

PRESETS: Final[Mapping[str, Preset]] = {
    "web-shop": Preset(
        title=_("Web shop that takes cards"),
        says=_(
            "PCI DSS as a merchant that assesses itself by SAQ D; cardholder and personal data; containers behind a "
            "load balancer."
        ),
        answers=(Answers("pci-dss", "merchant", assessment="saq-d-merchant"),),
        data_classes=("cardholder", "personal"),
        uses={
            **ACCOUNT,
            "acm": Touch.AFFECTS,
            "cloudfront": Touch.TOUCHES,
            "cloudwatch-logs": Touch.AFFECTS,
            "ecr": Touch.AFFECTS,
            "ecs": Touch.TOUCHES,
            "elb": Touch.TOUCHES,
            "fargate": Touch.TOUCHES,
            "rds": Touch.TOUCHES,
            "route53": Touch.AFFECTS,
            "s3": Touch.TOUCHES,
            "secrets-manager": Touch.AFFECTS,
            "waf": Touch.TOUCHES,
        },
    ),
    "healthcare": Preset(
        title=_("Healthcare provider"),
        says=_("HIPAA as a covered entity; protected health information; servers with disks and a database."),
        answers=(Answers("hipaa", "covered-entity"),),
        data_classes=("phi",),
        uses={
            **ACCOUNT,
            "backup": Touch.TOUCHES,
            "cloudwatch-logs": Touch.AFFECTS,
            "ebs": Touch.TOUCHES,
            "ec2": Touch.TOUCHES,
            "elb": Touch.TOUCHES,
            "rds": Touch.TOUCHES,
            "s3": Touch.TOUCHES,
            "systems-manager": Touch.AFFECTS,
        },
    ),
    "saas-eu": Preset(
        title=_("SaaS with customers in the EU"),
        says=_(
            "GDPR as a processor and SOC 2, Type 2, with availability and confidentiality; personal and customers’ "
            "data; functions behind an API."
        ),
        answers=(
            Answers("gdpr", "processor"),
            Answers("soc2", "service-organisation", left_out=("privacy", "processing-integrity"), assessment="type-2"),
        ),
        data_classes=("customer", "personal"),
        uses={
            **ACCOUNT,
            "acm": Touch.AFFECTS,
            "api-gateway": Touch.TOUCHES,
            "cloudfront": Touch.TOUCHES,
            "cloudwatch-logs": Touch.TOUCHES,
            "cognito": Touch.TOUCHES,
            "dynamodb": Touch.TOUCHES,
            "lambda": Touch.TOUCHES,
            "route53": Touch.AFFECTS,
            "s3": Touch.TOUCHES,
            "secrets-manager": Touch.AFFECTS,
            "ses": Touch.TOUCHES,
            "sqs": Touch.TOUCHES,
        },
    ),
}
