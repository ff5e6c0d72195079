"""What AWS Backup's facts say of plans, of what they protect, and of vaults."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from evidence.collecting.contract import Resource, Verdict, failed, not_applicable, passed
from evidence.collecting.facts import Facts
from evidence.collecting.statements import lets_anyone_in, statements

LONGEST = timedelta(days=7)  # a week: what hardly any plan is allowed to miss
HALF_A_YEAR = timedelta(days=183)  # the cadence of the control restore-testing
GONE = ("DELETING", "EXPIRED")


def region(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("backup"))


def protected_resources(facts: Facts) -> Iterator[Resource]:
    for resource in facts.answer("list_protected_resources")["Results"]:
        yield Resource(resource["ResourceArn"], resource)


def vaults(facts: Facts) -> Iterator[Resource]:
    for vault in facts.answer("list_backup_vaults")["BackupVaultList"]:
        yield Resource(vault["BackupVaultArn"], vault)


def plan_runs(cell: Resource, facts: Facts) -> Verdict:
    plans = facts.answer("list_backup_plans")["BackupPlansList"]
    if not plans:
        return failed(because="no_plan")
    running = sum(_is_recent(plan.get("LastExecutionDate"), facts) for plan in plans)
    return (passed if running else failed)(plans=len(plans), running=running)


def backed_up_lately(resource: Resource, facts: Facts) -> Verdict:
    last = resource.said.get("LastBackupTime")
    return (passed if _is_recent(last, facts) else failed)(type=resource.said["ResourceType"], last=last or "never")


def restored_lately(cell: Resource, facts: Facts) -> Verdict:
    jobs = facts.answer("list_restore_jobs")["RestoreJobs"]
    lately = [job for job in jobs if _is_recent(job["CompletionDate"], facts, HALF_A_YEAR)]
    return (passed if lately else failed)(types=sorted({job["ResourceType"] for job in lately}), restores=len(lately))


def vault_locked(vault: Resource, facts: Facts) -> Verdict:
    if vault.said["NumberOfRecoveryPoints"] == 0:
        return not_applicable(because="empty")
    if vault.said.get("Locked") is not True:
        return failed()
    mode = "compliance" if vault.said.get("LockDate") else "governance"  # only a lock for good has a date
    return passed(mode=mode, least_days=vault.said.get("MinRetentionDays"))


def vault_not_open(vault: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("get_backup_vault_access_policy", vault.arn)
    if answer is None:
        return passed(because="no_policy")
    return failed() if any(lets_anyone_in(statement) for statement in statements(answer["Policy"])) else passed()


def recovery_points_encrypted(vault: Resource, facts: Facts) -> Verdict:
    points = facts.answer("list_recovery_points_by_backup_vault", vault.arn)["RecoveryPoints"]
    kept = [point for point in points if point["Status"] not in GONE]
    if not kept:
        return not_applicable(because="empty")
    plain = sum(point["IsEncrypted"] is not True for point in kept)
    return (failed if plain else passed)(points=len(kept), plain=plain)


def _is_recent(moment: str | None, facts: Facts, longest: timedelta = LONGEST) -> bool:
    return moment is not None and facts.ended_at - datetime.fromisoformat(moment) <= longest
