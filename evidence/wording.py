"""The sentences of this floor: one for every code, in one place. Codes are kept; sentences are only shown."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evidence.actions.drawing import Difference
from evidence.actions.expecting import NoLonger
from evidence.collecting.contract import ErrorReason
from evidence.importing.request_lists import WhyWrong

WORKER_DIED, FAILED, CANCELLED, PACED, NOT_SIGNED = "worker_died", "failed", "cancelled", "paced", "not_signed"
NEVER, STALE = "never", "stale"

ERROR_REASONS: Mapping[str, Promise] = {
    ErrorReason.ACCESS_DENIED: _("AWS refused the call."),
    ErrorReason.THROTTLED: _("AWS refused the call for its rate, and went on to refuse it."),
    ErrorReason.TIMED_OUT: _("No answer came in time."),
    ErrorReason.SERVER_ERROR: _("AWS failed to answer."),
    ErrorReason.REGION_OFF: _("The account has not opted in to the region."),
    ErrorReason.EXPIRED_TOKEN: _("The session ended before the call."),
    ErrorReason.HALF_READ: _("The answer was cut short, or was never asked for."),
    ErrorReason.MALFORMED: _("The answer was not what the service promises."),
    ErrorReason.UNREACHABLE: _("There was no connection."),
    ErrorReason.NOT_SUPPORTED: _("The service or the region has no such call."),
    ErrorReason.REJECTED: _("AWS rejected the call."),
    WORKER_DIED: _("The work ended its worker each time it was tried."),
    FAILED: _("The work failed each time it was tried."),
    CANCELLED: _("The run was cancelled before anybody looked."),
    PACED: _("It waits for its turn: AWS takes so many calls a second and no more."),
    NOT_SIGNED: _("It could not be signed, and goes out in no other way."),
}

NOT_TODAY: Mapping[str, Promise] = {
    NEVER: _("Nobody has looked lately."),
    STALE: _("What was seen has grown stale."),
}
"""Why a cell is not looked at today, besides the reasons above."""


def why(reasons: Mapping[str, int]) -> list[tuple[str, int]]:
    """Sentences for codes of why cells were not seen, with their numbers."""
    sentences = {**ERROR_REASONS, **NOT_TODAY}
    return [(str(sentences.get(code, code)), number) for code, number in reasons.items()]


NO_LONGER: Mapping[str, Promise] = {
    NoLonger.AUDIT_ENDED: _("The audit has ended."),
    NoLonger.DUTY_ENDED: _("The duty has ended."),
    NoLonger.NOT_EXPECTED: _("The control’s cadence does not ask for these days any more."),
    NoLonger.AT_HAND: _("Evidence that speaks for these days is there already."),
}
"""Why the request of an occurrence was withdrawn by itself."""

WHY_WRONG: Mapping[str, Promise] = {
    WhyWrong.REFERENCE: _("The line has no reference: write the auditor’s own number of it."),
    WhyWrong.TWICE: _("This reference stands in the list more than once: keep one line of it, or number them apart."),
    WhyWrong.KNOWN: _("The audit has a request of this reference already: take the line out, or number it anew."),
    WhyWrong.REQUIREMENT: _("The audit examines no requirement of this reference: write it as the framework does."),
    WhyWrong.AMBIGUOUS: _("Several of the audit’s frameworks have this reference: write the framework before it."),
    WhyWrong.CONTROL: _("The catalogue has no control of this name: write its key or its title, or leave it empty."),
    WhyWrong.DUTY: _("No duty is open for this control: leave it empty and name the requirement."),
    WhyWrong.DAY: _("This is no day: write it as 2027-03-31."),
    WhyWrong.DUE: _("The line does not say by when: write a day as 2027-03-31."),
}
"""Why a line of a request list is not understood."""

ERROR_REMEDIES: Mapping[str, Promise] = {
    ErrorReason.ACCESS_DENIED: _("Allow the call in the role’s policy, its boundary and the organisation’s policies."),
    ErrorReason.THROTTLED: _("Collect again at a quieter hour."),
    ErrorReason.TIMED_OUT: _("Collect again."),
    ErrorReason.SERVER_ERROR: _("Collect again; if it stays so, look at AWS’s health dashboard."),
    ErrorReason.REGION_OFF: _("Opt in to the region, or take it out of the account’s regions."),
    ErrorReason.EXPIRED_TOKEN: _("Collect again; lengthen the role’s session where it stays so."),
    ErrorReason.HALF_READ: _("Collect again."),
    ErrorReason.MALFORMED: _("Report it with the check’s name: the check has to be mended."),
    ErrorReason.UNREACHABLE: _("Let the worker reach AWS’s endpoints, then collect again."),
    ErrorReason.NOT_SUPPORTED: _("Show it by hand: nothing can be collected here."),
    ErrorReason.REJECTED: _("Look up AWS’s error code, which is sealed with the facts, and collect again."),
    WORKER_DIED: _("Report it with the run’s id, and show it by hand meanwhile."),
    FAILED: _("Report it with the run’s id, and show it by hand meanwhile."),
    NOT_SIGNED: _("An administrator finds the cause in the worker’s log: certificate, key, time-stamp authority."),
    CANCELLED: _("Collect again what was left out."),
    PACED: _("Wait: it is looked at by itself."),
}

DIFFERENCES: Mapping[str, Promise] = {
    Difference.FILE_GONE: _("The sealed file is not kept any more: nothing can be drawn from it again."),
    Difference.FILE_CHANGED: _("The sealed file is not what was sealed: tell the administrator, do not rely on it."),
    Difference.COUNT: _("The sealed file has another number of data rows than the count says."),
    Difference.METHOD: _("It was drawn in a way that this release does not know: take the release that drew it."),
    Difference.ROWS: _("Other rows come out than those on record."),
}
