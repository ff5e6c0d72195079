"""Training through the API: where you stand with the quiz, and who of a team has passed. Never a question's answer.

The quiz is taken on its pages only: each answer is explained before the next question is asked.
"""

from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api.visited import Reading
from evidence.api.serializers.training import OwnTrainingSerializer, TrainedSerializer
from evidence.models import TrainingAttempt
from evidence.training.quiz import quiz
from evidence.training.standing import latest_and_counting, team_of
from frameworks.api.describing import IN_A_SYSTEM, LISTED, SIGNED_IN, operation
from frameworks.api.pages import Computed


class OwnTraining(Reading):
    serializer_class = OwnTrainingSerializer

    @operation("training_read", "Where you stand with the awareness quiz", OwnTrainingSerializer, wrong=SIGNED_IN)
    def get(self, request: Request) -> Response:
        asked = quiz()
        attempts = list(TrainingAttempt.objects.of(self.actor).defer("record"))
        _latest, counts = latest_and_counting([each for each in attempts if each.finished_at], self.now)
        own = {
            "title": asked.title,
            "questions_sha256": asked.digest,
            "asked": len(asked.questions),
            "pass_percent": asked.pass_percent,
            "holds_for": asked.holds_for,
            "passed_until": counts.holds_until if counts else None,
            "attempts": attempts,
        }
        return Response(OwnTrainingSerializer(own).data)


class Trained(Reading):
    serializer_class = TrainedSerializer

    @operation(
        "training_list",
        "Who of the team has passed the awareness quiz, the missing first",
        TrainedSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        return self.page(Computed(team_of(self.system, self.now), lambda each: str(each.person.pk)))
