"""The administrator's view of people and their roles: kept here, through the verbs."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms.models import construct_instance
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from compliance.actions.anonymising import anonymise
from compliance.actions.enrolling import enrol
from compliance.actions.granting import grant, revoke
from compliance.admin.ended import EndedAdmin, administrator
from compliance.models import Membership, User
from frameworks.errors import Refused

admin.site.unregister(Group)  # Django's own: roles are held in systems, and our groups hold them there
admin.site.unregister(AuthToken)  # a token is its holder's affair


@admin.register(User)
class PersonAdmin(UserAdmin, ModelAdmin):
    form, add_form, change_password_form = UserChangeForm, UserCreationForm, AdminPasswordChangeForm
    list_display = ("name", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("name", "email")
    ordering = ("name",)
    actions = ("make_anonymous",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "joined_at")
    fieldsets = (
        (None, {"fields": ("name", "email", "password")}),
        (_("What they may do"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Since"), {"fields": ("joined_at", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("name", "email", "password1", "password2", "is_staff", "is_superuser")}),)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        obj.email = obj.email.lower()
        enrol(person=obj, actor=administrator(request), now=timezone.now())

    @admin.action(description=_("Make these people anonymous, for good"), permissions=["change"])
    def make_anonymous(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        for person in rows:
            try:
                anonymise(person=person, actor=administrator(request), now=timezone.now())
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.message_user(request, _("One person is anonymous from now on."), messages.SUCCESS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MembershipForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ("system", "user", "role", "valid_from", "valid_until")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("valid_from"), said.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The role would end before it begins: correct one of the two days."))
        return said

    def _post_clean(self) -> None:
        """Take over what was written. The verb judges it: it supersedes what the model's constraints would mind."""
        self.instance = construct_instance(self, self.instance)


@admin.register(Membership)
class MembershipAdmin(EndedAdmin):
    """Roles in force are granted and revoked, never edited; earlier ones stay to be looked at."""

    form = MembershipForm
    list_display = ("user", "role", "system", "through", "valid_from", "valid_until", "is_known")
    list_filter = ("role", "system", "through")
    list_select_related = ("user", "system", "through")
    search_fields = ("user__name", "user__email", "system__name")
    actions = ("revoke_roles",)

    @admin.display(boolean=True, description=_("still so"))
    def is_known(self, row: Membership) -> bool:
        return row.superseded_at is None

    @admin.action(description=_("Revoke these roles at once"), permissions=["end"])
    def revoke_roles(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        actor = administrator(request)
        held = rows.select_related("user", "system", "through")
        self.end(request, held, lambda row: revoke(membership=row, actor=actor, now=timezone.now()))

    def save_model(self, request: HttpRequest, obj: Membership, form: forms.ModelForm, change: bool) -> None:
        granted = grant(
            system=obj.system,
            user=obj.user,
            role=obj.role,
            since=obj.valid_from,
            until=obj.valid_until,
            actor=administrator(request),
            now=timezone.now(),
        )
        obj.pk = granted.pk
