"""The estate of "Harbour Health (demonstration)": patient records, two accounts, two regions, good and bad.

Everything is made in moto's own process, one call after the other, from a seeded source of randomness: ids
and ARNs are the same at every start. Days are counted back from the start: an old key is as old each time.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from moto import mock_aws
from moto.moto_api._internal import mock_random

from evidence.demo.estate.identities import ACCOUNTS
from evidence.demo.estate.planting import (
    balancers,
    buckets,
    caller,
    containers,
    databases,
    documents,
    functions,
    keys,
    machines,
    messages,
    network,
    people,
    secrets,
    tables,
    trails,
    watching,
)
from evidence.demo.estate.planting.site import Site

SEED = "Harbour Health (demonstration)"
ROOMS = (
    *(people, keys, network, buckets, trails, machines, databases, tables, documents),
    *(functions, containers, balancers, messages, secrets, watching),
)
"""Each may point to what the rooms before it made: keys, subnets, buckets."""


def plant() -> dict[str, int]:
    """Make the whole estate; answers how many resources of each kind there are."""
    planted: Counter[str] = Counter()
    mock = mock_aws()
    mock.start()
    try:
        with fixed_ids(SEED):
            caller.plant()
            for account in ACCOUNTS:
                site = Site(account, planted, datetime.now(UTC))
                for room in ROOMS:
                    room.plant(site)
    finally:
        mock.stop(remove_data=False)
    return dict(sorted(planted.items()))


@contextmanager
def fixed_ids(name: str) -> Iterator[None]:
    """Within it, moto draws the same ids for the same name; afterwards sessions and request ids are new."""
    mock_random.seed(name)
    try:
        yield
    finally:
        mock_random.seed()
