"""Our run beside Prowler's HIPAA set on one simulated account: `python -m benchmarks.prowler FOLDER/bin/prowler`.

Prowler is no dependency: `python -m venv FOLDER && FOLDER/bin/pip install prowler`. Both look at the services that both
know, in the same two regions of the same bare moto server.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from benchmarks.collecting import a_system, collect
from benchmarks.simulated import simulated_aws
from benchmarks.workers import workers
from evidence import embedded
from evidence.actions.collecting import expected_cells
from evidence.ledger.keys import create_key
from evidence.models import Observation, Run

ROUNDS = 5
ACCOUNT = "111122223333"
ALONE = ("elb_", "opensearch_", "sagemaker_", "emr_")
"""Services of the HIPAA set that no collector of ours looks at."""
SAME = {
    "cloudtrail_kms_encryption_enabled": "cloudtrail.logs_encrypted_with_kms",
    "cloudtrail_log_file_validation_enabled": "cloudtrail.log_files_validated",
    "cloudwatch_log_group_kms_encryption_enabled": "logs.encrypted_with_kms",
    "cloudwatch_log_group_retention_policy_specific_days_enabled": "logs.kept_a_year",
    "config_recorder_all_regions_enabled": "config.recorder_on",
    "dynamodb_tables_kms_cmk_encryption_enabled": "dynamodb.key_in_the_account",
    "dynamodb_tables_pitr_enabled": "dynamodb.point_in_time_recovery_on",
    "ec2_ebs_default_encryption": "ec2.encryption_by_default",
    "ec2_ebs_public_snapshot": "ec2.snapshot_not_public",
    "ec2_ebs_volume_encryption": "ec2.volume_encrypted",
    "efs_encryption_at_rest_enabled": "efs.encrypted",
    "efs_have_backup_enabled": "efs.backed_up",
    "guardduty_is_enabled": "guardduty.detector_on",
    "iam_customer_attached_policy_no_administrative_privileges": "iam.policies_are_not_full_admin",
    "iam_inline_policy_no_administrative_privileges": "iam.inline_policies_are_not_full_admin",
    "iam_no_root_access_key": "iam.root_has_no_access_keys",
    "iam_password_policy_minimum_length_14": "iam.passwords_are_long",
    "iam_password_policy_reuse_24": "iam.passwords_are_not_reused",
    "iam_root_mfa_enabled": "iam.root_has_mfa",
    "iam_rotate_access_key_90_days": "iam.access_keys_are_rotated",
    "iam_user_mfa_enabled_console_access": "iam.console_users_have_mfa",
    "kms_cmk_rotation_enabled": "kms.rotation_on",
    "rds_instance_backup_enabled": "rds.backups_kept",
    "rds_instance_integration_cloudwatch_logs": "rds.logs_exported",
    "rds_instance_multi_az": "rds.multi_az",
    "rds_instance_no_public_access": "rds.not_public",
    "rds_instance_storage_encrypted": "rds.storage_encrypted",
    "rds_snapshots_public_access": "rds.snapshot_not_public",
    "redshift_cluster_audit_logging": "redshift.access_logged",
    "redshift_cluster_public_access": "redshift.not_public",
    "s3_bucket_default_encryption": "s3.bucket_encrypted",
    "s3_bucket_object_versioning": "s3.versioning_on",
    "s3_bucket_secure_transport_policy": "s3.tls_only",
    "s3_bucket_server_access_logging_enabled": "s3.access_logged",
    "secretsmanager_automatic_rotation_enabled": "secretsmanager.rotation_on",
    "securityhub_enabled": "securityhub.hub_on",
    "sns_topics_kms_encryption_at_rest_enabled": "sns.encrypted_with_kms",
    "vpc_flow_logs_enabled": "vpc.flow_logs_on",
}
"""Checks that ask the same, by Prowler's id and ours."""
BESIDES = {"acm", "apigateway", "aurora", "cloudfront", "eks", "elbv2", "lambda", "s3account", "ssm"}
"""Collectors of services for which the set has other questions only."""
COLLECTORS = sorted({key.partition(".")[0] for key in SAME.values()} | BESIDES)

Verdicts = Mapping[str, Counter[str]]


def prowler(program: str, regions: list[str]) -> tuple[float, dict[str, Counter[str]]]:
    """Seconds, and what it found of each check, by its status."""
    listed = subprocess.run(
        [program, "aws", "--compliance", "hipaa_aws", "--list-checks-json"], capture_output=True, check=True
    )
    checks = [each for each in json.loads(listed.stdout)["aws"] if not each.startswith(ALONE)]
    with TemporaryDirectory() as folder:
        command = [program, "aws", "--check", *checks, "--region", *regions, "-M", "json-ocsf", "-o", folder]
        command += ["--role", f"arn:aws:iam::{ACCOUNT}:role/DemarcEvidence", "--no-banner", "-z"]
        began = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        taken = time.perf_counter() - began
        findings = json.loads(next(Path(folder).glob("*.ocsf.json")).read_text())
    found: dict[str, Counter[str]] = {}
    for each in findings:
        found.setdefault(each["metadata"]["event_code"], Counter())[each["status_code"].lower()] += 1
    return taken, found


def ours(run: Run) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for check, outcome in Observation.objects.filter(run=run).values_list("check_key", "outcome"):
        found.setdefault(check, Counter())[outcome] += 1
    return found


def said(counted: Counter[str]) -> str:
    return ", ".join(f"{number} {outcome}" for outcome, number in sorted(counted.items())) or "nothing"


def agree(one: Counter[str], other: Counter[str]) -> bool:
    """The same numbers of passes and failures; what one of them found nothing to judge in is no verdict."""
    return all(one[outcome] == other[outcome] for outcome in ("pass", "fail"))


def compared(theirs: Verdicts, found: Verdicts) -> Table:
    table = Table("Prowler's check", "it says", "ours says", title="Where the verdicts differ")
    nothing: Counter[str] = Counter()
    differing = 0
    for check, key in SAME.items():
        one, other = theirs.get(check, nothing), found.get(key, nothing)
        if not agree(one, other):
            differing += 1
            table.add_row(check, said(one), said(other))
    table.caption = f"{len(SAME)} checks ask the same; {len(SAME) - differing} say the same"
    return table


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("load_frameworks", verbosity=0)
    create_key(settings.SIGNING_KEY_FILE)
    system = a_system()
    every = expected_cells(system, system.day_of(timezone.now()), COLLECTORS)
    cells = [cell for cell in every if cell["account"] == ACCOUNT]
    regions = sorted({cell["region"] for cell in cells} - {"global"})
    times: list[Any] = []
    with simulated_aws(), embedded.broker():
        for _ in range(ROUNDS):
            began = time.perf_counter()
            with workers(1, 16):  # started anew each time, as Prowler is
                run = collect(system, cells)
                mine = time.perf_counter() - began
            taken, theirs = prowler(sys.argv[1], regions)
            times.append((mine, taken))
            print(f"ours {mine:.1f} s, its start included; Prowler {taken:.1f} s; {mine / taken:.2f}", flush=True)
    Console(width=140).print(compared(theirs, ours(run)))
    ratio = sorted(mine / taken for mine, taken in times)[ROUNDS // 2]
    print(f"{len(cells)} cells; median ratio {ratio:.2f}. Cores: {os.cpu_count()}, load: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
