"""What EFS's facts say of each file system."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts
from evidence.collecting.statements import denies_plain_http, is_open, statements


def file_systems(facts: Facts) -> Iterator[Resource]:
    for system in facts.answer("describe_file_systems")["FileSystems"]:
        yield Resource(system["FileSystemArn"], system)


def encrypted(system: Resource, facts: Facts) -> Verdict:
    return passed(key=system.said["KmsKeyId"]) if system.said["Encrypted"] is True else failed()


def backed_up(system: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("describe_backup_policy", system.arn)
    status = answer["BackupPolicy"]["Status"] if answer else "NEVER_SET"
    return (passed if status in ("ENABLED", "ENABLING") else failed)(status=status)


def callers_named(system: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("describe_file_system_policy", system.arn)
    if answer is None:
        return failed(because="no_policy")
    return failed(because="everyone_named") if is_open(answer["Policy"]) else passed()


def tls_only(system: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("describe_file_system_policy", system.arn)
    if answer is None:
        return failed(because="no_policy")
    denies = any(denies_plain_http(statement, "elasticfilesystem:*") for statement in statements(answer["Policy"]))
    return passed() if denies else failed(because="no_tls_not_denied")
