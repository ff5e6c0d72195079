"""What people say to each other about a duty or another subject: a Comment in the subject's thread."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.models.bound import SystemBoundQuerySet
from compliance.models.people import User
from frameworks.ids import new_id


class CommentQuerySet(SystemBoundQuerySet["Comment"]):
    def mentioning(self, person: User) -> Self:
        """What names `person` and was not withdrawn, in every system: `threads.subject_of` says what they still see."""
        return self.filter(mentions=person, withdrawn_at=None)


class Comment(models.Model):
    """Never edited. Withdrawn by its author it stays in its place, and its text is shown to nobody any more.

    `kind` and `subject` name the row it is about; `compliance/threads.py` has the kinds and says who sees a thread.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="comments")
    kind = models.SlugField(max_length=20)
    subject = models.UUIDField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="mentioned_in", blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        ordering = ("written_at", "id")
        indexes = [models.Index(fields=("system", "kind", "subject", "written_at"), name="comments_of_a_thread")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.author}"
