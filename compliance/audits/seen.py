"""An audit as people see it: what it examines, who was let in until when, and what its auditors conclude."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compliance.models import AuditedEdition, AuditorGrant, Conclusion, Engagement
from compliance.permissions import Viewer
from frameworks.compiled import shipped

Asked = tuple[str, str]
"""A requirement by the key of its edition and its reference."""


@dataclass(frozen=True)
class Examined:
    """An edition that an audit examines. `form` is the title of the form of assessment, empty where it has none."""

    key: str
    title: str
    form: str

    @property
    def name(self) -> str:
        return f"{self.title} · {self.form}" if self.form else self.title


@dataclass(frozen=True)
class Window:
    """An auditor's access, as a day finds it. `last` is None where it was taken before its first day had passed."""

    granted: AuditorGrant
    is_open: bool
    is_ahead: bool

    @property
    def can_change(self) -> bool:
        return self.is_open or self.is_ahead


def examined_by(rows: Iterable[AuditedEdition]) -> list[Examined]:
    """In the order of the rows, whose editions were read with them."""
    editions = shipped().editions
    return [
        Examined(
            row.edition.key,
            row.edition.title,
            editions[row.edition.key].assessment_title(row.assessment)
            if row.edition.key in editions
            else row.assessment,
        )
        for row in rows
    ]


def windows_of(engagement: Engagement, on: datetime.date) -> list[Window]:
    """Every access that is known of, those that last longest first. One query."""
    rows = AuditorGrant.objects.known().filter(engagement=engagement).select_related("user", "system")
    return [
        Window(row, is_open=row.holds_on(on), is_ahead=row.valid_from > on)
        for row in rows.order_by("-valid_until", "user__name")
    ]


def conclusions_of(engagement: Engagement, viewer: Viewer) -> dict[Asked, Conclusion]:
    """What is concluded now, as far as the viewer may see it. One query."""
    rows = Conclusion.objects.known().visible_to(viewer).filter(engagement=engagement)
    return {
        (row.requirement.edition.key, row.requirement.ref): row
        for row in rows.select_related("requirement__edition", "author")
    }


def outcomes(edition: str, concluded: Mapping[Asked, Conclusion]) -> Counter[str]:
    """How often each outcome was concluded about requirements of an edition. No score."""
    return Counter(row.outcome for (key, _), row in concluded.items() if key == edition)
