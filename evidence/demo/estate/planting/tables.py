"""DynamoDB tables: a service in use that no collector of the first slice reads."""

from evidence.demo.estate.identities import DATA, PRODUCTION
from evidence.demo.estate.planting.site import Site

TABLES = {
    PRODUCTION.id: ("portal-sessions", "appointment-reminders", "consent-records"),
    DATA.id: ("etl-progress",),
}


def plant(site: Site) -> None:
    """Make the account's tables, each with one string key."""
    for name in TABLES[site.account.id]:
        site.client("dynamodb").create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            Tags=site.tags(name, "phi"),
        )
        site.count("dynamodb table")
