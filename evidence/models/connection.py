"""How we reach an AWS account: a role and an ExternalId, never a secret of AWS's."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.models import SystemBoundQuerySet
from frameworks.ids import new_id


class Connection(models.Model):
    """One-to-one with an account. `proofs` holds what onboarding proved, each with its instant and result."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="connections")
    account = models.OneToOneField("compliance.Account", on_delete=models.PROTECT, related_name="connection")
    role_name = models.CharField(max_length=64)
    external_id = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True, blank=True)
    proofs = models.JSONField(default=list)

    objects = SystemBoundQuerySet["Connection"].as_manager()

    class Meta:
        verbose_name = _("connection")

    def __str__(self) -> str:
        return f"{self.role_name} in {self.account}"

    @property
    def role_arn(self) -> str:
        return f"arn:{self.account.partition}:iam::{self.account.account_id}:role/{self.role_name}"
