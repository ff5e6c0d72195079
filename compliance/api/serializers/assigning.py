"""Bodies of the verbs that give several duties away, and what they answer."""

from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from rest_framework import serializers

from compliance.actions.handing_over import Part
from compliance.api.serializers.duties import AssignmentSerializer, DutySerializer
from compliance.api.serializers.people import MemberField
from compliance.models import Assignment, Duty, User

MOST_AT_ONCE: Final = 1_000
"""Duties named in one request: more than a system has."""


class DutiesField(serializers.ListField):
    """Ids of open duties of the view's system, each once; any other does not exist here."""

    child = serializers.UUIDField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty=False, max_length=MOST_AT_ONCE, **kwargs)

    def to_internal_value(self, data: Any) -> list[Duty]:
        asked: list[UUID] = super().to_internal_value(data)
        rows = self.context["view"].reach(Duty.objects.all()).open().filter(pk__in=asked)
        found = {row.pk: row for row in rows.select_related("system", "control", "service", "programme")}
        if missing := [pk for pk in asked if pk not in found]:
            raise serializers.ValidationError(f"There is no open duty {missing[0]} in this system.")
        return [found[pk] for pk in dict.fromkeys(asked)]


class HolderField(serializers.PrimaryKeyRelatedField):
    """The id of somebody who has duties in the view's system, whatever became of their roles."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(pk_field=serializers.UUIDField(), **kwargs)

    def get_queryset(self) -> QuerySet[User]:
        view = self.context["view"]
        held = Assignment.objects.beyond(view.on).filter(system=view.system)
        return User.objects.filter(Q(pk__in=held.values("owner")) | Q(pk__in=held.values("reviewer")))


class AssignManySerializer(AssignmentSerializer):
    duties = DutiesField()


class HandOverSerializer(serializers.Serializer):
    person = HolderField()
    to = MemberField()
    parts = serializers.MultipleChoiceField(
        choices=[(part.value, part.value) for part in Part],
        default={part.value for part in Part},
        help_text="What changes hands.",
    )
    duties = DutiesField(allow_null=True, default=None, help_text="Those that change hands; null for all.")
    since = serializers.DateField(allow_null=True, default=None, help_text="The first day; null for today.")


class ChangedSerializer(serializers.Serializer):
    changed = DutySerializer(many=True)
