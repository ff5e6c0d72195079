"""What AWS Artifact's list shows and our record does not: proposed by a collector, settled by a named person."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frameworks.ids import new_id

if TYPE_CHECKING:
    from compliance.permissions import Viewer


class ProposalKind(models.TextChoices):
    REPORT = "report", _("a report that is not on record")
    AGREEMENT = "agreement", _("an active agreement that is not on record for an account")
    GONE = "gone", _("an agreement on record that is no longer active in an account")


class ProposalState(models.TextChoices):
    OPEN = "open", _("Open")
    TAKEN = "taken", _("Recorded")
    DISMISSED = "dismissed", _("Dismissed")
    OVERTAKEN = "overtaken", _("No longer so")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """They belong to the installation, as AWS's documents do: who keeps those sees them all, nobody else any."""
        return self.all() if viewer.keeps_documents else self.none()

    def open(self) -> Self:
        return self.filter(state=ProposalState.OPEN)


class Proposal(models.Model):
    """One document in AWS Artifact, by its metadata only. It counts for nothing until a person records and accepts it.

    `key` tells one proposal from another, whoever saw it and how often; `facts` are the metadata as plain values, `ref`
    the evidence it was last seen in. `account_id` is blank for what belongs to no account. Settled, never deleted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey("frameworks.Programme", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=ProposalKind.choices)
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    account_id = models.CharField(max_length=12, blank=True)
    partition = models.CharField(max_length=16, default="aws")
    facts = models.JSONField(default=dict)
    ref = models.UUIDField()
    is_demonstration = models.BooleanField(default=False)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=ProposalState.choices, default=ProposalState.OPEN)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        ordering = ("-last_seen_at",)
        constraints = [
            models.UniqueConstraint(fields=("key",), condition=Q(state="open"), name="one_open_proposal_of_each_thing"),
        ]

    def __str__(self) -> str:
        return self.title
