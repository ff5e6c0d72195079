"""The boundary being assessed: a System, the frameworks it answers to, its accounts and the services it uses."""

import datetime
import zoneinfo
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.models.bound import SystemBoundQuerySet
from compliance.models.dated import Dated, DatedQuerySet
from frameworks.ids import new_id

if TYPE_CHECKING:
    from compliance.permissions import Viewer


validate_account_id = RegexValidator(
    r"^\d{12}\Z", _("“%(value)s” is no AWS account id: it has 12 digits."), code="account-id"
)


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is no time zone: write one such as Europe/Berlin."), params={"name": name})


class DataClass(models.TextChoices):
    PHI = "phi", _("Protected health information")
    CARDHOLDER = "cardholder", _("Cardholder data")
    PERSONAL = "personal", _("Personal data")
    CUSTOMER = "customer", _("Customers’ data")


def validate_data_classes(codes: list[str]) -> None:
    for code in codes:
        if code not in DataClass.values:
            raise ValidationError(_("“%(code)s” is no class of data."), params={"code": code})


class Touch(models.TextChoices):
    """How a service stands to a class of data (support-rules, section 1)."""

    TOUCHES = "touches", _("stores, processes or transmits it")
    AFFECTS = "affects", _("can affect its security")
    NEITHER = "neither", _("neither")


class SystemQuerySet(SystemBoundQuerySet["System"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """The systems in which the viewer holds any role today, an auditor's included."""
        return self.filter(pk__in=viewer.system_ids)


class System(models.Model):
    """The unit of isolation: whoever has no grant in a system does not learn that it exists."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    purpose = models.TextField(blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    data_classes = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_data_classes],
        help_text=_("Codes of the classes of data it holds."),
    )
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    lapses_read_on = models.DateField(null=True, editable=False)  # its own day of the last look at what lapses

    objects = SystemQuerySet.as_manager()

    class Meta:
        verbose_name = _("system")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def day_of(self, instant: datetime.datetime) -> datetime.date:
        """The calendar day of `instant` where the system lives."""
        return instant.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()


class FrameworkScope(Dated):
    """A system answers to an edition of a framework, in a role, from a day until a day.

    `left_out` are the keys of the edition's optional categories that the system does not take on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="framework_scopes")
    edition = models.ForeignKey("frameworks.Edition", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
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
