"""Who expects which control of whom: three lists that auditors keep apart (support-rules, section 2, SOC 2)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.models.attestation import Attestation
from compliance.models.dated import Dated, DatedQuerySet
from compliance.models.system import System
from frameworks.ids import new_id


class UserEntityControl(Dated):
    """A control that a report of AWS's expects of us: its complementary user entity control, in our own words.

    The report's wording is under NDA and stands nowhere. `number` is how our officer calls it; `controls` are keys of
    the controls of ours that answer it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attestation = models.ForeignKey(Attestation, on_delete=models.PROTECT, related_name="user_entity_controls")
    number = models.CharField(max_length=20)
    wording = models.TextField()
    controls = models.JSONField(default=list, blank=True)

    objects = DatedQuerySet["UserEntityControl"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("user entity control of AWS’s")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("attestation", "number"),
                condition=models.Q(superseded_at=None),
                name="one_current_user_entity_control_per_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.wording}"


class ExpectationKind(models.TextChoices):
    """`csoc`: a complementary subservice organisation control, which we expect of AWS. `cuec`: one that we expect of
    our own clients."""

    CSOC = "csoc", _("What we expect of AWS")
    CUEC = "cuec", _("What we expect of our clients")


class Expectation(Dated):
    """What a system, in its own description, expects of AWS or of its own clients: ours to write and to publish."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="expectations")
    kind = models.CharField(max_length=8, choices=ExpectationKind.choices)
    number = models.CharField(max_length=20)
    wording = models.TextField()
    controls = models.JSONField(default=list, blank=True)

    objects = DatedQuerySet["Expectation"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("expectation")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("system", "kind", "number"),
                condition=models.Q(superseded_at=None, valid_until=None),
                name="one_present_expectation_per_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.wording}"


class ResponsibilitySummary(Dated):
    """AWS's own responsibility summary, loaded by a licensed user beside the attestation that it belongs to.

    Under NDA: it is shown to the team here and stands in no export. `rows` are objects of `ref`, `service` (blank =
    all), `bearer`, `aws` and `customer`; `digest` is the SHA-256 of the file.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attestation = models.ForeignKey(Attestation, on_delete=models.PROTECT, related_name="summaries")
    edition = models.ForeignKey("frameworks.Edition", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = DatedQuerySet["ResponsibilitySummary"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("responsibility summary of AWS’s")
        verbose_name_plural = _("responsibility summaries of AWS’s")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("attestation", "edition"),
                condition=models.Q(superseded_at=None),
                name="one_current_summary_per_attestation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attestation}: {self.edition}"
