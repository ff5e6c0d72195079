"""Files of other tools' findings, as the formats' folders keep them, handed in for Harbour and read."""

import datetime
import io
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from evidence.actions.reading_findings import work_import
from evidence.actions.taking_findings import import_file
from evidence.importing.shipped import HERE
from evidence.jobs import engine
from evidence.models import Import
from tests.evidence.exhibits import has_a_signing_key
from tests.factories import PRODUCTION, REGION, Harbour

NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
"""When the samples were written: none of their findings is older than a few days then."""
SAMPLES = sorted(path for path in (HERE / "formats").glob("*/samples/*") if not path.name.endswith(".expected.json"))


def sample(name: str) -> Path:
    """By its folder and name, such as ocsf/prowler."""
    folder, stem = name.split("/")
    (path,) = [each for each in SAMPLES if each.parent.parent.name == folder and each.stem == stem]
    return path


def expected(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.with_name(f"{path.stem}.expected.json").read_text())
    return told


def hand_in(harbour: Harbour, name: str = "ocsf/prowler", content: bytes | None = None, **said: Any) -> Import:
    """Olive hands it in; nobody has read it yet."""
    has_a_signing_key()
    bytes_ = sample(name).read_bytes() if content is None else content
    facts: dict[str, Any] = {"actor": harbour.cast.olive, "now": max(NOW, timezone.now())}
    return import_file(system=harbour.system, content=io.BytesIO(bytes_), **(facts | said))


def read(made: Import) -> Import:
    """What the job does, without its clockwork."""
    made.refresh_from_db()
    assert made.job is not None
    held = engine.claim(made.job.pk, timezone.now() + datetime.timedelta(seconds=1))
    assert held is not None
    work_import(held)
    return Import.objects.select_related("item", "job", "system").get(pk=made.pk)


def handed_in_and_read(harbour: Harbour, name: str = "ocsf/prowler", **said: Any) -> Import:
    return read(hand_in(harbour, name, **said))


def of_config(harbour: Harbour) -> Import:
    """AWS Config's answer names no account: Olive does."""
    return handed_in_and_read(harbour, "aws_config/by_rule", account=PRODUCTION, region=REGION)


def rows_of_an_import(harbour: Harbour) -> dict[str, UUID]:
    """A row for every route about imports."""
    made = handed_in_and_read(harbour)
    return dict.fromkeys(("import", "import-again", "map-check", "import-findings"), made.pk)
