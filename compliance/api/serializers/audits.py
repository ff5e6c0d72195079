"""An audit as the API shows it: what it examines, who is let in and invited, what its auditors conclude and read."""

from typing import Any, Final

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from compliance.actions.concluding import LONGEST_NOTE
from compliance.api.serializers.people import PersonSerializer
from compliance.api.serializers.systems import EngagementSerializer
from compliance.models import AuditorGrant, Conclusion, Engagement, Invitation, InvitationState
from frameworks.api.codes import code
from frameworks.compiled import shipped
from frameworks.models import Edition, Requirement
from frameworks.schema import Conclusion as Outcome


class WindowSerializer(serializers.ModelSerializer):
    """An auditor's access, both days inclusive. Its id changes when it is extended: it is another fact then."""

    id = serializers.UUIDField()
    auditor = PersonSerializer(source="user")

    class Meta:
        model = AuditorGrant
        fields = ("id", "auditor", "valid_from", "valid_until")


class AuditSerializer(EngagementSerializer):
    windows = WindowSerializer(many=True, help_text="Every access that is known of; an auditor is shown their own.")

    class Meta(EngagementSerializer.Meta):
        fields = (*EngagementSerializer.Meta.fields, "windows")


class ExaminedSerializer(serializers.Serializer):
    edition = serializers.CharField(max_length=60, help_text="Key of an edition, or of a framework.")
    assessment = serializers.CharField(
        max_length=40, required=False, default="", allow_blank=True, help_text="The form, where the edition has some."
    )


class OpenAuditSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=120)
    editions = ExaminedSerializer(many=True)
    period_start = serializers.DateField()
    period_end = serializers.DateField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """With the rows of the editions in the place of their names."""
        named = attrs.pop("editions")
        try:
            forms = {shipped().edition(each["edition"]).key: each["assessment"] for each in named}
        except KeyError:
            raise serializers.ValidationError({"editions": "The catalogue has no such edition."}) from None
        rows = Edition.objects.filter(key__in=forms)
        return {**attrs, "examined": {row: forms[row.key] for row in rows}}


class UntilSerializer(serializers.Serializer):
    until = serializers.DateField(help_text="The last day, at most 90 from today, today included.")


class InviteSerializer(UntilSerializer):
    mail = serializers.EmailField(max_length=254)


class InvitationSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField()
    state = serializers.SerializerMethodField(help_text="What it is now.")
    invited_by = PersonSerializer()
    accepted_by = PersonSerializer(allow_null=True)
    link = serializers.SerializerMethodField(
        help_text="In the answer that makes it, and only where no mail goes out: pass it on yourself. Else null."
    )

    class Meta:
        model = Invitation
        fields = (
            *("id", "mail", "until", "state", "invited_by", "invited_at", "expires_at", "sent_at", "accepted_by"),
            *("accepted_at", "withdrawn_at", "link"),
        )

    @extend_schema_field(serializers.ChoiceField(choices=InvitationState.choices))
    def get_state(self, row: Invitation) -> str:
        return row.state_at(self.context["view"].now)

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_link(self, row: Invitation) -> str | None:
        links: dict[object, str] = self.context.get("links", {})
        return links.get(row.pk)


class ConclusionSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField()
    edition = serializers.CharField(source="requirement.edition.key")
    ref = serializers.CharField(source="requirement.ref")
    outcome = code(Outcome)
    author = PersonSerializer()

    class Meta:
        model = Conclusion
        fields = ("id", "edition", "ref", "outcome", "note", "author", "recorded_at")


MOST_AT_ONCE: Final = 1_000
"""Requirements in one conclusion: more than any edition has."""


class AskedSerializer(serializers.Serializer):
    edition = serializers.CharField(max_length=60, help_text="Key of an edition, or of a framework.")
    ref = serializers.CharField(max_length=60, help_text="The requirement's reference, or another spelling of it.")


class ConcludeSerializer(serializers.Serializer):
    requirements = AskedSerializer(many=True, max_length=MOST_AT_ONCE)  # type: ignore[call-arg]  # of the list
    outcome = code(Outcome, help_text="One of those of the edition.")
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """With the rows of the requirements in the place of their names."""
        catalogue, rows = shipped(), {}
        for named in attrs["requirements"]:
            try:
                edition = catalogue.edition(named["edition"]).key
                found = Requirement.objects.select_related("edition").by_ref(
                    edition, catalogue.requirement(edition, named["ref"]).ref
                )
            except (KeyError, Requirement.DoesNotExist):
                raise serializers.ValidationError({"requirements": "The catalogue has no such requirement."}) from None
            rows[found.pk] = found
        return {**attrs, "requirements": list(rows.values())}


class ConcludedSerializer(serializers.Serializer):
    recorded = ConclusionSerializer(many=True, help_text="Those that are new; what was concluded already is left out.")


class ReadSerializer(serializers.Serializer):
    """One read of an auditor's, from the journal."""

    entry = serializers.IntegerField(source="number", help_text="Its number in the journal.")
    at = serializers.DateTimeField()
    who = PersonSerializer(allow_null=True)
    subject = serializers.CharField(help_text="Kind and id of what was read.")
    name = serializers.CharField()
    page = serializers.CharField(help_text="Which page of it, in words; empty where it has one only.")


class EngagementField(serializers.PrimaryKeyRelatedField):
    """The id of an audit of the view's system that the caller sees; any other does not exist here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(pk_field=serializers.UUIDField(), **kwargs)

    def get_queryset(self) -> QuerySet[Engagement]:
        rows: QuerySet[Engagement] = self.context["view"].reach(Engagement.objects.select_related("system"))
        return rows
