"""Connections and the organisation's accounts, as the API shows and takes them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from evidence.collecting.assuming import Proof, Standing
from evidence.collecting.templates import ROLE_NAME
from evidence.collecting.trying import Allowed
from evidence.connections import State, failed, state_of
from evidence.models import Connection
from evidence.organisation import Cover


class ProofSerializer(serializers.Serializer):
    proof = serializers.ChoiceField(choices=[(each.value, each.value) for each in Proof])
    standing = serializers.ChoiceField(choices=[(each.value, each.value) for each in Standing])
    code = serializers.CharField(allow_blank=True, help_text="AWS's own error code, or the account we found.")
    at = serializers.DateTimeField()


class TriedSerializer(serializers.Serializer):
    collector = serializers.CharField()
    region = serializers.CharField()
    call = serializers.CharField(allow_blank=True)
    action = serializers.CharField(allow_blank=True, help_text="The IAM action that the call needs.")
    allowed = serializers.ChoiceField(choices=[(each.value, each.value) for each in Allowed])
    reason = serializers.CharField(allow_blank=True)
    code = serializers.CharField(allow_blank=True, help_text="AWS's own error code.")
    untried = serializers.ListField(
        child=serializers.CharField(), help_text="Further actions of the collector, of which nothing is known yet."
    )


class ConnectionSerializer(serializers.ModelSerializer):
    """The ExternalId is shown by an operation of its own, which is journalled."""

    account = serializers.CharField(source="account.account_id")
    state = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField(
        help_text="Why the latest proof came to nothing; empty where it did not."
    )
    proofs = ProofSerializer(many=True)
    tried = TriedSerializer(many=True, help_text="The first call of each collector, made as a run makes it.")

    class Meta:
        model = Connection
        fields = (
            *("id", "account", "role_arn", "role_name", "every_region", "created_at", "state", "reason", "proven_at"),
            *("principal", "principal_code", "proofs", "tried", "tried_at", "enabled", "enabled_at"),
        )

    @extend_schema_field(serializers.ChoiceField(choices=[(each.value, each.value) for each in State]))
    def get_state(self, row: Connection) -> str:
        return state_of(row).value

    def get_reason(self, row: Connection) -> str:
        return failed(row)


class ConnectSerializer(serializers.Serializer):
    account = serializers.CharField(help_text="12 digits, of an account of this system.")
    role_name = serializers.CharField(required=False, default=ROLE_NAME, max_length=64)
    every_region = serializers.BooleanField(
        required=False, default=False, help_text="The account's regions follow those that are enabled in it."
    )


class ProofsAskedSerializer(serializers.Serializer):
    accounts = serializers.ListField(child=serializers.CharField(), help_text="Those whose proofs were asked for.")


class ExternalIdSerializer(serializers.Serializer):
    external_id = serializers.CharField()


class OrganisationMemberSerializer(serializers.Serializer):
    account = serializers.CharField(source="account_id")
    state = serializers.CharField(help_text="As AWS Organizations says it.")
    cover = serializers.ChoiceField(choices=[(each.value, each.value) for each in Cover])
    system = serializers.UUIDField(
        source="system.pk", allow_null=True, default=None, help_text="Where you belong to its team; else null."
    )


class OrganisationSerializer(serializers.Serializer):
    account = serializers.CharField(source="account_id", help_text="The account that was asked.")
    manager = serializers.CharField(
        allow_blank=True,
        help_text="The management account. Where another one was asked, that is a delegated administrator.",
    )
    id = serializers.CharField(allow_blank=True)
    seen_at = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True, help_text="Why the list could not be had; empty where it could.")
    members = OrganisationMemberSerializer(many=True)
