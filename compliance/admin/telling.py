"""Who is told what, and the journal, to be looked at."""

from django.contrib import admin

from compliance.models import Delivery, Digest, JournalEntry, Notice, NoticeSettings, StandingDay, Webhook
from frameworks.admin import ReadOnlyAdmin


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("kind", "key", "recipient", "system", "due_at", "sent_at", "withdrawn_at", "attempts", "last_error")
    list_filter = ("kind", "system")
    list_select_related = ("recipient", "system")
    search_fields = ("key", "recipient__name", "recipient__email")


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    list_display = ("day", "recipient", "due_at", "sent_at", "withdrawn_at", "attempts", "last_error")
    list_select_related = ("recipient",)
    search_fields = ("recipient__name", "recipient__email")


@admin.register(NoticeSettings)
class NoticeSettingsAdmin(ReadOnlyAdmin):
    exclude = ("feed_digest",)
    list_display = ("user", "time_zone", "digest_hour", "quiet_from", "quiet_until")
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email")


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyAdmin):
    exclude = ("url",)  # for some receivers it is the secret
    list_display = ("__str__", "system", "shape", "created_at", "failing_since", "disabled_at", "ended_at")
    list_filter = ("system", "shape")
    list_select_related = ("system",)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("type", "webhook", "created_at", "due_at", "delivered_at", "given_up_at", "attempts", "status")
    list_filter = ("system", "type")
    list_select_related = ("webhook",)


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    list_display = ("number", "at", "actor", "verb", "subject_kind", "subject_id", "system")
    list_filter = ("verb", "system", "at")
    list_select_related = ("actor", "system")
    search_fields = ("subject_id", "verb", "actor__name")


@admin.register(StandingDay)
class StandingDayAdmin(ReadOnlyAdmin):
    list_display = ("system", "edition", "day", "recorded_at")
    list_filter = ("system", "edition")
    list_select_related = ("system", "edition")
    search_fields = ("system__name",)
