"""The sentences about findings of other tools, one for every code."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evidence.importing.findings import WhySo, WhyUnread

WHY_SO: Mapping[str, Promise] = {
    WhySo.MUTED: _("It is muted in the tool: a person has to say why."),
    WhySo.SUPPRESSED: _("It is suppressed in the tool: a person has to say why."),
    WhySo.ARCHIVED: _("It is archived in the tool: it may not hold any more."),
    WhySo.NO_STATUS: _("It is no check that passes or fails: a person has to look at it."),
    WhySo.UNKNOWN_STATUS: _("The tool uses a word for its outcome that is not known here."),
    WhySo.UNDETERMINED: _("The tool could not determine the outcome."),
    WhySo.NOT_AVAILABLE: _("The tool could not perform the check."),
    WhySo.INSUFFICIENT_DATA: _("The tool had too little to judge by."),
    WhySo.ASKS_FOR_REVIEW: _("The tool asks a person to review it."),
    WhySo.INFORMATIONAL: _("The tool only mentions it."),
}
"""Why a finding is no pass and no failure."""

WHY_UNREAD: Mapping[str, Promise] = {
    WhyUnread.SHAPE: _("It is not of the shape that the format promises."),
    WhyUnread.NO_CHECK: _("It does not say which check found it."),
    WhyUnread.NO_ACCOUNT: _("It names no AWS account."),
    WhyUnread.NO_TIME: _("It does not say when it was found."),
    WhyUnread.IN_THE_FUTURE: _("It was found at an instant that has not come yet."),
    WhyUnread.TOO_LONG: _("The id of its check or of its resource is too long to be kept."),
}
"""Why a finding could not be taken."""

NOT_ASKED: Mapping[str, Promise] = {
    "too_large": _(
        "Security Hub’s answer is larger than what is taken in at once: export it by service and hand it in."
    ),
    "refused": _("Security Hub’s answer holds what looks like card data: it was not kept."),
}
"""Why an answer of Security Hub was not sealed, besides what may befall every call to AWS."""
