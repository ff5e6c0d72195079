"""The IAM action behind an S3 request, which names none: told from method, depth and subresource."""

from collections.abc import Collection

UNKNOWN = "s3:Unknown"
CONTROL_PREFIX = "/v20180820/"

BUCKET_READS = {
    "acl": "s3:GetBucketAcl",
    "cors": "s3:GetBucketCORS",
    "encryption": "s3:GetEncryptionConfiguration",
    "lifecycle": "s3:GetLifecycleConfiguration",
    "location": "s3:GetBucketLocation",
    "logging": "s3:GetBucketLogging",
    "notification": "s3:GetBucketNotification",
    "object-lock": "s3:GetBucketObjectLockConfiguration",
    "ownershipControls": "s3:GetBucketOwnershipControls",
    "policy": "s3:GetBucketPolicy",
    "policyStatus": "s3:GetBucketPolicyStatus",
    "publicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "replication": "s3:GetReplicationConfiguration",
    "tagging": "s3:GetBucketTagging",
    "uploads": "s3:ListBucketMultipartUploads",
    "versioning": "s3:GetBucketVersioning",
    "versions": "s3:ListBucketVersions",
    "website": "s3:GetBucketWebsite",
}
LISTING = {
    "list-type",
    "prefix",
    "delimiter",
    "max-keys",
    "continuation-token",
    "start-after",
    "encoding-type",
}
CONTROL_READS = {"configuration/publicAccessBlock": "s3:GetAccountPublicAccessBlock"}


def action_of(method: str, path: str, parameters: Collection[str]) -> str:
    """The action to allow or refuse; `s3:Unknown` for whatever a reading collector has no use for."""
    if path.startswith(CONTROL_PREFIX):
        return CONTROL_READS.get(path.removeprefix(CONTROL_PREFIX), UNKNOWN) if method == "GET" else UNKNOWN
    if method not in ("GET", "HEAD"):
        return UNKNOWN
    bucket, _, key = path.strip("/").partition("/")
    if not bucket:
        return "s3:ListAllMyBuckets"
    if key:
        return "s3:GetObject" if not set(parameters) - {"versionId", "partNumber"} else UNKNOWN
    for name, action in BUCKET_READS.items():
        if name in parameters:
            return action
    return "s3:ListBucket" if set(parameters) <= LISTING else UNKNOWN
