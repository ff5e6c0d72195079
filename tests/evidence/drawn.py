"""A population of changes and a sample of it, by the real verbs: Ben enters, Ada draws."""

import datetime
import io
from typing import Any

from evidence.actions.drawing import draw_sample
from evidence.actions.populating import enter_population
from evidence.models import Population, Sample
from tests.evidence.exhibits import has_a_signing_key
from tests.factories import Harbour

DAY = datetime.timedelta(days=1)
SEED = "agreed-2026-11-22"


def changes(count: int) -> bytes:
    """As the ticket system exports them."""
    rows = "".join(
        f"CHG-{number:04},Change {number},2026-10-{number % 28 + 1:02}\r\n" for number in range(1, count + 1)
    )
    return f"Ticket,Summary,Deployed\r\n{rows}".encode()


def a_population(harbour: Harbour, count: int = 40, **said: Any) -> Population:
    """All changes of the audit's period; `content` None for the count alone."""
    has_a_signing_key()
    facts: dict[str, Any] = {
        "engagement": harbour.engagement,
        "title": "All changes to production",
        "first_day": harbour.on - 60 * DAY,
        "last_day": harbour.on - DAY,
        "origin": "Ticket system",
        "query": "project = CHG AND environment = production ORDER BY created",
        "filters": "",
        "count": count,
        "extracted_at": harbour.now,
        "extracted_by": "Ben Ortiz",
        "content": io.BytesIO(changes(count)),
        "media_type": "text/csv",
        "actor": harbour.cast.ben,
        "now": harbour.now,
    }
    return enter_population(**(facts | said))


def a_sample(harbour: Harbour, population: Population | None = None, size: int = 5, seed: str = SEED) -> Sample:
    return draw_sample(
        population=population or a_population(harbour),
        size=size,
        seed=seed,
        actor=harbour.cast.ada,
        now=harbour.now,
    )


def rows_of_a_sample(harbour: Harbour) -> dict[str, Any]:
    """A row for every route about populations and samples."""
    sample = a_sample(harbour)
    rows: dict[str, Any] = dict.fromkeys(("sample", "sample-content", "redraw-sample"), sample.pk)
    rows |= dict.fromkeys(("population", "draw-sample"), sample.population_id)
    return rows | dict.fromkeys(("enter-population", "exceptions", "audit-exceptions"), harbour.engagement.pk)
