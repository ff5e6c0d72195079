"""Two databases: one as it should be, one as it comes."""

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    _database(
        session,
        "records",
        StorageEncrypted=True,
        PubliclyAccessible=False,
        BackupRetentionPeriod=30,
        MultiAZ=True,
        AutoMinorVersionUpgrade=True,
        DeletionProtection=True,
    )


def bad(session: boto3.Session) -> None:
    _database(
        session,
        "website",
        StorageEncrypted=False,
        PubliclyAccessible=True,
        BackupRetentionPeriod=1,
        MultiAZ=False,
        AutoMinorVersionUpgrade=False,
        DeletionProtection=False,
    )


def _database(session: boto3.Session, name: str, **settings: bool | int) -> None:
    session.client("rds", region_name=REGION).create_db_instance(
        DBInstanceIdentifier=name,
        DBInstanceClass="db.m6g.large",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="keeper",
        MasterUserPassword="Correct-horse-7",
        **settings,
    )
