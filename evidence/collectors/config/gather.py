"""AWS Config's facts: the region's recorder, its state, its delivery channel and how long history is kept."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    look.ask("describe_configuration_recorders")
    look.ask("describe_configuration_recorder_status")
    look.ask("describe_delivery_channels")
    look.ask("describe_retention_configurations")
