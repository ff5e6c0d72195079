"""Two databases, each with a snapshot: one as it should be, one as it comes."""

from typing import Any

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    rds = session.client("rds", region_name=REGION)
    rds.create_db_parameter_group(
        DBParameterGroupName="strict", DBParameterGroupFamily="postgres17", Description="TLS only"
    )
    force = {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "immediate"}
    rds.modify_db_parameter_group(DBParameterGroupName="strict", Parameters=[force])
    _database(
        session,
        "records",
        DBParameterGroupName="strict",
        StorageEncrypted=True,
        PubliclyAccessible=False,
        BackupRetentionPeriod=30,
        MultiAZ=True,
        AutoMinorVersionUpgrade=True,
        DeletionProtection=True,
        EnableIAMDatabaseAuthentication=True,
        EnableCloudwatchLogsExports=["postgresql", "upgrade"],
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
    session.client("rds", region_name=REGION).modify_db_snapshot_attribute(
        DBSnapshotIdentifier="website-taken", AttributeName="restore", ValuesToAdd=["all"]
    )


def _database(session: boto3.Session, name: str, **settings: Any) -> None:
    rds = session.client("rds", region_name=REGION)
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        DBInstanceClass="db.m6g.large",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="keeper",
        MasterUserPassword="Correct-horse-7",
        **settings,
    )
    rds.create_db_snapshot(DBInstanceIdentifier=name, DBSnapshotIdentifier=f"{name}-taken")
