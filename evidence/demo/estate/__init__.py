"""A simulated AWS estate for the demonstration and for tests: moto behind a layer that refuses as AWS does.

Nothing outside `evidence/demo` may import moto, and the product imports nothing of this package. What the
demo command and tests use is here; importing it loads neither moto nor Django.
"""

from evidence.demo.estate.administering import create_role
from evidence.demo.estate.identities import (
    ACCOUNTS,
    BASE,
    BASE_ACCOUNT_ID,
    COLLECTOR_ROLE,
    DENIALS,
    REGIONS,
    Denial,
    KeyPair,
)
from evidence.demo.estate.running import DEFAULT_PORT, Estate, EstateError

__all__ = [
    "ACCOUNTS",
    "BASE",
    "BASE_ACCOUNT_ID",
    "COLLECTOR_ROLE",
    "DEFAULT_PORT",
    "DENIALS",
    "REGIONS",
    "Denial",
    "Estate",
    "EstateError",
    "KeyPair",
    "create_role",
]
