"""A day's record as the API shows it."""

from rest_framework import serializers

from compliance.models import StandingDay


class StandingDaySerializer(serializers.ModelSerializer):
    """Requirements of one edition, counted at `recorded_at`; nothing is added up and there is no score."""

    edition = serializers.CharField(source="edition.key")
    classes = serializers.DictField(child=serializers.IntegerField(), help_text="By who bears them.")
    support = serializers.DictField(source="supports", child=serializers.IntegerField(), help_text="AWS's part.")
    standing = serializers.DictField(source="standings", child=serializers.IntegerField(), help_text="Our part.")

    class Meta:
        model = StandingDay
        fields = ("edition", "day", "classes", "support", "standing", "catalogue", "recorded_at")
