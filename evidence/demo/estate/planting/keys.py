"""KMS: the customer-managed keys, by alias."""

import json
from dataclasses import dataclass

from evidence.demo.estate.identities import DATA, PRODUCTION
from evidence.demo.estate.planting.site import EAST, WEST, Site


@dataclass(frozen=True, slots=True)
class Key:
    """A key, whether it rotates each year, and whether its policy lets everyone use it."""

    alias: str
    region: str = EAST
    rotates: bool = True
    open_to_all: bool = False


KEYS = {
    PRODUCTION.id: (
        Key("patient-records"),
        Key("ehr-database"),
        Key("backups"),
        Key("audit-logs"),
        Key("portal-sessions", rotates=False),  # defect: no rotation
        Key("patient-records", WEST),
        Key("backups", WEST),
    ),
    DATA.id: (
        Key("analytics"),
        Key("shared-logs", rotates=False),  # defect: no rotation
        Key("partner-exchange", open_to_all=True),  # defect: usable by any AWS principal
        Key("analytics", WEST),
    ),
}


def plant(site: Site) -> None:
    """Make the account's keys and remember their ARNs."""
    for key in KEYS[site.account.id]:
        kms = site.client("kms", key.region)
        made = kms.create_key(
            Description=f"{site.account.alias} {key.alias}",
            Policy=_policy(site.account.id, key.open_to_all),
            Tags=[{"TagKey": "Name", "TagValue": key.alias}],
        )["KeyMetadata"]
        kms.create_alias(AliasName=f"alias/{key.alias}", TargetKeyId=made["KeyId"])
        if key.rotates:
            kms.enable_key_rotation(KeyId=made["KeyId"])
        site.keys[key.region, key.alias] = made["Arn"]
        site.count("kms key")


def _policy(account_id: str, open_to_all: bool) -> str:
    statements = [
        {
            "Sid": "AccountAdministers",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{account_id}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    ]
    if open_to_all:
        statements.append(
            {
                "Sid": "PartnersDecrypt",
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": "kms:Decrypt",
                "Resource": "*",
            }
        )
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
