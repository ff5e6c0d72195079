"""Aurora clusters with a snapshot each: one as it should be, one as it comes."""

from typing import Any

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    _cluster(
        session,
        "records",
        "ON",
        Engine="aurora-mysql",
        StorageEncrypted=True,
        DeletionProtection=True,
        EnableIAMDatabaseAuthentication=True,
        EnableCloudwatchLogsExports=["audit", "error"],
        BackupRetentionPeriod=14,
        BacktrackWindow=86400,
    )


def bad(session: boto3.Session) -> None:
    _cluster(
        session,
        "website",
        "OFF",
        Engine="aurora-mysql",
        StorageEncrypted=False,
        DeletionProtection=False,
        EnableIAMDatabaseAuthentication=False,
        BackupRetentionPeriod=1,
    )
    session.client("rds", region_name=REGION).modify_db_cluster_snapshot_attribute(
        DBClusterSnapshotIdentifier="website-taken", AttributeName="restore", ValuesToAdd=["all"]
    )


def _cluster(session: boto3.Session, name: str, tls: str, **settings: Any) -> None:
    rds = session.client("rds", region_name=REGION)
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName=name, DBParameterGroupFamily="aurora-mysql8.0", Description=name
    )
    parameter = {"ParameterName": "require_secure_transport", "ParameterValue": tls, "ApplyMethod": "immediate"}
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName=name, Parameters=[parameter])
    rds.create_db_cluster(
        DBClusterIdentifier=name,
        DBClusterParameterGroupName=name,
        MasterUsername="keeper",
        MasterUserPassword="Correct-horse-7",
        **settings,
    )
    rds.create_db_cluster_snapshot(DBClusterIdentifier=name, DBClusterSnapshotIdentifier=f"{name}-taken")
