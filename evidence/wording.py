"""The sentences of this floor: one for every code, in one place. Codes are kept; sentences are only shown."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evidence.collecting.contract import ErrorReason

WORKER_DIED, FAILED = "worker_died", "failed"

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
}

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
}
