"""ECS tells of several things in one answer: a batch's answer is a fact about the first of the batch."""

from collections.abc import Iterator

# The most that one call takes (ECS API reference).
SERVICES, TASKS = 10, 100


def batches(arns: list[str], size: int) -> Iterator[list[str]]:
    """The same batches of the same list, while gathering and while judging."""
    for start in range(0, len(arns), size):
        yield arns[start : start + size]
