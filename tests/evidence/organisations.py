"""An organisation as the organizations collector answers about it, without a run."""

from collections.abc import Mapping

from django.utils import timezone

from evidence.models import Job, Observation
from evidence.organisation import MEMBERS
from tests.factories import PRODUCTION, Harbour


def told(
    harbour: Harbour, members: Mapping[str, str], *, asked: str = PRODUCTION, manager: str = PRODUCTION, **said: object
) -> None:
    """The account `asked` was told the members (id -> state) of the organisation that `manager` manages."""
    now = timezone.now()
    job = Job.objects.create(
        kind="cell", key=str(now), system=harbour.system, state="done", created_at=now, next_attempt_at=now
    )
    rows = {f"arn:aws:organizations::{manager}:account/o-lakeside/{key}": state for key, state in members.items()}
    common = {
        "system": harbour.system,
        "job": job,
        "check_key": MEMBERS,
        "account": asked,
        "region": "global",
        "outcome": "pass",
        "observed_at": now,
        "fresh_until": now,
        "recorded_at": now,
        **said,
    }
    Observation.objects.bulk_create(
        Observation(resource=resource, detail={"state": state}, **common)
        for resource, state in (rows or {f"arn:aws:organizations::{asked}:*": ""}).items()
    )
