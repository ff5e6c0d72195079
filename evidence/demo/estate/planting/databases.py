"""RDS: database instances and their snapshots."""

from dataclasses import dataclass
from typing import Any

from moto.moto_api._internal import mock_random
from moto.rds.models import rds_backends

from evidence.demo.estate.identities import DATA, PRODUCTION
from evidence.demo.estate.planting.site import EAST, WEST, Site


@dataclass(frozen=True, slots=True)
class Database:
    """One PostgreSQL instance. `key` is a KMS alias; none leaves the storage unencrypted."""

    name: str
    key: str
    group: str
    region: str = EAST
    public: bool = False
    backup_days: int = 35
    several_zones: bool = True
    protected: bool = True
    patches_itself: bool = True
    snapshot: bool = False


DATABASES = {
    PRODUCTION.id: (
        Database("ehr-primary", "ehr-database", "ehr-database", snapshot=True),
        Database("patient-portal", "ehr-database", "ehr-database", snapshot=True),
        # defects: one zone, and minor versions stay behind
        Database("billing", "ehr-database", "ehr-database", several_zones=False, patches_itself=False),
        Database("imaging-index", "ehr-database", "ehr-database", backup_days=0),  # defect: no backups
        Database("ehr-standby", "patient-records", "ehr-database", WEST, snapshot=True),
    ),
    DATA.id: (
        Database("warehouse", "analytics", "warehouse", public=True),  # defect: on the internet
        Database("reporting", "", "warehouse", protected=False, snapshot=True),  # defects: plain, deletable
        # Nobody can look at this one: the organisation denies rds:* here.
        Database("reporting-standby", "analytics", "etl", WEST),
    ),
}


def plant(site: Site) -> None:
    """Make the account's databases."""
    for region in (EAST, WEST):
        site.client("rds", region).create_db_subnet_group(
            DBSubnetGroupName="private",
            DBSubnetGroupDescription="Private subnets",
            SubnetIds=[site.subnets[region, "private-a"], site.subnets[region, "private-b"]],
        )
    for database in DATABASES[site.account.id]:
        _plant_database(site, database)


def _plant_database(site: Site, database: Database) -> None:
    rds = site.client("rds", database.region)
    name = f"{site.account.alias}-{database.name}"
    encryption: dict[str, Any] = {"StorageEncrypted": False}
    if database.key:
        encryption = {"StorageEncrypted": True, "KmsKeyId": site.keys[database.region, database.key]}
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        DBInstanceClass="db.m6g.large",
        Engine="postgres",
        EngineVersion="16.4",
        AllocatedStorage=200,
        StorageType="gp3",
        MasterUsername="harbour",
        MasterUserPassword="demonstration-only",
        DBSubnetGroupName="private",
        VpcSecurityGroupIds=[site.groups[database.region, database.group]],
        PubliclyAccessible=database.public,
        BackupRetentionPeriod=database.backup_days,
        MultiAZ=database.several_zones,
        DeletionProtection=database.protected,
        AutoMinorVersionUpgrade=database.patches_itself,
        Tags=site.tags(name, "phi"),
        **encryption,
    )
    _correct(site, database, name)
    site.count("rds instance")
    if database.snapshot:
        rds.create_db_snapshot(DBInstanceIdentifier=name, DBSnapshotIdentifier=f"{name}-before-upgrade")
        site.count("rds snapshot")


def _correct(site: Site, database: Database, name: str) -> None:
    """Moto gives all one resource id, and each an automated snapshot named by the minute of the start."""
    backend = rds_backends[site.account.id][database.region]
    backend.databases[name].dbi_resource_id = f"db-{mock_random.get_random_hex(26).upper()}"
    for snapshot in [key for key in backend.database_snapshots if key.startswith(f"rds:{name}-")]:
        del backend.database_snapshots[snapshot]
