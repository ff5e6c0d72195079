"""What lies inside a system's boundary, to be looked at."""

from django.contrib import admin

from compliance.models import Account, AccountTerm, FrameworkScope, Leaning, ServiceSighting, ServiceUse, System
from frameworks.admin import ReadOnlyAdmin


@admin.register(System)
class SystemAdmin(ReadOnlyAdmin):
    list_display = ("name", "key", "time_zone", "is_demonstration", "created_at", "ended_at")
    list_filter = ("is_demonstration",)
    search_fields = ("name", "key")


@admin.register(FrameworkScope)
class FrameworkScopeAdmin(ReadOnlyAdmin):
    list_display = ("system", "edition", "role", "valid_from", "valid_until", "superseded_at")
    list_filter = ("system", "edition")
    list_select_related = ("system", "edition")


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ("name", "account_id", "partition", "system")
    list_filter = ("system", "partition")
    list_select_related = ("system",)
    search_fields = ("name", "account_id")


@admin.register(AccountTerm)
class AccountTermAdmin(ReadOnlyAdmin):
    list_display = ("account", "regions", "valid_from", "valid_until", "superseded_at")
    list_filter = ("system",)
    list_select_related = ("account",)
    search_fields = ("account__name", "account__account_id")


@admin.register(ServiceUse)
class ServiceUseAdmin(ReadOnlyAdmin):
    list_display = ("service", "account", "region", "touches", "valid_from", "valid_until", "superseded_at")
    list_filter = ("system", "origin", "service")
    list_select_related = ("service", "account")
    search_fields = ("service__name", "account__name", "account__account_id", "region")


@admin.register(Leaning)
class LeaningAdmin(ReadOnlyAdmin):
    list_display = ("system", "on_system", "controls", "valid_from", "valid_until", "superseded_at")
    list_filter = ("system",)
    list_select_related = ("system", "on_system")
    search_fields = ("system__name", "on_system__name")


@admin.register(ServiceSighting)
class ServiceSightingAdmin(ReadOnlyAdmin):
    list_filter = ("system",)
