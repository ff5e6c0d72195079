"""Secrets Manager: the passwords that programs use. Their values open nothing."""

from moto.secretsmanager.models import secretsmanager_backends

from evidence.demo.estate.identities import DATA, PRODUCTION
from evidence.demo.estate.planting.site import EAST, Site

# name, the KMS alias of its key, days between two rotations
SECRETS = {
    PRODUCTION.id: (
        ("ehr/database", "ehr-database", 30),
        ("billing/clearinghouse", "patient-records", 0),  # defect: the same since it was made
    ),
    DATA.id: (("warehouse/loader", "analytics", 90),),
}


def plant(site: Site) -> None:
    """Make the account's secrets, in the east."""
    secrets = site.client("secretsmanager")
    backend = secretsmanager_backends[site.account.id][EAST]
    for name, key, days in SECRETS[site.account.id]:
        arn = secrets.create_secret(
            Name=name, SecretString="demonstration-only", KmsKeyId=site.keys[EAST, key], Tags=site.tags(name)
        )["ARN"]
        if days:
            # Asked by its call, moto would run a function in a container to rotate it: its own records are changed.
            vars(backend.secrets[arn]).update(rotation_enabled=True, auto_rotate_after_days=days)
        site.count("secret")
