"""A system as the API shows it: its row, and where it stands."""

from rest_framework import serializers

from compliance.api.serializers.duties import HolderSerializer
from compliance.api.serializers.people import MemberSerializer
from compliance.models import AccountTerm, AuditedEdition, DataClass, Engagement, Leaning, Role, ServiceUse, System


class SystemSerializer(serializers.ModelSerializer):
    data_classes = serializers.ListField(child=serializers.ChoiceField(choices=DataClass.choices))
    roles = serializers.SerializerMethodField(help_text="Your own roles in it today.")

    class Meta:
        model = System
        fields: tuple[str, ...] = (
            "id",
            "key",
            "name",
            "purpose",
            "time_zone",
            "data_classes",
            "is_demonstration",
            "created_at",
            "ended_at",
            "roles",
        )

    def get_roles(self, system: System) -> list[Role]:
        return sorted(self.context["view"].viewer.roles_in(system))


class AccountSerializer(serializers.ModelSerializer):
    """An account as its term of today says."""

    account_id = serializers.CharField(source="account.account_id")
    name = serializers.CharField(source="account.name")
    partition = serializers.CharField(source="account.partition")
    regions = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = AccountTerm
        fields = ("account_id", "name", "partition", "regions", "valid_from", "valid_until")


class ServiceUseSerializer(serializers.ModelSerializer):
    service = serializers.CharField(source="service.key")
    account_id = serializers.CharField(source="account.account_id")
    touches = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = ServiceUse
        fields = ("service", "account_id", "region", "touches", "origin", "valid_from", "valid_until")


class LeaningSerializer(serializers.ModelSerializer):
    """Another system that this one leans on. Where that one has no open duty of a control, leaning carries nothing."""

    system = HolderSerializer(source="on_system")
    controls = serializers.ListField(child=serializers.CharField(), help_text="Keys of controls.")

    class Meta:
        model = Leaning
        fields = ("system", "controls", "valid_from", "valid_until")


class AuditedEditionSerializer(serializers.ModelSerializer):
    edition = serializers.CharField(source="edition.key")
    assessment = serializers.CharField(help_text="The form of the assessment; empty where the edition has one only.")

    class Meta:
        model = AuditedEdition
        fields = ("edition", "assessment")


class EngagementSerializer(serializers.ModelSerializer):
    editions = AuditedEditionSerializer(source="audited", many=True)

    class Meta:
        model = Engagement
        fields: tuple[str, ...] = ("id", "title", "editions", "period_start", "period_end", "ended_at", "shared_at")


class EditionStandingSerializer(serializers.Serializer):
    """Requirements of one edition, by who bears them and by how far AWS's part is supported. No score."""

    edition = serializers.CharField()
    name = serializers.CharField()
    role = serializers.CharField()
    assessment = serializers.CharField(help_text="The form in which it is assessed; empty where that is not settled.")
    classes = serializers.DictField(child=serializers.IntegerField())
    support = serializers.DictField(child=serializers.IntegerField())


class TodaySerializer(serializers.Serializer):
    """What is true of a system on one day."""

    on = serializers.DateField(help_text="The day, where the system lives.")
    editions = EditionStandingSerializer(many=True)
    duties = serializers.DictField(child=serializers.IntegerField(), help_text="Open duties by their standing.")
    accounts = AccountSerializer(many=True)
    services = ServiceUseSerializer(many=True)
    leans_on = LeaningSerializer(many=True)
    people = MemberSerializer(many=True)
    engagements = EngagementSerializer(many=True)


class SystemDetailSerializer(SystemSerializer):
    today = TodaySerializer()

    class Meta(SystemSerializer.Meta):
        fields = (*SystemSerializer.Meta.fields, "today")
