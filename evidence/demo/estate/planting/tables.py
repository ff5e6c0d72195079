"""DynamoDB: tables of the portal and of the loaders."""

from evidence.demo.estate.identities import DATA, PRODUCTION
from evidence.demo.estate.planting.site import EAST, Site

# name, whether it can be restored to any point in time, the KMS alias of its key
TABLES = {
    PRODUCTION.id: (
        ("portal-sessions", False, ""),  # defects: lost for good once it is deleted, and under a key of AWS's
        ("appointment-reminders", True, "patient-records"),
        ("consent-records", True, "patient-records"),
    ),
    DATA.id: (("etl-progress", False, "analytics"),),  # defect: lost for good once it is deleted
}


def plant(site: Site) -> None:
    """Make the account's tables, each with one string key."""
    dynamodb = site.client("dynamodb")
    for name, restorable, key in TABLES[site.account.id]:
        encrypted = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": site.keys[EAST, key]} if key else {}
        dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            DeletionProtectionEnabled=restorable,
            Tags=site.tags(name, "phi"),
            **({"SSESpecification": encrypted} if encrypted else {}),
        )
        if restorable:
            dynamodb.update_continuous_backups(
                TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
            )
        site.count("dynamodb table")
