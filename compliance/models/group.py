"""A group of people who are given roles together. What its members may do are memberships like any other."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.models.dated import Dated, DatedQuerySet
from compliance.models.people import Role
from frameworks.ids import new_id


class PeopleGroup(models.Model):
    """It belongs to the installation; the roles that it is given belong to systems."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """Somebody is in a group from an instant until an instant: groups have no time zone in which a day could begin."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(PeopleGroup, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="group_members", verbose_name=_("person")
    )
    joined_at = models.DateTimeField(editable=False)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        ordering = ("group__name", "user__name", "joined_at")
        constraints = [
            models.UniqueConstraint(fields=("group", "user"), condition=Q(left_at=None), name="in_a_group_once"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")), name="leaves_a_group_after_joining"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.group}"


class GroupGrant(Dated):
    """A group holds a role in a system from a day until a day: so does each member, from the day of joining."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="group_grants")
    group = models.ForeignKey(PeopleGroup, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=16, choices=[choice for choice in Role.choices if choice[0] != Role.AUDITOR])

    objects = DatedQuerySet["GroupGrant"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("role of a group")
        verbose_name_plural = _("roles of groups")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("system", "group", "role"),
                condition=Q(superseded_at=None, valid_until=None),
                name="one_open_grant_per_group_and_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.get_role_display()} of {self.system}"
