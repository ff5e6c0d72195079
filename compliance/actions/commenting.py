"""Say something about a duty or another subject, and take it back. What was said is never edited."""

import datetime
from typing import Any, Final

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import lock
from compliance.models import Comment, System, User
from compliance.threads import audience_of, mentioned
from frameworks.errors import Refused

LONGEST_COMMENT: Final = 4_000
"""Characters: more than a page is evidence, or a narrative."""


@transaction.atomic
def comment(*, system: System, kind: str, subject: Any, text: str, author: User, now: datetime.datetime) -> Comment:
    """Add to the thread of `subject`, which the author sees. Whom the text calls by @ is mentioned, if they see it."""
    text = text.strip()
    if not text:
        raise Refused("There is nothing to say yet: write something first.")
    if len(text) > LONGEST_COMMENT:
        raise Refused(f"A comment has at most {LONGEST_COMMENT} characters: say it more briefly.")
    said = Comment.objects.create(
        system=system, kind=kind, subject=subject.pk, author=author, text=text, written_at=now
    )
    people = mentioned(text, audience_of(system, kind, subject.pk, now))
    said.mentions.set(people)
    journal.record(
        verb="comment.written",
        subject=said,
        system=system,
        actor=author,
        now=now,
        after={"kind": kind, "about": str(subject.pk), "mentions": sorted(str(each.pk) for each in people)},
    )
    return said


@transaction.atomic
def withdraw_comment(*, comment: Comment, actor: User, now: datetime.datetime) -> Comment:
    """Its author takes it back: its place in the thread stays, its text is shown to nobody any more."""
    lock(comment)
    comment.refresh_from_db(fields=["withdrawn_at"])
    if comment.author_id != actor.pk:
        raise Refused("Only who wrote a comment takes it back.")
    if comment.withdrawn_at is not None:
        raise Refused("This comment was withdrawn already.")
    comment.withdrawn_at = now
    comment.save(update_fields=["withdrawn_at"])
    journal.record(
        verb="comment.withdrawn",
        subject=comment,
        system=comment.system,
        actor=actor,
        now=now,
        before={"kind": comment.kind, "about": str(comment.subject)},
    )
    return comment
