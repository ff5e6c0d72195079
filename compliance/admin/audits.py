"""Audits, who is let in, and what was found, to be looked at. What auditors conclude is theirs until they share it."""

from django.contrib import admin

from compliance.models import (
    AuditedEdition,
    AuditorGrant,
    Conclusion,
    Engagement,
    Finding,
    FindingStep,
    Invitation,
)
from frameworks.admin import ReadOnlyAdmin


@admin.register(Engagement)
class EngagementAdmin(ReadOnlyAdmin):
    list_display = ("title", "system", "period_start", "period_end", "ended_at")
    list_filter = ("system", "editions")
    list_select_related = ("system",)
    search_fields = ("title",)


@admin.register(AuditorGrant)
class AuditorGrantAdmin(ReadOnlyAdmin):
    list_display = ("user", "engagement", "system", "valid_from", "valid_until", "superseded_at")
    list_filter = ("system",)
    list_select_related = ("user", "engagement", "system")
    search_fields = ("user__name", "user__email", "engagement__title")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("mail", "engagement", "invited_by", "until", "sent_at", "accepted_at", "withdrawn_at")
    list_filter = ("system",)
    list_select_related = ("engagement", "invited_by")
    search_fields = ("mail", "engagement__title")
    exclude = ("digest",)


@admin.register(AuditedEdition)
class AuditedEditionAdmin(ReadOnlyAdmin):
    list_display = ("engagement", "edition", "assessment", "system")
    list_filter = ("system", "edition")
    list_select_related = ("engagement", "edition", "system")
    search_fields = ("engagement__title", "edition__key")


@admin.register(Conclusion)
class ConclusionAdmin(ReadOnlyAdmin):
    """That an auditor concluded, not what."""

    list_display = ("requirement", "engagement", "author", "recorded_at", "superseded_at")
    list_filter = ("system",)
    list_select_related = ("requirement", "engagement", "author")
    search_fields = ("requirement__ref", "engagement__title")
    exclude = ("outcome", "note")


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    list_display = ("title", "engagement", "severity", "requirement", "raised_by", "raised_at")
    list_filter = ("system", "severity")
    list_select_related = ("engagement", "requirement", "raised_by")
    search_fields = ("title", "engagement__title")
    exclude = ("found",)  # what was found is for the team and the audit


@admin.register(FindingStep)
class FindingStepAdmin(ReadOnlyAdmin):
    list_display = ("finding", "kind", "owner", "due_on", "by", "at")
    list_filter = ("system", "kind")
    list_select_related = ("finding", "owner", "by")
    search_fields = ("finding__title",)
    exclude = ("text",)
