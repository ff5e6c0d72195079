"""GuardDuty's facts: the region's detector, where its findings go, and how many grave ones are open."""

from evidence.collecting.gathering import Look

GRAVE = 7  # High is 7.0 to 8.9, critical 9.0 to 10.0 (GuardDuty User Guide, severity levels of findings)
MOST = 100  # rows of statistics, one for each severity: there are 31 from 7.0 to 10.0


def gather(look: Look) -> None:
    for detector in look.ask("list_detectors").get("DetectorIds", []):
        arn = look.arn("guardduty", f"detector/{detector}")
        look.ask("get_detector", about=arn, DetectorId=detector)
        look.ask("list_publishing_destinations", about=arn, DetectorId=detector)
        look.ask(
            "get_findings_statistics",
            about=arn,
            DetectorId=detector,
            FindingCriteria={
                "Criterion": {
                    "accountId": {"Equals": [look.account]},
                    "service.archived": {"Equals": ["false"]},
                    "severity": {"GreaterThanOrEqual": GRAVE},
                }
            },
            GroupBy="SEVERITY",
            MaxResults=MOST,
        )
