"""What the account has set for all of EC2 and EBS in the region."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    look.ask("get_snapshot_block_public_access_state")
    look.ask("get_image_block_public_access_state")
    look.ask("get_instance_metadata_defaults")
    look.ask("get_serial_console_access_status")
