"""What an import came to, as pages and API show it: its checks with what they support, and what we do not map."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from compliance.models import Outcome
from evidence.importing.reading import SEVERAL
from evidence.importing.shipped import Mapped, mapped_by_us, tools
from evidence.importing.supporting import supported_by
from evidence.models import TERMINAL, Import, JobState, Observation
from frameworks.compiled import shipped


@dataclass(frozen=True)
class CheckSeen:
    """One of the tool's checks in an import. `is_ours`: the table that ships maps it, nobody else may."""

    key: str
    title: str
    tool: str
    outcomes: tuple[tuple[Outcome, int], ...]
    mapped: Mapped | None
    is_ours: bool

    @property
    def findings(self) -> int:
        return sum(count for _, count in self.outcomes)

    @property
    def controls(self) -> tuple[str, ...]:
        """Titles of the controls that it supports."""
        known = shipped().controls
        return tuple(known[key].title for key in self.mapped.controls if key in known) if self.mapped else ()


def checks_of(made: Import) -> Sequence[CheckSeen]:
    """Every check of which it holds findings of this system, by key. Three queries at most."""
    rows = Observation.objects.known().filter(item=made.item_id).order_by("check_key", "outcome")
    counts: dict[str, list[tuple[Outcome, int]]] = {}
    for key, outcome, number in rows.values_list("check_key", "outcome").annotate(number=Count("pk")):
        counts.setdefault(key, []).append((Outcome(outcome), number))
    supported = supported_by(counts) if made.item_id else {}
    return [
        CheckSeen(
            key=key,
            title=made.titles.get(key, ""),
            tool=title_of_tool(key.partition(":")[0]),
            outcomes=tuple(found),
            mapped=supported.get(key),
            is_ours=mapped_by_us(key) is not None,
        )
        for key, found in counts.items()
    ]


def title_of_tool(key: str) -> str:
    known = tools().get(key)
    return str(_("several tools")) if key == SEVERAL else known.title if known else key


def is_under_way(made: Import) -> bool:
    return made.job is not None and made.job.state not in TERMINAL


def why_it_failed(made: Import) -> str:
    """The code of why its last reading came to nothing; empty when it did not."""
    job = made.job
    return (job.reason or "failed") if job and job.state in TERMINAL and job.state != JobState.DONE else ""
