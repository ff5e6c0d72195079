"""How many requests a second we make of a service, per account and region. Pure.

AWS publishes some limits and keeps others to itself; where several operations of a service differ, the lowest of those
that we call counts for all of them. What AWS refuses nevertheless is tried again by botocore's standard retries.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """`per_second` on the long run, `burst` at once. `source`: where AWS says so; "" where the figure is ours."""

    per_second: float
    burst: int
    source: str = ""


CAUTIOUS = Rate(20, 100)
"""For a service of which AWS publishes no limit: what its busiest operations were seen to take without a refusal."""

RATES = {
    "apigateway": Rate(10, 40, "API Gateway Developer Guide, quotas for managing an API, other operations"),
    "apigatewayv2": Rate(10, 40, "API Gateway Developer Guide, quotas for managing an API, other operations"),
    "cloudtrail": Rate(10, 10, "CloudTrail User Guide, quotas, transactions per second of Describe, Get and List"),
    "dynamodb": Rate(10, 10, "DynamoDB API Reference, DescribeContinuousBackups"),
    "ec2": Rate(10, 50, "EC2 Developer Guide, request throttling, non-mutating actions without a filter or pages"),
    "lambda": Rate(15, 15, "Lambda Developer Guide, quotas, the rest of the control plane API"),
    "route53": Rate(5, 5, "Route 53 Developer Guide, quotas, all requests of an account"),
    "s3": Rate(100, 200),  # asked bucket by bucket
    "securityhub": Rate(3, 6, "Security Hub API Reference, throttling, GetFindings"),
    "sns": Rate(30, 30, "SNS API Reference, ListTopics"),
}


def rate_of(service: str) -> Rate:
    """By boto3's name of the service. STS is not here: two calls a cell never come near its 600 a second."""
    return RATES.get(service, CAUTIOUS)
