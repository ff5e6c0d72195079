"""Reports as the API shows them: what was frozen, and whether it is made."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from compliance.api.serializers.people import PersonSerializer
from evidence.models import ErasedFor, JobState, Report
from evidence.reporting.discovery import reports_of_systems
from frameworks.models import Edition


class ReportSerializer(serializers.ModelSerializer):
    edition = serializers.CharField(source="edition.key", help_text="Key of the edition.")
    requested_by = PersonSerializer()
    state = serializers.ChoiceField(source="job.state", choices=JobState.choices)
    reason = serializers.CharField(source="job.reason", help_text="Why it was not made; empty otherwise.")
    size = serializers.IntegerField(allow_null=True, help_text="Bytes; null until it is made.")
    erased_for = serializers.ChoiceField(
        choices=ErasedFor.choices, allow_blank=True, help_text="Empty while its bytes are here."
    )

    class Meta:
        model = Report
        fields = (
            "id",
            "kind",
            "edition",
            "on",
            "as_of",
            "requested_by",
            "state",
            "reason",
            "made_at",
            "digest",
            "size",
            "erased_at",
            "erased_for",
        )


class AskForReportSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=[(kind.key, kind.title) for kind in reports_of_systems().values()])
    edition = serializers.CharField(help_text="Key of an edition, or of a framework.")
    on = serializers.DateField(required=False, help_text="A day that has come; today where none is named.")

    def validate_edition(self, key: str) -> Edition:
        """A framework's key means its newest edition."""
        try:
            return Edition.objects.by_key(key)
        except Edition.DoesNotExist:
            raise serializers.ValidationError(_("No framework or edition is called so.")) from None
