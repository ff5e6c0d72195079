"""S3's facts: every bucket of the account, each asked in its own region."""

from evidence.collecting.gathering import Look

# What GetBucketLocation says where the region's name would be expected (S3 API reference).
OLD_NAMES = {"": "us-east-1", "EU": "eu-west-1"}


def gather(look: Look) -> None:
    for bucket in look.ask("list_buckets").get("Buckets", []):
        _bucket(look, bucket["Name"])


def _bucket(look: Look, name: str) -> None:
    arn = f"arn:{look.partition}:s3:::{name}"
    # Unknown, the region counts as the home region: S3 redirects from there.
    location: str = look.ask("get_bucket_location", about=arn, Bucket=name).get("LocationConstraint") or ""
    region = OLD_NAMES.get(location, location)

    def ask(call: str, *absent: str) -> None:
        look.ask(call, about=arn, absent=absent, region=region, Bucket=name)

    ask("get_bucket_encryption", "ServerSideEncryptionConfigurationNotFoundError")
    ask("get_public_access_block", "NoSuchPublicAccessBlockConfiguration")
    ask("get_bucket_policy_status", "NoSuchBucketPolicy")
    ask("get_bucket_policy", "NoSuchBucketPolicy")
    ask("get_bucket_versioning")
    ask("get_bucket_logging")
