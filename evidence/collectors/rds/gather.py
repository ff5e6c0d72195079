"""RDS's facts: every database instance of the region."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    look.ask("describe_db_instances")
