"""The catalogue for administrators: to be looked at. It is changed in its files, and loaded."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from frameworks.models import (
    CatalogueRelease,
    Control,
    Edition,
    Framework,
    OfficialText,
    Programme,
    Requirement,
    Service,
    Support,
)


class ReadOnlyAdmin(ModelAdmin):
    """Looks, never writes: the catalogue's truth is its files."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Framework)
class FrameworkAdmin(ReadOnlyAdmin):
    list_display = ("key", "title", "retired_at")


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("key", "name", "publisher", "effective_from", "retired_at")


@admin.register(Requirement)
class RequirementAdmin(ReadOnlyAdmin):
    list_display = ("ref", "title", "kind", "family", "assessable", "retired_at")
    list_filter = ("edition", "kind", "family", "assessable")
    search_fields = ("ref", "title", "summary")


@admin.register(OfficialText)
class OfficialTextAdmin(ReadOnlyAdmin):
    list_display = ("requirement", "publication", "imported_at", "superseded_at")
    list_select_related = ("requirement",)
    list_filter = ("publication",)
    search_fields = ("requirement__ref", "title")


@admin.register(Control)
class ControlAdmin(ReadOnlyAdmin):
    list_display = ("key", "title", "theme", "cadence", "retired_at")
    list_filter = ("theme",)
    search_fields = ("key", "title", "objective")


@admin.register(Support)
class SupportAdmin(ReadOnlyAdmin):
    list_display = ("requirement", "control", "coverage", "why", "retired_at")
    list_select_related = ("requirement", "control")
    list_filter = ("coverage",)
    search_fields = ("requirement__ref", "control__key")


@admin.register(Service)
class ServiceAdmin(ReadOnlyAdmin):
    list_display = ("key", "name", "category", "model", "retired_on", "retired_at")
    list_filter = ("model", "category")
    search_fields = ("key", "name")


@admin.register(Programme)
class ProgrammeAdmin(ReadOnlyAdmin):
    list_display = ("key", "name", "kind", "per_account", "retired_at")


@admin.register(CatalogueRelease)
class CatalogueReleaseAdmin(ReadOnlyAdmin):
    list_display = ("digest", "loaded_at")
    fields = ("digest", "loaded_at")
