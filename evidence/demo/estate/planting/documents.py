"""AWS Artifact: the agreements in force in the account, and the reports that everybody is shown. All made up."""

from datetime import timedelta

from evidence.demo.estate import artifact
from evidence.demo.estate.planting.site import Site

# title, id (report- and 16 characters), days since the start and the end of what it speaks for
REPORTS = (
    ("AWS-DEMO SOC 2 Type 2 Report", "report-AwsDemoSoc2Type2", 395, 30),
    ("AWS-DEMO SOC Continued Operations Letter", "report-AwsDemoSocLetter", 30, 0),
    ("AWS-DEMO PCI DSS Attestation of Compliance and Responsibility Summary", "report-AwsDemoPciDssAoc", 110, -255),
    ("AWS-DEMO ISO 27001 Certificate", "report-AwsDemoIso27001x", 200, -895),
)
VENDORS_REPORT = ("AWS-DEMO Vendor SOC 2 Type 2 Report", "report-AwsDemoVendorSoc", 395, 30)
AGREEMENTS = (
    ("AWS-DEMO Business Associate Addendum", "Baa"),
    ("AWS-DEMO GDPR Data Processing Addendum", "Dpa"),
)
ACTIVE_DAYS = 400


def plant(site: Site) -> None:
    """Both accounts have accepted both agreements, each for itself."""
    shelf = artifact.shelves[site.account.id]
    for company, rows in (("AWS", REPORTS), ("AWS-DEMO Vendor", (VENDORS_REPORT,))):
        shelf.reports += [_report(site, company, *row) for row in rows]
    for title, word in AGREEMENTS:
        shelf.agreements.append(_agreement(site, title, word))
        site.count("artifact agreement")


def _report(site: Site, company: str, title: str, id_: str, first: int, last: int) -> dict[str, object]:
    return {
        "id": id_,
        "arn": f"arn:aws:artifact:us-east-1::report/{id_}:1",
        "name": title,
        "version": 1,
        "state": "PUBLISHED",
        "uploadState": "COMPLETE",
        "acceptanceType": "EXPLICIT",
        "companyName": company,
        "description": "Fictitious, for a demonstration.",
        "periodStart": _instant(site, first),
        "periodEnd": _instant(site, last),
    }


def _agreement(site: Site, title: str, word: str) -> dict[str, object]:
    id_ = f"customer-agreement-AwsDemo{word}{site.account.id[:6]}"
    return {
        "id": id_,
        "arn": f"arn:aws:artifact::{site.account.id}:customer-agreement/{id_}",
        "agreementArn": f"arn:aws:artifact:::agreement/agreement-AwsDemo{word}000000",
        "name": title,
        "awsAccountId": site.account.id,
        "state": "ACTIVE",
        "type": "DEFAULT",
        "description": "Fictitious, for a demonstration.",
        "effectiveStart": _instant(site, ACTIVE_DAYS),
        "acceptanceTerms": [],
        "terminateTerms": [],
    }


def _instant(site: Site, days_ago: int) -> str:
    """Midnight of a day, in UTC."""
    return f"{(site.now - timedelta(days=days_ago)).date().isoformat()}T00:00:00Z"
