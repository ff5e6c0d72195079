"""Who is who in the simulation: accounts, the key pairs it knows, and what the organisation denies.

The secrets here open nothing but a server on 127.0.0.1 that forgets everything when it stops.
"""

from dataclasses import dataclass

ORGANISATION = "Harbour Health (demonstration)"
REGIONS = ("us-east-1", "us-west-2")
COLLECTOR_ROLE = "DemarcEvidence"


@dataclass(frozen=True, slots=True)
class Account:
    """One AWS account of the simulated customer."""

    id: str
    alias: str
    purpose: str


PRODUCTION = Account("111122223333", "harbour-prod", "Patient records, in production")
DATA = Account("444455556666", "harbour-data", "Shared services and analytics")
ACCOUNTS = (PRODUCTION, DATA)


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A long-lived key that the simulation accepts, and whom it speaks for."""

    account_id: str
    arn: str
    access_key_id: str
    secret_access_key: str


BASE_ACCOUNT_ID = "999988887777"
BASE_USER = "demarc"
BASE = KeyPair(
    BASE_ACCOUNT_ID,
    f"arn:aws:iam::{BASE_ACCOUNT_ID}:user/{BASE_USER}",
    "AKIADEMONSTRATION001",
    "demonstration-only-opens-nothing-real-01",
)
"""The installation's own credentials. They may call STS and nothing else."""

ADMINISTRATORS = {
    account.id: KeyPair(
        account.id,
        f"arn:aws:sts::{account.id}:assumed-role/HarbourAdministrator/casey.morgan",
        f"AKIADEMOADMIN{account.id[:7]}",
        "demonstration-only-opens-nothing-real-02",
    )
    for account in ACCOUNTS
}
"""The customer's administrators, who create the collector's role in each account."""


@dataclass(frozen=True, slots=True)
class Denial:
    """What a service control policy denies to everyone in one account and region. `action` may end in `*`."""

    account_id: str
    region: str
    action: str


DENIALS = (
    Denial(DATA.id, "us-west-2", "rds:*"),
    Denial(PRODUCTION.id, "us-west-2", "kms:GetKeyRotationStatus"),
)
