"""Shield's facts: the account's subscription to Shield Advanced, and what it protects."""

from evidence.collecting.gathering import Look

NOT_SUBSCRIBED = ("ResourceNotFoundException",)


def gather(look: Look) -> None:
    look.ask("describe_subscription", absent=NOT_SUBSCRIBED)
    look.ask("list_protections", absent=NOT_SUBSCRIBED)
