"""File what officers wrote on accepting a document of AWS's: the review memo is evidence itself (CC9.2, 12.8.4)."""

import datetime
import io
import logging
from collections.abc import Iterator

from compliance.models import Acceptance, Account, Duty, FrameworkScope, ServiceUse
from evidence.actions import sealing
from evidence.actions.uploading import take_in_once
from evidence.models import Item, ItemKind, ItemUse
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.inheritance.dividing import OVERSIGHT

log = logging.getLogger(__name__)


def file_memos(now: datetime.datetime) -> list[ItemUse]:
    """Every memo that stands, in each system that leans on its document, for the duty of watching AWS.

    It waits for review like any other item: whoever accepted the document does not approve the memo. Called each
    minute; what was filed is not filed again. A memo that cannot be taken in is logged and keeps no other from it.
    """
    unfiled, filed = list(_unfiled()), []
    if unfiled:
        sealing.signer()  # nothing can be sealed without a key: said once, not for each memo
    for acceptance, duty in unfiled:
        try:
            use = _file(acceptance, duty, now)
        except Refused as refusal:
            log.warning("The memo of %s is not filed in %s: %s", acceptance.attestation, duty.system, refusal)
        else:
            filed += [use] if use else []
    return filed


def source_of(acceptance: Acceptance) -> str:
    return f"memo.{acceptance.pk}"


def _unfiled() -> Iterator[tuple[Acceptance, Duty]]:
    """Each memo with the open duty of each system for which its document may count. Five queries."""
    catalogue = shipped()
    duties = Duty.objects.open().filter(control__key=OVERSIGHT, service=None, programme=None, system__ended_at=None)
    duties = duties.select_related("system", "control")
    filed = set(Item.objects.filter(kind=ItemKind.MEMO).values_list("system", "source"))
    leans: dict[object, set[str]] = {}
    for system, framework in FrameworkScope.objects.known().values_list("system", "edition__framework__key"):
        leans.setdefault(system, set()).update(rule.programme for rule in catalogue.rules_for(framework))
    accounts: dict[object, set[str]] = {}
    for system, account in Account.objects.values_list("system", "account_id"):
        accounts.setdefault(system, set()).add(account)
    held = Acceptance.objects.known().select_related("attestation__programme", "accepted_by")
    for acceptance in held.filter(attestation__superseded_at=None).order_by("recorded_at"):
        document = acceptance.attestation
        for duty in duties:
            if (
                (duty.system_id, source_of(acceptance)) not in filed
                and document.programme.key in leans.get(duty.system_id, ())
                and (document.accounts is None or not accounts.get(duty.system_id, set()).isdisjoint(document.accounts))
                and (duty.system.is_demonstration or not document.is_demonstration)
            ):
                yield acceptance, duty


def _file(acceptance: Acceptance, duty: Duty, now: datetime.datetime) -> ItemUse | None:
    document = acceptance.attestation
    day = min(acceptance.valid_from, duty.system.day_of(now))
    return take_in_once(
        duty=duty,
        kind=ItemKind.MEMO,
        source=source_of(acceptance),
        content=io.BytesIO(_words(acceptance, duty).encode()),
        title=f"Review memo: {document.identity}",
        media_type="text/plain",
        observed_from=day,
        observed_until=day,
        actor=acceptance.accepted_by,
        now=now,
    )


def _words(acceptance: Acceptance, duty: Duty) -> str:
    """The memo with what it is about. Of the services, those of this system: others are nobody's business here."""
    document = acceptance.attestation
    used = ServiceUse.objects.known().filter(system=duty.system_id).values_list("service__key", flat=True)
    scope = [(key, acceptance.in_scope[key]) for key in sorted(set(used)) if key in acceptance.in_scope]
    examined = f"{document.period_start} to {document.period_end}" if document.period_end else ""
    lines = [
        ("Document", document.identity),
        ("Programme", document.programme.name),
        ("Issuer", document.issuer),
        ("Period examined", examined),
        ("Accepted by", acceptance.accepted_by.name),
        ("Accepted on", acceptance.valid_from.isoformat()),
        ("Named in it", ", ".join(key for key, is_named in scope if is_named)),
        ("Not named in it", ", ".join(key for key, is_named in scope if not is_named)),
        ("Open exceptions", ", ".join(document.exceptions)),
    ]
    head = "\n".join(f"{name}: {said}" for name, said in lines if said)
    return f"{head}\n\n{acceptance.memo.strip()}\n"
