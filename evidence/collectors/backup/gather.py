"""AWS Backup's facts: plans, what they protect, restores, and each vault with its policy and its recovery points."""

from typing import Any

from evidence.collecting.gathering import Look

POINT = ("RecoveryPointArn", "IsEncrypted", "Status", "CreationDate")
JOB = ("RestoreJobId", "ResourceType", "Status", "CompletionDate", "ValidationStatus")


def gather(look: Look) -> None:
    look.ask("list_backup_plans")
    look.ask("list_protected_resources")
    look.ask("list_restore_jobs", veil=_when_restored, ByStatus="COMPLETED")
    for vault in look.ask("list_backup_vaults").get("BackupVaultList", []):
        arn, name = vault["BackupVaultArn"], vault["BackupVaultName"]
        absent = ("ResourceNotFoundException",)
        look.ask("get_backup_vault_access_policy", about=arn, absent=absent, BackupVaultName=name)
        look.ask("list_recovery_points_by_backup_vault", about=arn, veil=_what_is_judged, BackupVaultName=name)


def _what_is_judged(answer: dict[str, Any]) -> None:
    """A vault may hold thousands: of each, only what a check reads, and when it was made."""
    points = answer["RecoveryPoints"]
    answer["RecoveryPoints"] = [{key: point[key] for key in POINT if key in point} for point in points]


def _when_restored(answer: dict[str, Any]) -> None:
    """Messages of jobs are free text: not kept."""
    answer["RestoreJobs"] = [{key: job[key] for key in JOB if key in job} for job in answer["RestoreJobs"]]
