"""AWS Artifact: an addendum in force and a report to read, or neither; beside them what no programme knows."""

import boto3

from evidence.demo.estate import artifact

REGION = "us-east-1"


def good(session: boto3.Session) -> None:
    """The organisation's addendum, more rows than fit on a page, and reports of AWS's and of a vendor's."""
    shelf = artifact.shelves[_account(session)]
    organisation = "arn:aws:organizations::101122223333:organization/o-demo123456"
    shelf.agreements += [_agreement(f"AWS-DEMO Addendum {number}", f"Demo00000000000{number}") for number in range(3)]
    addendum = _agreement("AWS-DEMO Organizations Business Associate Addendum", "DemoBaa000000001")
    shelf.agreements.append(addendum | {"organizationArn": organisation})
    shelf.reports += [
        _report("AWS-DEMO SOC 2 Type 2 Report", "DemoSoc200000001"),
        _report("AWS-DEMO SOC 1 Report", "DemoSoc100000001"),
        _report("AWS-DEMO ISO 27001 Certificate", "DemoIso270010001"),
        _report("AWS-DEMO SOC 2 Type 2 Report", "DemoVendor000001") | {"companyName": "A vendor"},
    ]


def bad(session: boto3.Session) -> None:
    """An addendum that has ended, and a vendor's report only."""
    shelf = artifact.shelves[_account(session)]
    ended = {"state": "CUSTOMER_TERMINATED", "effectiveEnd": "2026-10-01T00:00:00Z"}
    shelf.agreements.append(_agreement("AWS-DEMO Business Associate Addendum", "DemoBaa000000002") | ended)
    shelf.reports.append(_report("AWS-DEMO SOC 2 Type 2 Report", "DemoVendor000001") | {"companyName": "A vendor"})


def _account(session: boto3.Session) -> str:
    return str(session.client("sts", region_name=REGION).get_caller_identity()["Account"])


def _agreement(title: str, id_: str) -> dict[str, object]:
    return {
        "id": f"customer-agreement-{id_}",
        "name": title,
        "state": "ACTIVE",
        "type": "DEFAULT",
        "effectiveStart": "2025-11-01T00:00:00Z",
    }


def _report(title: str, id_: str) -> dict[str, object]:
    return {
        "id": f"report-{id_}",
        "name": title,
        "version": 1,
        "state": "PUBLISHED",
        "companyName": "AWS",
        "periodStart": "2025-08-01T00:00:00Z",
        "periodEnd": "2026-07-31T00:00:00Z",
    }
