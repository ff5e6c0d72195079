"""Review what was handed in: accept it or give it back with a reason. Never by whoever submitted it."""

import datetime
import hashlib

from django.db import transaction

from compliance import journal
from compliance.actions.assessing import Answer, record_assessments
from compliance.models import Duty, Outcome, User
from compliance.permissions import is_officer
from evidence.models import ItemUse, Review, UseState
from evidence.scanning import refuse_card_data_in_text
from frameworks.errors import Refused


@transaction.atomic
def accept(*, use: ItemUse, actor: User, comment: str, now: datetime.datetime) -> ItemUse:
    """The reviewer has read it and it shows what is asked: it counts for its duty until the item's valid-until.

    Where two people have to accept it, it stays in review after the first, and counts for nothing yet. What supports
    its control in part only, such as one person's quiz, is accepted as what it is and answers for nothing.
    """
    use = _reviewed(use, actor, True, comment, now)
    if use.needs_two and use.reviews.filter(accepts=True).count() < 2:
        _journal(use, "evidence.accepted-first", actor, comment, now)
        return use
    _settle(use, UseState.ACCEPTED, actor, comment, now)
    if use.duty is not None and not use.item.supports_in_part:
        _record_pass(use, use.duty, now)
    _journal(use, "evidence.accepted", actor, comment, now)
    return use


def _record_pass(use: ItemUse, duty: Duty, now: datetime.datetime) -> None:
    item = use.item
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
    use = _reviewed(use, actor, False, comment, now)
    _settle(use, UseState.RETURNED, actor, comment, now)
    _journal(use, "evidence.returned", actor, comment, now)
    return use


def _reviewed(use: ItemUse, actor: User, accepts: bool, comment: str, now: datetime.datetime) -> ItemUse:
    """What `actor` says of the use is on record; whether that settles it is the caller's."""
    use = (
        ItemUse.objects.select_for_update(of=("self",))
        .select_related("item", "system", "duty__system", "duty__control", "duty__service", "request")
        .get(pk=use.pk)
    )
    if use.state != UseState.IN_REVIEW:
        raise Refused("This evidence was reviewed already: a new version is handed in as a new item.")
    if use.item.erased_at is not None:
        raise Refused("This evidence was erased: there is nothing left to review.")
    if actor.pk in {use.submitted_by_id, use.item.submitted_by_id}:  # whoever else offers it again
        raise Refused("You handed this in yourself: somebody else has to review it.")
    if use.reviews.filter(reviewer=actor).exists():
        raise Refused("You have accepted this already: the second of the two is somebody else.")
    on = use.system.day_of(now)
    assignment = use.duty.assignment_on(on) if use.duty else None
    named = assignment is not None and assignment.reviewer_id == actor.pk
    if not named and not is_officer(actor, use.system, on):
        raise Refused("Only the reviewer of this duty or a compliance officer reviews its evidence.")
    if use.duty is None and use.request is not None and use.request.withdrawn_at is not None:
        raise Refused("The request was withdrawn, and this answers nothing else: there is nothing to review.")
    refuse_card_data_in_text(comment, "The comment")
    Review.objects.create(
        system=use.system,
        use=use,
        reviewer=actor,
        submitter_id=use.submitted_by_id,
        accepts=accepts,
        comment=comment.strip(),
        said_at=now,
    )
    return use


def _settle(use: ItemUse, state: UseState, actor: User, comment: str, now: datetime.datetime) -> None:
    use.state, use.reviewed_by, use.reviewed_at, use.comment = state, actor, now, comment.strip()
    use.save(update_fields=["state", "reviewed_by", "reviewed_at", "comment"])


def _journal(use: ItemUse, verb: str, actor: User, comment: str, now: datetime.datetime) -> None:
    journal.record(
        verb=verb,
        subject=use,
        system=use.system,
        actor=actor,
        now=now,
        after={
            "item": str(use.item_id),
            "duty": str(use.duty_id) if use.duty_id else None,
            "request": str(use.request_id) if use.request_id else None,
            "comment_sha256": hashlib.sha256(comment.strip().encode()).hexdigest(),
        },
    )
