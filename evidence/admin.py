"""Evidence for administrators: what there is and when it came, to be looked at.

Never the evidence itself: who holds no role in a system reads its content nowhere, and nothing here opens a blob.
"""

from django.contrib import admin

from evidence.models import (
    Checkpoint,
    Connection,
    Item,
    ItemUse,
    Job,
    LedgerEntry,
    Observation,
    Pack,
    Report,
    Run,
    TrainingAttempt,
)
from frameworks.admin import ReadOnlyAdmin


@admin.register(Connection)
class ConnectionAdmin(ReadOnlyAdmin):
    list_display = ("account", "role_name", "system", "created_at", "proven_at")
    list_filter = ("system",)
    list_select_related = ("account", "system")
    search_fields = ("account__name", "account__account_id", "role_name")


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    list_display = ("system", "opened_at", "closed_at", "expected_cells", "started_by")
    list_filter = ("system", "opened_at")
    list_select_related = ("system", "started_by")


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("kind", "key", "state", "reason", "attempt", "lost", "created_at", "finished_at")
    list_filter = ("kind", "state", "reason", "system")
    search_fields = ("key",)


@admin.register(Item)
class ItemAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "system", "source", "size", "received_at", "valid_until")
    list_filter = ("system", "kind", "media_type")
    list_select_related = ("system",)
    search_fields = ("title", "source", "digest")


@admin.register(ItemUse)
class ItemUseAdmin(ReadOnlyAdmin):
    exclude = ("comment",)  # what the reviewer wrote is for the team
    list_display = ("item", "duty", "state", "submitted_by", "submitted_at", "reviewed_by", "reviewed_at")
    list_filter = ("system", "state")
    list_select_related = ("item", "duty__control", "duty__service", "submitted_by", "reviewed_by")
    search_fields = ("item__title", "duty__control__title")


@admin.register(Observation)
class ObservationAdmin(ReadOnlyAdmin):
    exclude = ("detail",)  # facts about a resource are evidence
    list_display = ("check_key", "account", "region", "outcome", "reason", "observed_at", "fresh_until")
    list_filter = ("system", "outcome", "reason", "check_key")
    search_fields = ("check_key", "account")


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = ("sequence", "kind", "subject_id")
    list_filter = ("kind",)
    search_fields = ("subject_id",)


@admin.register(Checkpoint)
class CheckpointAdmin(ReadOnlyAdmin):
    list_display = ("size", "made_at", "occasion")
    list_filter = ("occasion",)


@admin.register(Pack)
class PackAdmin(ReadOnlyAdmin):
    list_display = ("engagement", "system", "as_of", "requested_by", "sealed_at", "size")
    list_filter = ("system",)
    list_select_related = ("engagement", "system", "requested_by")
    search_fields = ("engagement__title", "digest")


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ("kind", "edition", "on", "system", "as_of", "requested_by", "made_at", "size")
    list_filter = ("system", "kind")
    list_select_related = ("edition", "system", "requested_by")
    search_fields = ("digest",)


@admin.register(TrainingAttempt)
class TrainingAttemptAdmin(ReadOnlyAdmin):
    exclude = ("answers", "record")  # what somebody answered is for them and, once handed in, for the team
    list_display = ("person", "begun_at", "finished_at", "correct", "asked", "passed")
    list_filter = ("passed", "begun_at")
    list_select_related = ("person",)
    search_fields = ("person__name", "questions")
