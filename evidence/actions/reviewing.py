"""Review what was handed in: accept it or give it back with a reason. Never by whoever submitted it."""

import datetime
import hashlib

from django.db import transaction

from compliance import journal
from compliance.actions.assessing import Answer, record_assessments
from compliance.models import Outcome, User
from compliance.permissions import is_officer
from evidence.models import ItemUse, UseState
from evidence.scanning import refuse_card_data_in_text
from frameworks.errors import Refused


@transaction.atomic
def accept(*, use: ItemUse, actor: User, comment: str, now: datetime.datetime) -> ItemUse:
    """The reviewer has read it and it shows what the duty asks: it counts until the item's valid-until.

    What supports its control in part only, such as one person's quiz, is accepted as what it is and answers
    for nothing.
    """
    use = _reviewed(use, actor, UseState.ACCEPTED, comment, now)
    if not use.item.supports_in_part:
        _record_pass(use, now)
    _journal(use, "evidence.accepted", actor, now)
    return use


def _record_pass(use: ItemUse, now: datetime.datetime) -> None:
    item, duty = use.item, use.duty
    answer = Answer(
        control=duty.control.key,
        service=duty.service.key if duty.service else "",
        programme=duty.programme.key if duty.programme else "",
        source=f"review:{use.pk}",
        outcome=Outcome.PASS,
        observed_from=item.observed_from,
        observed_until=item.observed_until,
        fresh_until=item.valid_until,
        ref=item.pk,
    )
    record_assessments(system=use.system, answers=[answer], now=now)


@transaction.atomic
def give_back(*, use: ItemUse, actor: User, comment: str, now: datetime.datetime) -> ItemUse:
    """The reviewer says what is missing; the item stays sealed and does not count."""
    if not comment.strip():
        raise Refused("Say what is missing: whoever handed it in has to know what to do.")
    use = _reviewed(use, actor, UseState.RETURNED, comment, now)
    _journal(use, "evidence.returned", actor, now)
    return use


def _reviewed(use: ItemUse, actor: User, state: UseState, comment: str, now: datetime.datetime) -> ItemUse:
    use = (
        ItemUse.objects.select_for_update(of=("self",))
        .select_related("item", "system", "duty__system", "duty__control", "duty__service")
        .get(pk=use.pk)
    )
    if use.state != UseState.IN_REVIEW:
        raise Refused("This evidence was reviewed already: a new version is handed in as a new item.")
    if use.submitted_by_id == actor.pk:
        raise Refused("You handed this in yourself: somebody else has to review it.")
    assignment = use.duty.assignment_on(use.system.day_of(now))
    named = assignment is not None and assignment.reviewer_id == actor.pk
    if not named and not is_officer(actor, use.system, use.system.day_of(now)):
        raise Refused("Only the reviewer of this duty or a compliance officer reviews its evidence.")
    refuse_card_data_in_text(comment, "The comment")
    use.state, use.reviewed_by, use.reviewed_at, use.comment = state, actor, now, comment.strip()
    use.save(update_fields=["state", "reviewed_by", "reviewed_at", "comment"])
    return use


def _journal(use: ItemUse, verb: str, actor: User, now: datetime.datetime) -> None:
    journal.record(
        verb=verb,
        subject=use,
        system=use.system,
        actor=actor,
        now=now,
        after={
            "item": str(use.item_id),
            "duty": str(use.duty_id),
            "comment_sha256": hashlib.sha256(use.comment.encode()).hexdigest(),
        },
    )
