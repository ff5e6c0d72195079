"""People and what they may do: a User, and a dated Membership for each role in each system."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from compliance.models.dated import Dated, DatedQuerySet
from compliance.unnamed import shown_as
from frameworks.ids import new_id


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A person needs a mail address: it is the name they log in with.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in by mail address. Anonymised in place when they leave, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("may log in"), default=True)
    is_staff = models.BooleanField(_("administrator"), default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name",)

    def __str__(self) -> str:
        return shown_as(self.pk) or self.name or self.email


class Role(models.TextChoices):
    OFFICER = "officer", _("Compliance officer")
    OWNER = "owner", _("Control owner")
    REVIEWER = "reviewer", _("Reviewer")
    AUDITOR = "auditor", _("Auditor")


class Membership(Dated):
    """Somebody holds a role in a system from a day until a day. Auditors are let in by an engagement instead.

    `through` is the group by which they hold it; None = they hold it themselves. Both may be so at once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=[choice for choice in Role.choices if choice[0] != Role.AUDITOR])
    through = models.ForeignKey(
        "compliance.PeopleGroup", on_delete=models.PROTECT, related_name="memberships", null=True, editable=False
    )

    objects = DatedQuerySet["Membership"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("membership")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("system", "user", "role"),
                condition=models.Q(superseded_at=None, valid_until=None, through=None),
                name="one_open_membership_per_role",
            ),
            models.UniqueConstraint(
                fields=("system", "user", "role", "through"),
                condition=models.Q(superseded_at=None, valid_until=None),
                name="one_open_membership_per_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.get_role_display()} of {self.system}"
