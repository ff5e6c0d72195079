"""The administrator's view of groups: who is in them and which roles they hold, kept here through the verbs."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from compliance.actions.grouping import grant_to_group, join, keep_group, leave, revoke_from_group
from compliance.admin.ended import EndedAdmin, administrator
from compliance.admin.people import MembershipForm
from compliance.models import GroupGrant, GroupMember, PeopleGroup


@admin.register(PeopleGroup)
class PeopleGroupAdmin(ModelAdmin):
    list_display = ("name",)
    search_fields = ("name",)

    def save_model(self, request: HttpRequest, obj: PeopleGroup, form: forms.ModelForm, change: bool) -> None:
        keep_group(group=obj, actor=administrator(request), now=timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class GroupMemberForm(forms.ModelForm):
    class Meta:
        model = GroupMember
        fields = ("group", "user")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        group, user = said.get("group"), said.get("user")
        if group and user and group.members.filter(user=user, left_at=None).exists():
            self.add_error("user", _("They are in this group already."))
        return said


@admin.register(GroupMember)
class GroupMemberAdmin(EndedAdmin):
    form = GroupMemberForm
    list_display = ("user", "group", "joined_at", "left_at")
    list_filter = ("group",)
    list_select_related = ("user", "group")
    search_fields = ("user__name", "user__email", "group__name")
    actions = ("take_out",)

    @admin.action(description=_("Take these people out of the group at once"), permissions=["end"])
    def take_out(self, request: HttpRequest, rows: QuerySet[GroupMember]) -> None:
        actor = administrator(request)
        members = rows.select_related("user", "group")
        self.end(request, members, lambda row: leave(member=row, actor=actor, now=timezone.now()))

    def save_model(self, request: HttpRequest, obj: GroupMember, form: forms.ModelForm, change: bool) -> None:
        member = join(group=obj.group, user=obj.user, actor=administrator(request), now=timezone.now())
        obj.pk = member.pk


class GroupGrantForm(MembershipForm):
    class Meta:
        model: type[Model] = GroupGrant
        fields = ("system", "group", "role", "valid_from", "valid_until")


@admin.register(GroupGrant)
class GroupGrantAdmin(EndedAdmin):
    form = GroupGrantForm
    list_display = ("group", "role", "system", "valid_from", "valid_until", "is_known")
    list_filter = ("role", "system", "group")
    list_select_related = ("group", "system")
    search_fields = ("group__name", "system__name")
    actions = ("revoke_roles",)

    @admin.display(boolean=True, description=_("still so"))
    def is_known(self, row: GroupGrant) -> bool:
        return row.superseded_at is None

    @admin.action(description=_("Revoke these roles at once, for every member"), permissions=["end"])
    def revoke_roles(self, request: HttpRequest, rows: QuerySet[GroupGrant]) -> None:
        actor = administrator(request)
        grants = rows.select_related("group", "system")
        self.end(request, grants, lambda row: revoke_from_group(granted=row, actor=actor, now=timezone.now()))

    def save_model(self, request: HttpRequest, obj: GroupGrant, form: forms.ModelForm, change: bool) -> None:
        granted = grant_to_group(
            system=obj.system,
            group=obj.group,
            role=obj.role,
            since=obj.valid_from,
            until=obj.valid_until,
            actor=administrator(request),
            now=timezone.now(),
        )
        obj.pk = granted.pk
