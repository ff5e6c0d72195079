"""What lies inside the boundary: frameworks answered to, accounts, services in use, and other systems leaned on."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.models.bound import SystemBoundQuerySet
from compliance.models.dated import Dated, DatedQuerySet
from compliance.models.system import DataClass, System
from frameworks.ids import new_id

validate_account_id = RegexValidator(
    r"^\d{12}\Z", _("“%(value)s” is no AWS account id: it has 12 digits."), code="account-id"
)


class Touch(models.TextChoices):
    """How a service stands to a class of data (support-rules, section 1)."""

    TOUCHES = "touches", _("stores, processes or transmits it")
    AFFECTS = "affects", _("can affect its security")
    NEITHER = "neither", _("neither")


class FrameworkScope(Dated):
    """A system answers to an edition of a framework, in a role, from a day until a day.

    `assessment` is the key of the form in which it is assessed, one of the edition's (SOC 2 type, PCI DSS validation);
    blank = not settled yet. `left_out` are the keys of the edition's optional categories that the system does not take
    on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="framework_scopes")
    edition = models.ForeignKey("frameworks.Edition", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    assessment = models.CharField(max_length=40, blank=True)
    left_out = models.JSONField(default=list, blank=True)

    objects = DatedQuerySet["FrameworkScope"].as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("system", "edition"),
                condition=models.Q(superseded_at=None, valid_until=None),
                name="one_present_scope_per_edition",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} under {self.edition}"


class Partition(models.TextChoices):
    AWS = "aws", _("AWS")
    US_GOV = "aws-us-gov", _("AWS GovCloud (US)")
    CN = "aws-cn", _("AWS China")
    EUSC = "aws-eusc", _("AWS European Sovereign Cloud")


class Account(models.Model):
    """An AWS account, of exactly one system. What changes about it is in its terms."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="accounts")
    account_id = models.CharField(max_length=12, unique=True, validators=[validate_account_id])
    partition = models.CharField(max_length=16, choices=Partition.choices, default=Partition.AWS)
    name = models.CharField(max_length=80)

    objects = SystemBoundQuerySet["Account"].as_manager()

    class Meta:
        verbose_name = _("AWS account")
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name} ({self.account_id})"


class AccountTerm(Dated):
    """The regions in which an account belongs to its system, from a day until a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="account_terms")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="terms")
    regions = models.JSONField(default=list, blank=True)

    objects = DatedQuerySet["AccountTerm"].as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("account",),
                condition=models.Q(superseded_at=None, valid_until=None),
                name="one_present_term_per_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {', '.join(self.regions)}"


class Origin(models.TextChoices):
    DECLARED = "declared", _("declared")
    DISCOVERED = "discovered", _("discovered")


class ServiceUse(Dated):
    """A system uses an AWS service in an account and region (`global` for global services)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="service_uses")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="service_uses")
    service = models.ForeignKey("frameworks.Service", on_delete=models.PROTECT, related_name="+")
    region = models.CharField(max_length=32)
    touches = models.JSONField(
        default=dict, blank=True, help_text=_("For each class of data: touches, affects or neither.")
    )
    origin = models.CharField(max_length=16, choices=Origin.choices, default=Origin.DECLARED)

    objects = DatedQuerySet["ServiceUse"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("service use")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("account", "service", "region"),
                condition=models.Q(superseded_at=None, valid_until=None),
                name="one_present_use_per_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} in {self.account}, {self.region}"

    def clean_fields(self, exclude: Any = None) -> None:
        super().clean_fields(exclude)
        for data_class, touch in self.touches.items():
            if data_class not in DataClass.values or touch not in Touch.values:
                raise ValidationError({"touches": _("“%s” is not understood.") % f"{data_class}: {touch}"})


class Leaning(Dated):
    """A system leans on another of ours for named controls, from a day until a day: OSCAL's leveraged authorization.

    `controls` are keys: for them the duty is held, owned and shown in `on_system`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="leanings")
    on_system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="leaned_on_by")
    controls = models.JSONField(default=list)

    objects = DatedQuerySet["Leaning"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("leaning")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=~models.Q(system=models.F("on_system")), name="leans_on_another_system"),
            models.UniqueConstraint(
                fields=("system", "on_system"),
                condition=models.Q(superseded_at=None, valid_until=None),
                name="one_present_leaning_per_system",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} leans on {self.on_system}"
