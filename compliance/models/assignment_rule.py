"""Who is given a duty that nobody owns: an AssignmentRule for a control, or for all controls of a theme."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.models.dated import Dated, DatedQuerySet
from frameworks.compiled import shipped
from frameworks.ids import new_id


class AssignmentRule(Dated):
    """`control` or `theme` is the key of what it is for, the other blank; a control's rule wins over its theme's.

    `due_in_days` are counted from the day on which the rule gives a duty away; None = no due date.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="assignment_rules")
    theme = models.SlugField(max_length=80, blank=True)
    control = models.SlugField(max_length=80, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_in_days = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = DatedQuerySet["AssignmentRule"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("assignment rule")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=~Q(owner=F("reviewer")), name="a_rules_owner_is_not_its_reviewer"),
            models.CheckConstraint(
                condition=(Q(theme="") & ~Q(control="")) | (~Q(theme="") & Q(control="")),
                name="a_rule_is_for_a_theme_or_a_control",
            ),
            models.UniqueConstraint(
                fields=("system", "theme", "control"),
                condition=Q(superseded_at=None, valid_until=None),
                name="one_present_rule_per_theme_or_control",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name of the control or theme; one from an older release is shown by its key."""
        found = shipped().controls.get(self.control) or shipped().themes.get(self.theme)
        return found.title if found else self.control or self.theme
