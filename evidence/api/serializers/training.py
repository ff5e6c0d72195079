"""Training as the API shows it: attempts and their results, never what is right."""

from rest_framework import serializers

from compliance.api.serializers.people import PersonSerializer
from compliance.models import Role
from evidence.models import TrainingAttempt, UseState


class AttemptSerializer(serializers.ModelSerializer):
    answered = serializers.SerializerMethodField()
    questions_sha256 = serializers.CharField(source="questions", help_text="Which edition of the questions it was.")
    holds_until = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = TrainingAttempt
        fields = (
            *("id", "questions_sha256", "asked", "answered", "begun_at", "finished_at", "correct", "passed"),
            "holds_until",
        )

    def get_answered(self, attempt: TrainingAttempt) -> int:
        return len(attempt.answers)


class OwnTrainingSerializer(serializers.Serializer):
    title = serializers.CharField()
    questions_sha256 = serializers.CharField()
    asked = serializers.IntegerField(help_text="So many questions are asked.")
    pass_percent = serializers.IntegerField()
    holds_for = serializers.CharField(help_text="How long a pass holds: an ISO 8601 duration.")
    passed_until = serializers.DateTimeField(allow_null=True, help_text="null while no pass holds.")
    attempts = AttemptSerializer(many=True, help_text="Every one, the newest first.")


class TrainedSerializer(serializers.Serializer):
    person = PersonSerializer()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    training = serializers.ChoiceField(
        source="standing",
        choices=[(code, code) for code in ("passed", "failed", "lapsed", "missing")],
    )
    correct = serializers.IntegerField(source="shown.correct", allow_null=True, default=None)
    asked = serializers.IntegerField(source="shown.asked", allow_null=True, default=None)
    finished_at = serializers.DateTimeField(source="shown.finished_at", allow_null=True, default=None)
    holds_until = serializers.DateTimeField(source="counts.holds_until", allow_null=True, default=None)
    review = serializers.ChoiceField(
        source="use.state", choices=UseState.choices, allow_null=True, default=None, help_text="Of the pass that holds."
    )
