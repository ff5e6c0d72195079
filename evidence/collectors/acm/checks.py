"""What ACM's facts say of each certificate."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, manual, not_applicable, passed
from evidence.collecting.facts import Facts

LEAST_LEFT = timedelta(days=30)  # AWS Foundational Security Best Practices ACM.1; ACM renews 60 days before the end
WEAK = ("RSA_1024",)  # NIST SP 800-131A: less than 112 bits of security
STUCK = ("FAILED", "PENDING_VALIDATION")


def certificates(facts: Facts) -> Iterator[Resource]:
    for certificate in facts.answer("list_certificates")["CertificateSummaryList"]:
        yield Resource(certificate["CertificateArn"], certificate)


def not_expiring(certificate: Resource, facts: Facts) -> Verdict:
    said = _described(certificate, facts)
    if not said["InUseBy"]:
        return not_applicable(because="not_in_use")
    if said["Status"] != "ISSUED":
        return failed(status=said["Status"])
    left = datetime.fromisoformat(said["NotAfter"]) - facts.ended_at
    return (passed if left >= LEAST_LEFT else failed)(days_left=left.days)


def key_is_strong(certificate: Resource, facts: Facts) -> Verdict:
    algorithm = _described(certificate, facts)["KeyAlgorithm"]
    return (failed if algorithm in WEAK else passed)(algorithm=algorithm)


def renews_by_itself(certificate: Resource, facts: Facts) -> Verdict:
    said = _described(certificate, facts)
    if not said["InUseBy"]:
        return not_applicable(because="not_in_use")
    if said["Type"] == "IMPORTED":
        return manual(because="imported")
    renewal = said.get("RenewalSummary", {}).get("RenewalStatus", "NOT_DUE")
    if renewal in STUCK:
        return failed(renewal=renewal)
    if said["RenewalEligibility"] != "ELIGIBLE":
        return failed(because="not_eligible")
    methods = {option.get("ValidationMethod", "") for option in said.get("DomainValidationOptions", [])}
    if "EMAIL" in methods:  # each renewal waits until somebody clicks the link in a mail
        return failed(because="validated_by_email")
    return passed(renewal=renewal)


def _described(certificate: Resource, facts: Facts) -> dict[str, Any]:
    described: dict[str, Any] = facts.answer("describe_certificate", certificate.arn)["Certificate"]
    return described
