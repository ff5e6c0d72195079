"""AWS's documents and who expects what, to be looked at. The words of a summary under NDA stay with the team."""

from django.contrib import admin

from compliance.models import Acceptance, Attestation, Expectation, Proposal, ResponsibilitySummary, UserEntityControl
from frameworks.admin import ReadOnlyAdmin


@admin.register(Attestation)
class AttestationAdmin(ReadOnlyAdmin):
    list_display = ("identity", "programme", "issuer", "period_start", "period_end", "valid_until", "superseded_at")
    list_filter = ("programme", "variant", "is_demonstration")
    list_select_related = ("programme",)
    search_fields = ("identity", "issuer")


@admin.register(Acceptance)
class AcceptanceAdmin(ReadOnlyAdmin):
    list_display = ("attestation", "accepted_by", "valid_from", "recorded_at", "superseded_at")
    list_select_related = ("attestation", "accepted_by")
    search_fields = ("attestation__identity", "accepted_by__name")


@admin.register(UserEntityControl)
class UserEntityControlAdmin(ReadOnlyAdmin):
    list_display = ("number", "attestation", "controls", "recorded_at", "superseded_at")
    list_select_related = ("attestation",)
    search_fields = ("number", "attestation__identity")


@admin.register(Expectation)
class ExpectationAdmin(ReadOnlyAdmin):
    list_display = ("number", "kind", "system", "controls", "valid_from", "valid_until", "superseded_at")
    list_filter = ("system", "kind")
    list_select_related = ("system",)
    search_fields = ("number",)


@admin.register(ResponsibilitySummary)
class ResponsibilitySummaryAdmin(ReadOnlyAdmin):
    list_display = ("attestation", "edition", "digest", "loaded_by", "recorded_at", "superseded_at")
    list_select_related = ("attestation", "edition", "loaded_by")
    search_fields = ("attestation__identity",)
    exclude = ("rows",)


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "account_id", "state", "first_seen_at", "last_seen_at", "settled_by")
    list_filter = ("kind", "state", "is_demonstration")
    list_select_related = ("settled_by",)
    search_fields = ("title", "account_id")
