"""Draw a sample of a population, and draw it again to see that it is the same (docs/sampling.md)."""

import datetime
import hashlib
import io
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.db.models import Max

from compliance import journal
from compliance.actions.auditing import refuse_ended
from compliance.actions.superseding import lock
from compliance.models import Role, User
from compliance.permissions import Viewer, viewer_of
from evidence import blobs
from evidence.admitting import refuse_text
from evidence.models import Population, Sample
from evidence.sampling import METHOD, Drawn, draw, new_seed
from evidence.tables import Table, table_of
from frameworks.errors import Refused

MOST_DRAWN: Final = 500
LONGEST_SEED: Final = 64
SEED: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Difference(StrEnum):
    """What a draw that was repeated found to be otherwise."""

    FILE_GONE = "file-gone"
    FILE_CHANGED = "file-changed"
    COUNT = "count"
    METHOD = "method"
    ROWS = "rows"


@dataclass(frozen=True)
class Redrawn:
    """What came out when a sample was drawn again; no `difference` = the same rows in the same order."""

    sample: Sample
    rows: tuple[Drawn, ...]
    difference: Difference | None


def draw_sample(*, population: Population, size: int, seed: str, actor: User, now: datetime.datetime) -> Sample:
    """`size` rows by a seed that an auditor names, or by a random one where `seed` is empty.

    Every draw stays on record: whoever draws until a sample pleases shows that they did.
    """
    if not may_draw(viewer_of(actor, now), population):
        raise Refused("An auditor of this audit or a compliance officer draws samples: ask one.")
    refuse_ended(population.engagement)
    if seed.strip() and not may_name_seed(viewer_of(actor, now), population):
        raise Refused("Only an auditor of this audit names a seed: leave it empty, and a random one is drawn.")
    if not 1 <= size <= min(population.count, MOST_DRAWN):
        most = min(population.count, MOST_DRAWN)
        raise Refused(f"From 1 to {most} rows can be drawn of this population." if most else "There is no row to draw.")
    seed = seed.strip() or new_seed()
    _refuse_seed(seed)
    rows = draw(seed, population.count, size, _keys(population))
    with transaction.atomic():
        lock(population)
        if population.samples.filter(seed=seed).exists():
            raise Refused("A sample was drawn by this seed already: another draw has a seed of its own.")
        sample = Sample.objects.create(
            system=population.system,
            population=population,
            number=(population.samples.aggregate(latest=Max("number"))["latest"] or 0) + 1,
            seed=seed,
            size=size,
            method=METHOD,
            rows=[[each.position, each.key] for each in rows],
            drawn_by=actor,
            drawn_at=now,
        )
        journal.record(
            verb="sample.drawn",
            subject=sample,
            system=sample.system,
            actor=actor,
            now=now,
            after={
                "population": str(population.pk),
                "size": size,
                "method": METHOD,
                "seed_sha256": hashlib.sha256(seed.encode()).hexdigest(),
                "positions": [each.position for each in rows],
                "keys_sha256": hashlib.sha256("\0".join(each.key for each in rows).encode()).hexdigest(),
            },
        )
    return sample


def redraw(*, sample: Sample, actor: User, now: datetime.datetime) -> Redrawn:
    """Draw it again from the sealed file, or from the count where there is none; what came out is journalled."""
    found = _redrawn(sample)
    journal.record(
        verb="sample.redrawn",
        subject=sample,
        system=sample.system,
        actor=actor,
        now=now,
        after={"difference": found.difference.value if found.difference else None},
    )
    return found


def may_draw(viewer: Viewer, population: Population) -> bool:
    is_officer = Role.OFFICER in viewer.roles_in(population.system)
    return is_officer or population.engagement_id in viewer.engagement_ids


def may_name_seed(viewer: Viewer, population: Population) -> bool:
    """Who is examined would try seeds beforehand until one pleases, and no draw would show it."""
    return population.engagement_id in viewer.engagement_ids


def _redrawn(sample: Sample) -> Redrawn:
    population, keys = sample.population, list[str]()
    if sample.method != METHOD:
        return Redrawn(sample, (), Difference.METHOD)
    if population.item is not None:
        try:
            table = _table(population)
        except blobs.BlobMissing:
            return Redrawn(sample, (), Difference.FILE_GONE)
        except Refused:
            return Redrawn(sample, (), Difference.FILE_CHANGED)
        if len(table.rows) != population.count:
            return Redrawn(sample, (), Difference.COUNT)
        keys = table.column(population.key_column)
    rows = tuple(draw(sample.seed, population.count, sample.size, keys))
    same = [[each.position, each.key] for each in rows] == sample.rows
    return Redrawn(sample, rows, None if same else Difference.ROWS)


def _keys(population: Population) -> list[str]:
    """What each row is called in the sealed file; nothing where there is none."""
    try:
        return _table(population).column(population.key_column) if population.item else []
    except blobs.BlobMissing:
        raise Refused("The sealed file is not kept any more: enter the population anew, and draw of that.") from None


def _table(population: Population) -> Table:
    """The sealed file, once more. Refused where its bytes are not those that were sealed."""
    item = population.item
    if item is None:
        raise ValueError("There is no file.")
    with blobs.open_blob(item.digest) as sealed:
        content = sealed.read()
    if hashlib.sha256(content).hexdigest() != item.digest:
        raise Refused("The sealed file is not what was sealed: tell the administrator, and do not rely on it.")
    return table_of(io.BytesIO(content), item.media_type)


def _refuse_seed(seed: str) -> None:
    if not SEED.fullmatch(seed):
        raise Refused(
            "A seed has at most 64 letters, digits, dots and hyphens, so that it is typed the same everywhere."
        )
    refuse_text(seed, LONGEST_SEED, "The seed")
