"""What is erased one day: its bytes go, its row stays and says when, by whom and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ErasedFor(models.TextChoices):
    RETENTION = "retention-over", _("It was kept for as long as it had to be")
    DATA_SUBJECT = "data-subject", _("A person asked for the erasure of data about them")


class Erasable(models.Model):
    """`digest` names the bytes for as long as they are there; it is emptied once they are gone."""

    erased_at = models.DateTimeField(null=True, editable=False)
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    erased_for = models.CharField(max_length=16, choices=ErasedFor.choices, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None, erased_by=None, erased_for="")
                | (Q(erased_at__isnull=False, erased_by__isnull=False) & ~Q(erased_for="")),
                name="%(class)s_is_erased_by_somebody_for_a_reason",
            )
        ]
