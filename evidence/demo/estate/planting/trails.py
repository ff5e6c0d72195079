"""CloudTrail: who records what was done."""

from typing import Any

from evidence.demo.estate.identities import PRODUCTION
from evidence.demo.estate.planting.site import EAST, WEST, Site


def plant(site: Site) -> None:
    """Make the account's trails: production's is as it should be, the other account's are not."""
    bucket = f"{site.account.alias}-audit-logs"
    trails = site.client("cloudtrail")
    if site.account == PRODUCTION:
        trails.create_trail(
            Name="harbour-prod-trail",
            S3BucketName=bucket,
            IsMultiRegionTrail=True,
            IncludeGlobalServiceEvents=True,
            EnableLogFileValidation=True,
            KmsKeyId=site.keys[EAST, "audit-logs"],
            TagsList=site.tags("harbour-prod-trail"),
        )
        trails.start_logging(Name="harbour-prod-trail")
        _record_management_events(trails, "harbour-prod-trail")
        site.count("cloudtrail trail")
        return
    # defect: log files could be changed unnoticed, and are not encrypted by a key of our own
    trails.create_trail(
        Name="harbour-data-trail",
        S3BucketName=bucket,
        IsMultiRegionTrail=True,
        IncludeGlobalServiceEvents=True,
        EnableLogFileValidation=False,
    )
    trails.start_logging(Name="harbour-data-trail")
    _record_management_events(trails, "harbour-data-trail")
    # defect: left switched off
    site.client("cloudtrail", WEST).create_trail(
        Name="migration-trail", S3BucketName=bucket, EnableLogFileValidation=True
    )
    site.count("cloudtrail trail", 2)


def _record_management_events(trails: Any, name: str) -> None:
    """What AWS gives every new trail by itself, and moto does not."""
    trails.put_event_selectors(
        TrailName=name, EventSelectors=[{"ReadWriteType": "All", "IncludeManagementEvents": True}]
    )
