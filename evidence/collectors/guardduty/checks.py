"""What GuardDuty's facts say of the region's detector."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts


def region(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("guardduty"))


def detectors(facts: Facts) -> Iterator[Resource]:
    for detector in facts.answer("list_detectors")["DetectorIds"]:
        yield Resource(facts.arn("guardduty", f"detector/{detector}"))


def detector_on(cell: Resource, facts: Facts) -> Verdict:
    states = [facts.answer("get_detector", detector.arn)["Status"] for detector in detectors(facts)]
    if not states:
        return failed(because="no_detector")
    return passed() if "ENABLED" in states else failed(because="detector_off")


def s3_protection_on(detector: Resource, facts: Facts) -> Verdict:
    return _feature_on("S3_DATA_EVENTS", detector, facts)


def eks_protection_on(detector: Resource, facts: Facts) -> Verdict:
    return _feature_on("EKS_AUDIT_LOGS", detector, facts)


def malware_protection_on(detector: Resource, facts: Facts) -> Verdict:
    return _feature_on("EBS_MALWARE_PROTECTION", detector, facts)


def rds_protection_on(detector: Resource, facts: Facts) -> Verdict:
    return _feature_on("RDS_LOGIN_EVENTS", detector, facts)


def lambda_protection_on(detector: Resource, facts: Facts) -> Verdict:
    return _feature_on("LAMBDA_NETWORK_LOGS", detector, facts)


def findings_exported(detector: Resource, facts: Facts) -> Verdict:
    destinations = facts.answer("list_publishing_destinations", detector.arn)["Destinations"]
    states = sorted(destination["Status"] for destination in destinations)
    return (passed if "PUBLISHING" in states else failed)(destinations=states)


def no_high_finding_open(detector: Resource, facts: Facts) -> Verdict:
    statistics = facts.answer("get_findings_statistics", detector.arn)["FindingStatistics"]
    count = sum(row["TotalFindings"] for row in statistics.get("GroupedBySeverity", []))  # no row where none is open
    return (failed if count else passed)(open=count)


def _feature_on(name: str, detector: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("get_detector", detector.arn)
    state = {feature["Name"]: feature["Status"] for feature in answer["Features"]}.get(name, "not_listed")
    if answer["Status"] != "ENABLED":
        return failed(because="detector_off", feature=name)
    return (passed if state == "ENABLED" else failed)(feature=name, state=state)
