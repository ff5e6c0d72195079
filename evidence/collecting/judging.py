"""Judges sealed facts: pure, without AWS, repeatable. Here it is held that an error never becomes a pass."""

from evidence.collecting.contract import (
    Check,
    Collector,
    CouldNotLook,
    ErrorReason,
    Observation,
    Outcome,
    Resource,
    Verdict,
)
from evidence.collecting.facts import Document, Facts


def judge(collector: Collector, document: Document) -> list[Observation]:
    """Every check's answer on every resource in the document; at least one observation for each check.

    No resource at all is one NOT_APPLICABLE, a failed listing one ERROR, both about the cell. The order is
    that of the checks, then of the resources' ARNs.
    """
    return [observation for check in collector.checks for observation in _put(check, collector, document)]


def _put(check: Check, collector: Collector, document: Document) -> list[Observation]:
    listing = Facts(document, check.calls)
    cell = Resource(listing.cell_arn(collector.client))
    try:
        resources = {resource.arn: resource for resource in check.over(listing)}  # pages may overlap
        if listing.missed:
            raise listing.missed
    except Exception as failure:
        return [_error(check, cell, failure)]
    if not resources:
        return [_observation(check, cell, Verdict(Outcome.NOT_APPLICABLE, {"because": "none_found"}))]
    return [_answer(check, resource, document, listing.read) for _, resource in sorted(resources.items())]


def _answer(check: Check, resource: Resource, document: Document, listed: set[str]) -> Observation:
    facts = Facts(document, check.calls)
    try:
        verdict = check.judge(resource, facts)
        if verdict.outcome is Outcome.PASS:
            _refuse_blind_pass(check, facts, listed)
        return _observation(check, resource, verdict)
    except Exception as failure:  # whatever a check's author got wrong must end as a recorded gap, not as a lost row
        return _error(check, resource, failure)


def _refuse_blind_pass(check: Check, facts: Facts, listed: set[str]) -> None:
    """Raises CouldNotLook when a PASS ignores a missing answer or did not read a call that it declares."""
    if facts.missed:
        raise facts.missed
    for call in check.calls:
        if call not in facts.read | listed:
            raise CouldNotLook(ErrorReason.HALF_READ, call, "NotRead")


def _observation(check: Check, resource: Resource, verdict: Verdict) -> Observation:
    return Observation(check.key, check.service, resource.arn, verdict.outcome, "", dict(verdict.detail))


def _error(check: Check, resource: Resource, failure: Exception) -> Observation:
    if not isinstance(failure, CouldNotLook):
        failure = CouldNotLook(ErrorReason.MALFORMED, "", type(failure).__name__)
    detail = {"call": failure.call, "code": failure.code}
    return Observation(check.key, check.service, resource.arn, Outcome.ERROR, failure.reason.value, detail)
