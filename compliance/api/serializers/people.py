"""People as the API shows them: an id and a name, never a mail address."""

import datetime
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from compliance.models import Membership, Role, System, User


class PersonSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields: tuple[str, ...] = ("id", "name")


class MemberSerializer(PersonSerializer):
    """Somebody with the roles they hold in a system today."""

    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))

    class Meta(PersonSerializer.Meta):
        fields = ("id", "name", "roles")


class MemberField(serializers.PrimaryKeyRelatedField):
    """The id of somebody with a role in the view's system today; anybody else does not exist here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(pk_field=serializers.UUIDField(), **kwargs)

    def get_queryset(self) -> QuerySet[User]:
        view = self.context["view"]
        return User.objects.filter(pk__in=held(view.system, view.on).values("user"))


def held(system: System, on: datetime.date) -> QuerySet[Membership]:
    return Membership.objects.on(on).filter(system=system)


def members(system: System, on: datetime.date) -> list[dict[str, Any]]:
    """The team by name, each once with all their roles."""
    people: dict[User, list[str]] = {}
    for membership in held(system, on).select_related("user").order_by("user__name", "user", "role"):
        people.setdefault(membership.user, []).append(membership.role)
    return [{"id": user.pk, "name": user.name, "roles": roles} for user, roles in people.items()]
