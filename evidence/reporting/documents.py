"""What every report says of a document of AWS's."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext

from compliance.models import Attestation
from frameworks.schema import Currency, Programme


def dates_of(row: Attestation, programme: Programme) -> str:
    """The period examined, the day a document counts from, or the days on which it is in force."""
    if programme.currency is Currency.PERIOD and row.period_start and row.period_end:
        said = {"start": day_of(row.period_start), "end": day_of(row.period_end)}
        return gettext("Examined %(start)s – %(end)s") % said
    if programme.currency is Currency.FROM_DATE:
        return gettext("Assessed on %(start)s") % {"start": day_of(row.valid_from)}
    if row.valid_until:
        said = {"start": day_of(row.valid_from), "end": day_of(row.valid_until)}
        return gettext("In force %(start)s – %(end)s") % said
    return gettext("In force since %(start)s, no end on record") % {"start": day_of(row.valid_from)}


def day_of(value: datetime.date | None) -> str:
    return date_format(value, "j M Y") if value else ""
