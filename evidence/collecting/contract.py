"""What a collector is: the one page to read before writing one.

A collector is a folder `evidence/collectors/<key>/`:

    about.toml   title, service, scope, the calls it may make, its checks with their controls and words
    gather.py    gather(look): asks AWS through `look`; each answer is sealed as a fact. Decides nothing
    checks.py    pure functions over the sealed facts: they judge, and may be run again years later
    documents.py only where the service lists AWS's own documents: reports(facts) and agreements(facts), plain values
                 that are compared with our record of them; whatever either raises means that it says nothing
    samples/     answers with the observations they must lead to; replayed by
    tests/evidence/test_every_collector.py

In gather.py, a call that fails comes back as an empty dict and its error is written down: no `try` is needed,
and none helps. In checks.py, `facts.answer(call, about)` gives a whole answer, None when AWS said by name
that the thing is not there, and raises CouldNotLook on an error; let it fly. The harness makes the ERROR of
it, for exactly the resource that rests on it, and refuses a PASS that did not read every call its check
declares. No error can become a pass.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from compliance.attested.artifact import ShownAgreement, ShownReport
    from evidence.collecting.facts import Facts
    from evidence.collecting.gathering import Look


class Outcome(StrEnum):
    """A check's answer on one resource. Staleness is no outcome: it is derived from time, never stored."""

    PASS = "pass"  # noqa: S105 - an outcome, no password
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    MANUAL = "manual"  # only a person can tell
    ERROR = "error"  # could not look; always with an ErrorReason


class ErrorReason(StrEnum):
    """Why we could not look."""

    ACCESS_DENIED = "access_denied"  # the role, a boundary, an SCP or the session policy refuses the call
    THROTTLED = "throttled"  # still refused for rate after the standard retries
    TIMED_OUT = "timed_out"  # no answer in time, or AWS was still preparing it
    SERVER_ERROR = "server_error"  # AWS failed (5xx)
    REGION_OFF = "region_off"  # the account has not opted in to the region
    EXPIRED_TOKEN = "expired_token"  # noqa: S105 - our session ended before the call
    HALF_READ = "half_read"  # a listing or a body was cut, or the answer was never asked for
    MALFORMED = "malformed"  # the answer is not what the service's model promises
    UNREACHABLE = "unreachable"  # no connection
    NOT_SUPPORTED = "not_supported"  # the service or region has no such call
    REJECTED = "rejected"  # any other refusal (4xx); the code beside it is AWS's own


class Severity(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class CouldNotLook(Exception):
    """An answer is missing. `code` is AWS's own error code or the name of the failure, never its message."""

    def __init__(self, reason: ErrorReason, call: str, code: str = "") -> None:
        super().__init__(f"{call}: {reason.value} ({code})" if code else f"{call}: {reason.value}")
        self.reason, self.call, self.code = reason, call, code


@dataclass(frozen=True)
class Resource:
    """One thing a check judges: its ARN, and what its listing said of it."""

    arn: str
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What a check function returns. `detail`: a few small facts as codes and names, no sentences."""

    outcome: Outcome
    detail: Mapping[str, Any]


def passed(**detail: Any) -> Verdict:
    return Verdict(Outcome.PASS, detail)


def failed(**detail: Any) -> Verdict:
    return Verdict(Outcome.FAIL, detail)


def not_applicable(**detail: Any) -> Verdict:
    return Verdict(Outcome.NOT_APPLICABLE, detail)


def manual(**detail: Any) -> Verdict:
    return Verdict(Outcome.MANUAL, detail)


@dataclass(frozen=True)
class Observation:
    """A check's answer on one resource. `reason` is an ErrorReason when the outcome is ERROR, else "".

    `resource` is an ARN; what concerns an account or region as a whole has `Facts.cell_arn`.
    An ERROR's detail is {"call": the failed call, "code": AWS's error code}.
    """

    check: str
    service: str
    resource: str
    outcome: Outcome
    reason: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """An operation it may make: its name in about.toml, boto3's client, the IAM action it needs."""

    name: str
    client: str
    operation: str
    action: str


@dataclass(frozen=True)
class Check:
    """One question. `over` lists the resources it is put to; `judge` answers for one of them; both are pure.

    key: "<collector>.<function in checks.py>". service: the catalogue's key of what is judged.
    controls: keys of the catalogue. calls: names of the calls a PASS must rest on, every one.
    Errors: both raise CouldNotLook by reading facts; anything else they raise is recorded as
    ERROR(malformed).
    """

    key: str
    service: str
    title: str
    severity: Severity
    controls: tuple[str, ...]
    calls: tuple[str, ...]
    remedy: str
    cannot_see: str
    over: Callable[["Facts"], Iterable[Resource]]
    judge: Callable[[Resource, "Facts"], Verdict]


@dataclass(frozen=True)
class Documents:
    """Reads AWS's own documents out of sealed facts. Errors: as for checks, anything; then that list says nothing."""

    reports: Callable[["Facts"], Iterable["ShownReport"]]
    agreements: Callable[["Facts"], Iterable["ShownAgreement"]]


@dataclass(frozen=True)
class Collector:
    """Gathers the facts of one AWS service: per account and region, or per account when `scope` is global.

    key: the folder's name. service: the catalogue's key. client: boto3's name for it.
    fresh_for: ISO 8601 duration after which the facts are stale. version: raised when gather changes what it
    seals.
    """

    key: str
    service: str
    client: str
    title: str
    version: int
    scope: str
    fresh_for: str
    calls: Mapping[str, Call]
    checks: tuple[Check, ...]
    gather: Callable[["Look"], None]
    documents: Documents | None = None

    @property
    def actions(self) -> tuple[str, ...]:
        """The IAM actions its role needs, sorted."""
        return tuple(sorted({call.action for call in self.calls.values()}))

    def check(self, key: str) -> Check:
        return next(check for check in self.checks if check.key == key)
