"""CloudTrail's facts: every trail seen from the region, each asked where it lives."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    for trail in look.ask("describe_trails").get("trailList", []):
        arn, home = trail["TrailARN"], trail["HomeRegion"]
        look.ask("get_trail_status", about=arn, region=home, Name=arn)
        look.ask("get_event_selectors", about=arn, region=home, TrailName=arn)
        look.ask(
            "s3.get_bucket_policy_status",
            about=arn,
            absent=("NoSuchBucketPolicy",),
            Bucket=trail["S3BucketName"],
        )
