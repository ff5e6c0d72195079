"""Ask Security Hub for its control findings in one account and region, and seal its answer as an import's file."""

import io
import json
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from evidence.actions.connecting import entry_to
from evidence.actions.looking import MAY_PASS
from evidence.actions.uploading import Given, keep
from evidence.collecting.assuming import assume
from evidence.collecting.aws import Door
from evidence.collecting.contract import CouldNotLook
from evidence.collecting.shipped import collectors
from evidence.importing.loading import JSON
from evidence.jobs import engine
from evidence.jobs.engine import Claim
from evidence.jobs.working import TryLater
from evidence.models import Connection, Import, Item, ItemKind
from frameworks.errors import Refused

COLLECTOR: Final = "securityhub"
"""The collector that declares the call: so the role's least privilege holds it already."""
KEPT: Final = (
    *("Id", "ProductArn", "ProductName", "GeneratorId", "AwsAccountId", "Region", "Title", "RecordState", "Workflow"),
    *("CreatedAt", "UpdatedAt", "LastObservedAt"),
)
KEPT_OF: Final = {
    "Severity": ("Label",),
    "Compliance": ("Status", "SecurityControlId", "RelatedRequirements", "StatusReasons"),
}
KEPT_OF_RESOURCE: Final = ("Type", "Id", "Region", "Partition")
TOO_LARGE, HOLDS_CARD_DATA = "too_large", "refused"


class CouldNotAsk(Exception):
    """Nothing was sealed. `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def seal_answer(held: Claim, made: Import) -> None:
    """TryLater when AWS may answer later. `made.item` is set when it returns, its row durable."""
    asked_at = timezone.now()
    try:
        findings, calls = _ask(made)
    except CouldNotLook as failure:
        if failure.reason in MAY_PASS:
            raise TryLater(failure.reason.value) from failure
        raise CouldNotAsk(failure.reason.value) from failure
    content = json.dumps({"Findings": [_kept(each) for each in findings], "Calls": calls}, indent=1).encode()
    if len(content) > settings.UPLOAD_LIMIT_BYTES:
        raise CouldNotAsk(TOO_LARGE)
    day = made.system.day_of(asked_at)
    given = Given(
        io.BytesIO(content),
        f"ASFF: AWS Security Hub, {made.account}, {made.region}",
        JSON,
        day,
        day,
        kind=ItemKind.IMPORTED,
        source=f"import.asff.{made.tool}",
    )

    def use(item: Item) -> None:
        engine.hold(held, timezone.now())
        made.item, made.as_of = item, asked_at
        made.save(update_fields=["item", "as_of"])

    try:
        keep(given=given, system=made.system, actor=made.requested_by, now=timezone.now(), use=use)
    except Refused as refusal:
        raise CouldNotAsk(HOLDS_CARD_DATA) from refusal


def _ask(made: Import) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Its own findings about the account and the region: an administrator's hub has those of others too. Only those
    that answer a control: what GuardDuty or Inspector found names people and addresses, and is no check."""
    collector = collectors()[COLLECTOR]
    rows = Connection.objects.select_related("account")
    connection = rows.get(system=made.system, account__account_id=made.account)
    access = assume(entry_to(connection, collector, str(made.pk)))
    door = Door(access, collector, made.region, clock=timezone.now)
    filters = {
        "AwsAccountId": _equal(made.account),
        "Region": _equal(made.region),
        "RecordState": _equal("ACTIVE"),
        "ComplianceStatus": _equal("PASSED", "WARNING", "FAILED", "NOT_AVAILABLE"),
    }
    answer = door.ask("get_findings", Filters=filters, MaxResults=100)
    return answer["Findings"], door.calls


def _equal(*values: str) -> list[dict[str, str]]:
    return [{"Value": value, "Comparison": "EQUALS"} for value in values]


def _kept(finding: dict[str, Any]) -> dict[str, Any]:
    """What is judged and what names it; not what it tells of the resource besides."""
    kept: dict[str, Any] = {name: finding[name] for name in KEPT if name in finding}
    for name, words in KEPT_OF.items():
        kept[name] = {word: finding[name][word] for word in words if word in finding.get(name, {})}
    kept["Resources"] = [
        {word: each[word] for word in KEPT_OF_RESOURCE if word in each} for each in finding.get("Resources", ())
    ]
    return kept
