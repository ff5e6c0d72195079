"""EFS's facts: every file system of the region, its backup and its policy."""

from evidence.collecting.gathering import Look

NONE = ("PolicyNotFound",)


def gather(look: Look) -> None:
    for system in look.ask("describe_file_systems").get("FileSystems", []):
        arn, identity = system["FileSystemArn"], system["FileSystemId"]
        look.ask("describe_backup_policy", about=arn, absent=NONE, FileSystemId=identity)
        look.ask("describe_file_system_policy", about=arn, absent=NONE, FileSystemId=identity)
