"""A document of AWS's as the API shows it: identity and dates, who accepted it, and what it counts for."""

from rest_framework import serializers

from compliance.api.serializers.people import PersonSerializer
from compliance.api.serializers.requirements import ReasonSerializer
from compliance.models import Acceptance, Attestation, Opinion, Variant
from frameworks.api.codes import code
from frameworks.schema import RuleRole


class CurrencySerializer(serializers.Serializer):
    """What one framework makes of the document as a whole; accounts and services are judged for each system apart."""

    edition = serializers.CharField(source="edition.key")
    assessment = serializers.CharField(
        source="form", help_text="The form of assessment of which alone this is said; empty for all others."
    )
    role = code(RuleRole, source="rule.role")
    counts = serializers.BooleanField()
    until = serializers.DateField(
        allow_null=True, help_text="The last day, as things stand or once accepted; null where no end is known."
    )
    bridged = serializers.BooleanField(help_text="By AWS's letter, which nobody examined.")
    reason = ReasonSerializer(allow_null=True, help_text="What stands against it.")


class AcceptanceSerializer(serializers.ModelSerializer):
    accepted_by = PersonSerializer()
    accepted_on = serializers.DateField(source="valid_from")
    in_scope = serializers.DictField(
        child=serializers.BooleanField(), help_text="For each service looked up: is it named in the document?"
    )

    class Meta:
        model = Acceptance
        fields = ("accepted_by", "accepted_on", "recorded_at", "in_scope", "memo")


class AttestationSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField()
    programme = serializers.CharField(source="programme.key")
    variant = serializers.ChoiceField(choices=Variant.choices, allow_blank=True)
    opinion = serializers.ChoiceField(choices=Opinion.choices, allow_blank=True)
    accounts = serializers.SerializerMethodField(help_text="Null: every account. Otherwise those that you may see.")
    exceptions = serializers.ListField(child=serializers.CharField(), help_text="Keys of controls.")
    not_assessed = serializers.ListField(child=serializers.CharField(), help_text="References of the edition.")

    class Meta:
        model = Attestation
        fields: tuple[str, ...] = (
            "id",
            "programme",
            "identity",
            "issuer",
            "variant",
            "partition",
            "valid_from",
            "valid_until",
            "period_start",
            "period_end",
            "letter_until",
            "edition",
            "opinion",
            "accounts",
            "exceptions",
            "not_assessed",
            "recorded_at",
            "superseded_at",
            "is_demonstration",
        )

    def get_accounts(self, row: Attestation) -> list[str] | None:
        return row.accounts_seen_by(self.context["view"].viewer)


class AttestationDetailSerializer(AttestationSerializer):
    acceptance = AcceptanceSerializer(allow_null=True)
    currencies = CurrencySerializer(many=True)

    class Meta(AttestationSerializer.Meta):
        fields = (*AttestationSerializer.Meta.fields, "acceptance", "currencies")
