"""The installation's own user in its own account, so that GetCallerIdentity answers truly."""

from moto.iam.models import iam_backends

from evidence.demo.estate.identities import BASE, BASE_ACCOUNT_ID, BASE_USER


def plant() -> None:
    """Make the base user with the key pair that the demonstration puts into the environment."""
    iam = iam_backends[BASE_ACCOUNT_ID]["aws"]
    iam.create_user("us-east-1", BASE_USER)
    key = iam.create_access_key(BASE_USER)
    key.access_key_id = BASE.access_key_id
    key.secret_access_key = BASE.secret_access_key
