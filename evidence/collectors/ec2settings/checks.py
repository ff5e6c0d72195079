"""What the facts say of the account's settings for EC2 and EBS in the region."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts

SNAPSHOTS_BLOCKED = ("block-all-sharing", "block-new-sharing")
IMAGES_BLOCKED = "block-new-sharing"


def region(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("ec2"))


def snapshots_cannot_become_public(cell: Resource, facts: Facts) -> Verdict:
    state = facts.answer("get_snapshot_block_public_access_state")["State"]
    return (passed if state in SNAPSHOTS_BLOCKED else failed)(state=state)


def images_cannot_become_public(cell: Resource, facts: Facts) -> Verdict:
    state = facts.answer("get_image_block_public_access_state")["ImageBlockPublicAccessState"]
    return (passed if state == IMAGES_BLOCKED else failed)(state=state)


def imdsv2_by_default(cell: Resource, facts: Facts) -> Verdict:
    tokens = facts.answer("get_instance_metadata_defaults")["AccountLevel"].get("HttpTokens", "no_preference")
    return (passed if tokens == "required" else failed)(tokens=tokens)


def serial_console_closed(cell: Resource, facts: Facts) -> Verdict:
    is_open = facts.answer("get_serial_console_access_status")["SerialConsoleAccessEnabled"]
    return passed() if is_open is False else failed()
