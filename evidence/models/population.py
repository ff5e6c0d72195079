"""What an audit samples from, with how it was extracted, and each sample that was drawn of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.models import SystemBoundQuerySet
from compliance.permissions import Viewer
from evidence.models.item import Item
from frameworks.ids import new_id


class PopulationQuerySet(SystemBoundQuerySet["Population"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """The team sees all of its system's, an auditor those of the audits that let them in."""
        return self.filter(Q(system__in=viewer.team_ids) | Q(engagement__in=viewer.engagement_ids))


class Population(models.Model):
    """Everything of a kind over a period: entered once, never edited. A new extraction is a new population.

    Completeness and accuracy rest on `query`, `filters`, `count`, `extracted_at` and `extracted_by`, a person or a tool
    by name. With its file sealed as `item` it has as many data rows as `count`; `header` is the file's first row, and
    `key_column` the column that names a row. Without a file there is the count alone, and rows are their positions.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="populations")
    engagement = models.ForeignKey("compliance.Engagement", on_delete=models.PROTECT, related_name="populations")
    requirement = models.ForeignKey(
        "frameworks.Requirement", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    control = models.ForeignKey("frameworks.Control", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    title = models.CharField(max_length=200)
    first_day = models.DateField()
    last_day = models.DateField()
    origin = models.CharField(max_length=120)
    query = models.TextField()
    filters = models.TextField(blank=True)
    count = models.PositiveIntegerField()
    extracted_at = models.DateTimeField()
    extracted_by = models.CharField(max_length=120)
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="population", null=True, blank=True)
    header = models.JSONField(default=list)
    key_column = models.CharField(max_length=120, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = PopulationQuerySet.as_manager()

    class Meta:
        verbose_name = _("population")
        ordering = ("-entered_at",)
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_population_is_of_days_in_order"),
            models.CheckConstraint(
                condition=Q(item=None, key_column="") | (Q(item__isnull=False) & ~Q(key_column="")),
                name="a_populations_file_has_a_key_column",
            ),
            models.CheckConstraint(
                condition=~Q(query="") & ~Q(extracted_by=""), name="a_population_says_how_it_was_extracted"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SampleQuerySet(SystemBoundQuerySet["Sample"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """As its population."""
        seen = Q(population__engagement__in=viewer.engagement_ids)
        return self.filter(Q(system__in=viewer.team_ids) | seen)


class Sample(models.Model):
    """Rows drawn of a population by a seed; never edited, and never drawn anew: another draw is another sample.

    `rows` are pairs `[position, key]` in the order of the draw, positions from 1; the key is empty without a file.
    `method` is the version of the way of drawing (`evidence/sampling.py`, docs/sampling.md).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="samples")
    population = models.ForeignKey(Population, on_delete=models.PROTECT, related_name="samples")
    number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    size = models.PositiveSmallIntegerField()
    method = models.PositiveSmallIntegerField()
    rows = models.JSONField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    objects = SampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sample")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("population", "number"), name="one_sample_of_a_number"),
            models.UniqueConstraint(fields=("population", "seed"), name="one_sample_per_seed"),
            models.CheckConstraint(condition=Q(size__gte=1) & ~Q(seed=""), name="a_sample_has_a_seed_and_a_row"),
        ]

    def __str__(self) -> str:
        return f"{self.population}, {_('sample')} {self.number}"
