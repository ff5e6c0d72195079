"""Duties, who does them, and what was decided, to be looked at."""

from django.contrib import admin

from compliance.models import (
    Assessment,
    Assignment,
    AssignmentRule,
    Comment,
    Decision,
    Duty,
)
from frameworks.admin import ReadOnlyAdmin


@admin.register(Duty)
class DutyAdmin(ReadOnlyAdmin):
    list_display = ("control", "service", "system", "opened_on", "ended_on")
    list_filter = ("system", "service")
    list_select_related = ("control", "service", "system")
    search_fields = ("control__key", "control__title", "service__name")


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display = ("duty", "owner", "reviewer", "due_on", "valid_from", "valid_until", "superseded_at")
    list_filter = ("system", "owner")
    list_select_related = ("duty__control", "duty__service", "owner", "reviewer")
    search_fields = ("duty__control__title", "owner__name", "reviewer__name")


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("requirement", "kind", "author", "decided_by", "approved_at", "valid_until", "withdrawn_on")
    list_filter = ("system", "kind")
    list_select_related = ("requirement", "system", "author", "decided_by")
    search_fields = ("requirement__ref", "requirement__title", "author__name")


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    list_display = ("source", "control", "outcome", "observed_until", "fresh_until", "superseded_at")
    list_filter = ("system", "outcome")
    list_select_related = ("control",)
    search_fields = ("source", "control__key", "control__title")


@admin.register(AssignmentRule)
class AssignmentRuleAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "system", "owner", "reviewer", "valid_from", "valid_until", "superseded_at")
    list_filter = ("system",)
    list_select_related = ("system", "owner", "reviewer")
    search_fields = ("owner__name", "reviewer__name")


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """That people spoke, not what they said: that is for those who are in the system."""

    list_display = ("kind", "subject", "author", "written_at", "withdrawn_at")
    list_filter = ("system",)
    list_select_related = ("author",)
    search_fields = ("author__name",)
    exclude = ("text",)
