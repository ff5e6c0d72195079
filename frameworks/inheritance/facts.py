"""What inheritance is told about a system, as plain values.

The caller has applied the knowledge date: only facts known by then are passed. Dates of validity are days,
both ends inclusive; None is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from frameworks.schema import Bearer, Touch

AGAINST_ALL: Final = frozenset({"adverse", "disclaimed"})
"""Opinions that leave nothing of a report to lean on."""


def in_force(valid_from: date | None, valid_until: date | None, on: date) -> bool:
    """Whether `on` lies between the two days, both inclusive, None being open."""
    return (valid_from is None or valid_from <= on) and (valid_until is None or on <= valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeFact:
    """The system answers to an edition in a role. `left_out` are the optional categories it did not take on.

    `assessment` is the edition's form in which it is assessed; empty where that is not settled.
    """

    edition: str
    role: str = ""
    assessment: str = ""
    left_out: frozenset[str] = frozenset()
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFact:
    account_id: str
    partition: str = "aws"
    regions: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFact:
    """A service in use. `touches` says, per class of data, what the service does with it.

    A class that is not named counts as touched: nobody has said that it is not.
    """

    service: str
    account_id: str
    region: str = ""
    touches: Mapping[str, str] = field(default_factory=dict)
    valid_from: date | None = None
    valid_until: date | None = None

    def touch(self, data_class: str) -> Touch:
        return Touch(self.touches.get(data_class, Touch.TOUCHES))


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestationFact:
    """One AWS agreement, report or certificate as we hold it.

    `valid_from/valid_until` bound the days on which the document may be relied on: an agreement's effective
    days, a certificate's validity, the date a document counts from. For a report, whose currency follows
    from its period, they are open unless it was withdrawn. `accounts` is None when the document is not
    bound to accounts, `accepted_on` until a person has accepted it. `in_scope` is what the officer read in
    the document itself on acceptance. `exceptions` are the controls with an exception still open, `not_assessed`
    the references that the document says were not tested. `opinion` is the examiner's: a qualified one stands against
    the controls it names as exceptions. `edition` is the edition that the document was made to, if to one.
    `summaries` is what AWS's own responsibility summaries beside it say, by edition: who bears a reference on a
    service, or on every one where that is empty.
    """

    id: str
    programme: str
    identity: str = ""
    variant: str = ""
    period_start: date | None = None
    period_end: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    letter_until: date | None = None
    accepted_on: date | None = None
    accounts: frozenset[str] | None = None
    in_scope: Mapping[str, bool] = field(default_factory=dict)
    exceptions: frozenset[str] = frozenset()
    not_assessed: frozenset[str] = frozenset()
    opinion: str = ""
    edition: str = ""
    partition: str = "aws"
    summaries: Mapping[str, Mapping[tuple[str, str], Bearer]] = field(default_factory=dict)

    @property
    def is_opposed(self) -> bool:
        """Whether the examiner's opinion stands against the whole document."""
        return self.opinion in AGAINST_ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemFacts:
    """Everything about one system that inheritance depends on."""

    scopes: tuple[ScopeFact, ...] = ()
    accounts: tuple[AccountFact, ...] = ()
    uses: tuple[UseFact, ...] = ()
    attestations: tuple[AttestationFact, ...] = ()

    def without_summaries(self) -> "SystemFacts":
        """The same without AWS's own responsibility summaries, for what leaves the house."""
        if not any(each.summaries for each in self.attestations):
            return self
        return replace(self, attestations=tuple(replace(each, summaries={}) for each in self.attestations))

    def __post_init__(self) -> None:
        known = {account.account_id for account in self.accounts}
        for use in self.uses:
            if use.account_id not in known:
                raise ValueError(
                    f"The use of {use.service} names account {use.account_id}, which is not among the"
                    " system's accounts: pass the account as well."
                )
