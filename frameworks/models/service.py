"""AWS's side: the services that a system can use, and the programmes that AWS is bound or attested by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from frameworks.models.retiring import KeyedQuerySet, KeyedRow
from frameworks.schema import ProgrammeKind, ServiceModel


class Service(KeyedRow):
    """An AWS service. `retired_on` is the day AWS ended it, `retired_at` when the catalogue dropped it."""

    name = models.CharField(_("name"), max_length=120)
    category = models.CharField(_("category"), max_length=80)
    model = models.CharField(
        _("service model"),
        max_length=20,
        choices=[
            (ServiceModel.INFRASTRUCTURE.value, _("infrastructure")),
            (ServiceModel.CONTAINER.value, _("container")),
            (ServiceModel.MANAGED.value, _("managed")),
            (ServiceModel.SAAS.value, _("software as a service")),
        ],
    )
    client = models.CharField(_("boto3 client"), max_length=60, blank=True)
    retired_on = models.DateField(_("ended by AWS on"), null=True, blank=True)

    objects = KeyedQuerySet["Service"].as_manager()

    class Meta:
        verbose_name = _("AWS service")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Programme(KeyedRow):
    """A contract with AWS or an examination of it. Its rules are read from the catalogue."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=[
            (ProgrammeKind.COMMITMENT.value, _("commitment")),
            (ProgrammeKind.ASSURANCE.value, _("assurance")),
        ],
    )
    obtain = models.TextField(_("where an auditor gets it"))
    per_account = models.BooleanField(_("binds single accounts"))

    objects = KeyedQuerySet["Programme"].as_manager()

    class Meta:
        verbose_name = _("programme")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
