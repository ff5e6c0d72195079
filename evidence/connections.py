"""How an account stands to its role, in words: for the pages, and as codes for the API."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance.models import Account, AccountTerm, System
from evidence.collecting.assuming import Proof, Proven, Standing
from evidence.collecting.shipped import collectors
from evidence.collecting.trying import Allowed
from evidence.models import Connection, JobState
from evidence.wording import ERROR_REASONS


class State(StrEnum):
    NOT_CONNECTED = "not_connected"
    NOT_PROVEN = "not_proven"
    BEING_PROVEN = "being_proven"
    PROVEN = "proven"
    BROKEN = "broken"


PROOFS: Mapping[str, Promise] = {
    Proof.CAN_BE_ASSUMED: _("The role lets us in"),
    Proof.ACCOUNT_IS_THE_ONE_NAMED: _("It leads into the account that is named"),
    Proof.REFUSES_WITHOUT_EXTERNAL_ID: _("It refuses us without the ExternalId"),
    Proof.REFUSES_WRONG_EXTERNAL_ID: _("It refuses us with a wrong ExternalId"),
}


@dataclass(frozen=True)
class Row:
    """An account in scope today, and its connection if it has one."""

    account: Account
    regions: list[str]
    connection: Connection | None

    @property
    def state(self) -> State:
        return state_of(self.connection)

    @property
    def tried(self) -> Counter[str]:
        """How many first calls are allowed, denied, could not be looked at."""
        return Counter(each["allowed"] for each in self.connection.tried) if self.connection else Counter()

    @property
    def gone(self) -> list[str]:
        """Regions in scope that are no longer enabled in the account, as far as we were told."""
        enabled = self.connection.enabled if self.connection else []
        return sorted(set(self.regions) - set(enabled)) if enabled else []


@dataclass(frozen=True)
class Shown:
    """A proof, or a collector's first call, in words."""

    what: str
    standing: str
    says: str = ""
    detail: str = ""
    untried: int = 0


def state_of(connection: Connection | None) -> State:
    if connection is None:
        return State.NOT_CONNECTED
    if connection.is_being_proven:
        return State.BEING_PROVEN
    if connection.proven_at:
        return State.PROVEN
    return State.BROKEN if connection.proofs else State.NOT_PROVEN


def rows_of(system: System, on: datetime.date) -> list[Row]:
    """By the accounts' names. Two queries."""
    terms = AccountTerm.objects.on(on).filter(system=system).select_related("account")
    known = Connection.objects.filter(system=system).select_related("account", "system", "job")
    connections = {row.account_id: row for row in known}
    return [
        Row(term.account, term.regions, connections.get(term.account_id)) for term in terms.order_by("account__name")
    ]


def proofs_of(connection: Connection) -> list[Shown]:
    told = [Proven(Proof(each["proof"]), Standing(each["standing"]), each["code"]) for each in connection.proofs]
    return [Shown(str(PROOFS[each.proof]), each.standing.value, each.sentence) for each in told]


def tried_of(connection: Connection) -> list[Shown]:
    """What is denied first, then what could not be looked at; with what stays unseen by it."""
    known, order = collectors(), [Allowed.DENIED, Allowed.COULD_NOT_LOOK, Allowed.ALLOWED]
    rows = sorted(connection.tried, key=lambda each: (order.index(each["allowed"]), each["collector"]))
    return [
        Shown(
            what=known[each["collector"]].title if each["collector"] in known else each["collector"],
            standing=each["allowed"],
            says=str(ERROR_REASONS.get(each["reason"], "")) if each["allowed"] != Allowed.ALLOWED else "",
            detail=" · ".join(part for part in (each["action"], each["region"], each["code"]) if part),
            untried=len(each["untried"]),
        )
        for each in rows
    ]


def failed(connection: Connection) -> str:
    """Why the latest proof came to nothing, as a code; "" where it came to something."""
    job = connection.job
    return job.reason if job and job.state in (JobState.GAP, JobState.QUARANTINED) else ""
