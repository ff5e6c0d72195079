"""What we hold of AWS's reports and agreements, and who accepted them from the report in hand."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.models.dated import Dated, DatedQuerySet
from compliance.models.scope import Account, validate_account_id
from frameworks.ids import new_id

if TYPE_CHECKING:
    from compliance.permissions import Viewer


def validate_account_ids(accounts: list[str]) -> None:
    for account in accounts:
        validate_account_id(account)


class Variant(models.TextChoices):
    NONE = "", _("not typed")
    TYPE_1 = "type-1", _("Type 1")
    TYPE_2 = "type-2", _("Type 2")


class Opinion(models.TextChoices):
    """What the examiner concluded. Qualified: the exceptions count. Adverse or disclaimed: the report does not."""

    NOT_STATED = "", _("not stated")
    UNQUALIFIED = "unqualified", _("Unqualified")
    QUALIFIED = "qualified", _("Qualified")
    ADVERSE = "adverse", _("Adverse")
    DISCLAIMED = "disclaimed", _("Disclaimed")


class AttestationQuerySet(DatedQuerySet["Attestation"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """AWS's documents belong to the installation: whoever works for one of its systems sees them all.

        An auditor sees those that the audited framework leans on, without the agreements on other systems' accounts.
        """
        if viewer.team_ids:
            return self.all()
        found = self.filter(programme__key__in=viewer.programmes)
        audited = set(Account.objects.filter(system__in=viewer.system_ids).values_list("account_id", flat=True))
        bound = ((pk, accounts) for pk, accounts in found.values_list("pk", "accounts") if accounts is not None)
        return found.exclude(pk__in=[pk for pk, accounts in bound if audited.isdisjoint(accounts)])


class Attestation(Dated):
    """One AWS report, certificate or agreement: identity and dates only, never its text.

    `valid_from`..`valid_until` is when an agreement or certificate is in force; an examined period lies in
    `period_start`..`period_end`. `accounts` lists the account ids an agreement covers; null means all of ours.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey("frameworks.Programme", on_delete=models.PROTECT, related_name="+")
    identity = models.CharField(max_length=120, help_text=_("Artifact report id and version, or the agreement's name."))
    issuer = models.CharField(max_length=120)
    variant = models.CharField(max_length=8, choices=Variant.choices, blank=True)
    partition = models.CharField(max_length=16, default="aws")
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    letter_until = models.DateField(null=True, blank=True)
    accounts = models.JSONField(null=True, blank=True, validators=[validate_account_ids])
    edition = models.CharField(
        max_length=40, blank=True, help_text=_("Key of the edition that the report was made to, if it was made to one.")
    )
    opinion = models.CharField(max_length=16, choices=Opinion.choices, blank=True)
    not_assessed = models.JSONField(
        default=list, blank=True, help_text=_("References that the report says were not tested.")
    )
    exceptions = models.JSONField(default=list, blank=True, help_text=_("Keys of controls with an open exception."))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_demonstration = models.BooleanField(default=False)

    objects = AttestationQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("attestation")
        ordering = ("programme__key", "identity")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("programme", "identity"),
                condition=models.Q(superseded_at=None),
                name="one_current_attestation_per_identity",
            ),
        ]

    def __str__(self) -> str:
        return self.identity

    def accounts_seen_by(self, viewer: "Viewer") -> list[str] | None:
        """An agreement may name other systems' accounts: who does not keep it sees those of their own systems only."""
        if self.accounts is None or viewer.keeps_documents:
            return self.accounts
        ours = Account.objects.filter(system__in=viewer.system_ids, account_id__in=self.accounts)
        return sorted(ours.values_list("account_id", flat=True))


class Acceptance(Dated):
    """A named officer accepted an attestation and confirmed, from the report in hand, which services it covers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attestation = models.ForeignKey(Attestation, on_delete=models.PROTECT, related_name="acceptances")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    in_scope = models.JSONField(
        default=dict, blank=True, help_text=_("For each service read up: is it named in the report?")
    )
    memo = models.TextField(blank=True)

    objects = DatedQuerySet["Acceptance"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("acceptance")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("attestation",), condition=models.Q(superseded_at=None), name="one_current_acceptance"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attestation} accepted by {self.accepted_by}"
