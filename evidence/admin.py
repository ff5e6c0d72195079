"""Evidence for administrators: what there is and when it came, to be looked at.

Never the evidence itself: who holds no role in a system reads its content nowhere, and nothing here opens a blob.
"""

from django.contrib import admin

from evidence.models import (
    Canary,
    CheckMapping,
    Checkpoint,
    Connection,
    HeadMail,
    HeldItem,
    Import,
    Item,
    ItemUse,
    Job,
    LedgerEntry,
    LegalHold,
    Observation,
    Pack,
    PackLink,
    Population,
    Report,
    Request,
    RetentionRule,
    Review,
    Run,
    Sample,
    TrainingAttempt,
)
from frameworks.admin import ReadOnlyAdmin


@admin.register(Connection)
class ConnectionAdmin(ReadOnlyAdmin):
    list_display = ("account", "role_name", "system", "created_at", "proven_at")
    list_filter = ("system",)
    list_select_related = ("account", "system")
    search_fields = ("account__name", "account__account_id", "role_name")


@admin.register(Canary)
class CanaryAdmin(ReadOnlyAdmin):
    list_display = ("sent_at", "consumed_at", "waited", "worker")


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    list_display = ("system", "opened_at", "closed_at", "cancelled_at", "expected_cells", "started_by")
    list_filter = ("system", "opened_at")
    list_select_related = ("system", "started_by")


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("kind", "key", "state", "reason", "attempt", "lost", "worker", "created_at", "finished_at")
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
    list_display = ("item", "duty", "request", "state", "submitted_by", "submitted_at", "reviewed_by", "reviewed_at")
    list_filter = ("system", "state")
    list_select_related = ("item", "duty__control", "duty__service", "request", "submitted_by", "reviewed_by")
    search_fields = ("item__title", "duty__control__title")


@admin.register(Request)
class RequestAdmin(ReadOnlyAdmin):
    exclude = ("asks", "withdrawn_reason")  # what people wrote is for the team and the audit
    list_display = ("title", "system", "origin", "engagement", "owner", "due_on", "raised_by", "raised_at")
    list_filter = ("system", "origin")
    list_select_related = ("system", "engagement", "owner", "raised_by")
    search_fields = ("title", "reference")


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    exclude = ("comment",)
    list_display = ("use", "system", "reviewer", "accepts", "said_at")
    list_filter = ("system", "accepts")
    list_select_related = ("use__item", "use__duty__control", "use__request", "system", "reviewer")


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


@admin.register(HeadMail)
class HeadMailAdmin(ReadOnlyAdmin):
    list_display = ("checkpoint", "entered_at", "due_at", "sent_at", "attempts", "last_error")
    list_select_related = ("checkpoint",)


@admin.register(Pack)
class PackAdmin(ReadOnlyAdmin):
    list_display = ("engagement", "system", "as_of", "requested_by", "sealed_at", "size")
    list_filter = ("system",)
    list_select_related = ("engagement", "system", "requested_by")
    search_fields = ("engagement__title", "digest")


@admin.register(RetentionRule)
class RetentionRuleAdmin(ReadOnlyAdmin):
    list_display = ("record_class", "keep", "basis", "system", "valid_from", "valid_until", "superseded_at")
    list_filter = ("record_class", "system")
    list_select_related = ("system",)


@admin.register(LegalHold)
class LegalHoldAdmin(ReadOnlyAdmin):
    exclude = ("reason",)  # what the officers wrote is for the team
    list_display = ("matter", "reach", "system", "placed_by", "placed_at", "lifted_by", "lifted_at")
    list_filter = ("system", "reach")
    list_select_related = ("system", "placed_by", "lifted_by")


@admin.register(HeldItem)
class HeldItemAdmin(ReadOnlyAdmin):
    list_display = ("item", "hold", "system")
    list_filter = ("system",)
    list_select_related = ("item", "hold", "system")


@admin.register(PackLink)
class PackLinkAdmin(ReadOnlyAdmin):
    """Who was given a link to which pack, and what became of it. Its token is kept nowhere."""

    exclude = ("token_sha256",)
    list_display = ("pack", "person", "made_at", "begun_at", "ended_at")
    list_filter = ("system",)
    list_select_related = ("pack__engagement", "person", "system")


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


@admin.register(Population)
class PopulationAdmin(ReadOnlyAdmin):
    exclude = ("query", "filters")  # how it was extracted is for the team and the audit
    list_display = ("title", "engagement", "count", "extracted_at", "entered_by", "entered_at")
    list_filter = ("system",)
    list_select_related = ("engagement", "entered_by")
    search_fields = ("title", "engagement__title")


@admin.register(Sample)
class SampleAdmin(ReadOnlyAdmin):
    exclude = ("rows",)
    list_display = ("population", "number", "size", "seed", "drawn_by", "drawn_at")
    list_filter = ("system",)
    list_select_related = ("population", "drawn_by")
    search_fields = ("population__title", "seed")


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    """That findings of a tool came in, not what was found."""


@admin.register(CheckMapping)
class CheckMappingAdmin(ReadOnlyAdmin):
    pass
