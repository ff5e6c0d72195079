"""What the catalogue's codes are called where people read them."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from frameworks.schema import Bearer, Conclusion, Coverage, Mark, Obligation, ServiceModel

OBLIGATIONS: Mapping[str, Promise] = {
    Obligation.REQUIRED: _("Required"),
    Obligation.ADDRESSABLE: _("Addressable"),
    Obligation.BEST_PRACTICE: _("Best practice, not required"),
    Obligation.NONE: _("No obligation of its own"),
}

BEARERS: Mapping[str, Promise] = {
    Bearer.AWS: _("AWS"),
    Bearer.SHARED: _("Both"),
    Bearer.CUSTOMER: _("You"),
}

CONCLUSIONS: Mapping[str, Promise] = {
    Conclusion.IN_PLACE: _("In place"),
    Conclusion.IN_PLACE_WITH_CCW: _("In place with compensating control (CCW)"),
    Conclusion.NOT_IN_PLACE: _("Not in place"),
    Conclusion.NO_EXCEPTION: _("No exception noted"),
    Conclusion.EXCEPTION: _("Exception noted"),
    Conclusion.NOT_APPLICABLE: _("Not applicable"),
    Conclusion.NOT_TESTED: _("Not tested"),
}

COVERAGES: Mapping[str, Promise] = {
    Coverage.FULL: _("covers the requirement"),
    Coverage.PARTIAL: _("covers a part of the requirement"),
}

MODELS: Mapping[str, Promise] = {
    ServiceModel.INFRASTRUCTURE: _("Infrastructure"),
    ServiceModel.CONTAINER: _("Container"),
    ServiceModel.MANAGED: _("Managed"),
    ServiceModel.SAAS: _("Software as a service"),
}

MODEL_SENTENCES: Mapping[str, Promise] = {
    ServiceModel.INFRASTRUCTURE: _("You hold the guest system, its patches, its network rules and the data."),
    ServiceModel.CONTAINER: _("AWS runs the control plane; you hold images, and instances where there are any."),
    ServiceModel.MANAGED: _("AWS holds system and platform; you hold data, access, encryption and settings."),
    ServiceModel.SAAS: _("You hold users, access and the data put in."),
}

MARKS: Mapping[str, Promise] = {
    Mark.VERIFIED: _("verified in a public source"),
    Mark.CONVENTION: _("practitioners’ convention"),
    Mark.UNSURE: _("unsure: check before relying on it"),
}

_LENGTH = re.compile(r"P(?:(?P<Y>\d+)Y)?(?:(?P<M>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?")


def length(duration: str) -> str:
    """An ISO 8601 duration in words: "P1Y" is "1 year". One with hours and minutes stays as it is."""
    found = _LENGTH.fullmatch(duration)
    said = {unit: int(number) for unit, number in (found.groupdict() if found else {}).items() if number}
    words = {
        "Y": ngettext("%(n)s year", "%(n)s years", said.get("Y", 0)),
        "M": ngettext("%(n)s month", "%(n)s months", said.get("M", 0)),
        "W": ngettext("%(n)s week", "%(n)s weeks", said.get("W", 0)),
        "D": ngettext("%(n)s day", "%(n)s days", said.get("D", 0)),
    }
    return " ".join(words[unit] % {"n": number} for unit, number in said.items()) or duration
