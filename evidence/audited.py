"""What an audit's period holds: the evidence behind one requirement, and what another period would show."""

import copy
import datetime

from django.db.models import Q, QuerySet

from compliance.models import Assessment, Engagement
from evidence.models import Item
from frameworks.models import Control, Requirement


def evidence_for(engagement: Engagement, requirement: Requirement) -> QuerySet[Item]:
    """Of the items that the audit is shown those that speak for the requirement, the latest first."""
    rows = Item.objects.for_engagement(engagement, requirement.edition).filter(
        speaks_for(engagement, Requirement.objects.filter(pk=requirement.pk))
    )
    return rows.distinct().order_by("-observed_until", "-pk")


def speaks_for(engagement: Engagement, requirements: QuerySet[Requirement]) -> Q:
    """Of the items that the audit is shown those that speak for one of the requirements; an item may come twice."""
    controls = Control.objects.filter(supports__requirement__in=requirements)
    said = Assessment.objects.filter(system=engagement.system_id, control__in=controls)
    return (
        Q(pk__in=said.values("ref"))
        | Q(uses__duty__control__in=controls)
        | Q(uses__request__requirement__in=requirements)
    )


def moves(engagement: Engagement, first: datetime.date, last: datetime.date) -> tuple[QuerySet[Item], QuerySet[Item]]:
    """The items that the audit would be shown no longer, and those that it would be shown besides."""
    other = copy.copy(engagement)
    other.period_start, other.period_end = first, last
    before, after = (Item.objects.for_engagement(each) for each in (engagement, other))
    return (
        before.exclude(pk__in=after.values("pk")).order_by("-observed_until"),
        after.exclude(pk__in=before.values("pk")).order_by("-observed_until"),
    )
