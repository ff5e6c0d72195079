"""How we reach an AWS account: a role and an ExternalId, never a secret of AWS's."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.models import SystemBoundQuerySet
from evidence.models.run import UNFINISHED, Job
from frameworks.ids import new_id


class Connection(models.Model):
    """One-to-one with an account. `proofs` holds what onboarding proved, each with its instant and result.

    `tried`: for each collector the first call that it makes, with what AWS said to it. `principal` is who we are by
    STS's word, as whom the role's trust policy has to name us; where STS did not say, `principal_code` is why.
    `every_region`: the account's regions follow those that are enabled in it, which `enabled` last held.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="connections")
    account = models.OneToOneField("compliance.Account", on_delete=models.PROTECT, related_name="connection")
    role_name = models.CharField(max_length=64)
    external_id = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True, blank=True)
    proofs = models.JSONField(default=list)
    tried = models.JSONField(default=list)
    tried_at = models.DateTimeField(null=True, blank=True)
    principal = models.CharField(max_length=300, blank=True)
    principal_code = models.CharField(max_length=80, blank=True)
    every_region = models.BooleanField(default=False)
    enabled = models.JSONField(default=list)
    enabled_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = SystemBoundQuerySet["Connection"].as_manager()

    class Meta:
        verbose_name = _("connection")

    def __str__(self) -> str:
        return f"{self.role_name} in {self.account}"

    @property
    def role_arn(self) -> str:
        return f"arn:{self.account.partition}:iam::{self.account.account_id}:role/{self.role_name}"

    @property
    def is_being_proven(self) -> bool:
        return self.job is not None and self.job.state in UNFINISHED
