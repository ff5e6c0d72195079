"""How an account stands to its role, in words: for the pages, and as codes for the API."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance.models import Account, AccountTerm, JournalEntry, System, User
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
    def proofs(self) -> "list[Shown]":
        return proofs_of(self.connection) if self.connection else []

    @property
    def next_step(self) -> str:
        """What to do about the first proof that did not hold: those behind it often rest on it."""
        return next((each.says for each in self.proofs if each.says), "")

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


@dataclass(frozen=True)
class Event:
    """One line of a connection's history. `good` is None where nothing came of anything."""

    at: datetime.datetime
    actor: User | None
    what: str
    details: list[str]
    good: bool | None


def state_of(connection: Connection | None) -> State:
    if connection is None:
        return State.NOT_CONNECTED
    if connection.is_being_proven:
        return State.BEING_PROVEN
    if connection.proven_at:
        return State.PROVEN
    return State.BROKEN if connection.proofs else State.NOT_PROVEN


STATES: Mapping[State, Promise] = {
    State.BROKEN: _("A proof failed"),
    State.NOT_PROVEN: _("Not proven yet"),
    State.BEING_PROVEN: _("Being proven"),
    State.NOT_CONNECTED: _("Not connected"),
    State.PROVEN: _("Proven"),
}
"""By how much they press."""

TOLD: Mapping[str, Promise] = {
    "account.connected": _("Connected"),
    "connection.changed": _("Another role, or other regions"),
    "proof.requested": _("Proof asked for"),
    "connection.proven": _("Every proof held"),
    "connection.failed": _("A proof did not hold"),
    "proof.failed": _("The proof could not be made"),
    "external_id.shown": _("ExternalId shown"),
}
NOT_HELD: Mapping[str, Promise] = {Standing.BROKEN: _("Failed"), Standing.COULD_NOT_LOOK: _("Could not look")}
TOLD_AT_MOST = 50
"""Of the latest: an account that was tried more often has its whole history in the journal."""


def rows_of(system: System, on: datetime.date) -> list[Row]:
    """By the accounts' names, without what each collector tried: `add_tried` reads that. Two queries."""
    terms = AccountTerm.objects.on(on).filter(system=system).select_related("account")
    known = Connection.objects.filter(system=system).select_related("account", "system", "job").defer("tried")
    connections = {row.account_id: row for row in known}
    return [
        Row(term.account, term.regions, connections.get(term.account_id)) for term in terms.order_by("account__name")
    ]


def add_tried(rows: Iterable[Row]) -> None:
    """What each collector tried, for the rows that are shown: it is long. One query."""
    connections = {row.connection.pk: row.connection for row in rows if row.connection}
    for pk, tried in Connection.objects.filter(pk__in=connections).values_list("pk", "tried"):
        connections[pk].tried = tried


def history_of(connection: Connection) -> list[Event]:
    """Who tried, when, and what came of it; the latest first. From the journal, in one query."""
    rows = JournalEntry.objects.filter(subject_kind="connection", subject_id=str(connection.pk), verb__in=TOLD)
    return [_event(entry) for entry in rows.select_related("actor")[:TOLD_AT_MOST]]


def _event(entry: JournalEntry) -> Event:
    after = entry.after or {}
    told = [
        f"{title}: {'; '.join(names)}"
        for standing, title in NOT_HELD.items()
        if (names := [str(PROOFS[Proof(code)]) for code in after if code in list(Proof) and after[code] == standing])
    ]
    if "reason" in after:
        told.append(str(ERROR_REASONS.get(after["reason"], after["reason"])))
    if after.get("principal_only"):
        told.append(str(_("only who we are")))
    good = {"connection.proven": True, "connection.failed": False, "proof.failed": False}.get(entry.verb)
    return Event(entry.at, entry.actor, str(TOLD[entry.verb]), told, good)


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
