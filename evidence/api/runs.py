"""Runs: start one, watch its cells, and read what the checks observed."""

from typing import Any, cast

from django_filters import rest_framework as filters
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api.bodies import JsonBody
from compliance.api.visited import Reading, Visited
from compliance.models import Outcome
from evidence.actions.cancelling import cancel_run
from evidence.actions.collecting import start_again, start_run
from evidence.api.serializers.runs import (
    ListedRunSerializer,
    LookedSerializer,
    ObservationSerializer,
    ProgressSerializer,
    RunDetailSerializer,
    RunSerializer,
    StartRunSerializer,
)
from evidence.models import Observation, Run, RunQuerySet
from evidence.runs.attempts import looked_today
from evidence.runs.progress import progress_of
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation


class RunFilter(filters.FilterSet):
    open = filters.BooleanFilter(field_name="closed_at", lookup_expr="isnull", help_text="Still collecting.")

    class Meta:
        model = Run
        fields: list[str] = []


class RunView(Visited):
    queryset = Run.objects.select_related("started_by")
    serializer_class = RunSerializer
    parser_classes = [JsonBody]

    def in_full(self, run: Run) -> dict[str, Any]:
        return {**self.get_serializer(run).data, "progress": ProgressSerializer(progress_of(run, self.now)).data}


class Runs(RunView):
    filterset_class = RunFilter

    def get_serializer_class(self) -> type[RunSerializer]:
        return ListedRunSerializer if self.request.method == "GET" else RunSerializer

    @operation(
        "runs_list",
        "The collection runs of a system, newest first",
        ListedRunSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        runs = cast(RunQuerySet, self.filter_queryset(self.rows()))
        return self.page(runs.with_looked().order_by("-pk"))

    @operation(
        "run_start",
        "Collect evidence from every proven account",
        RunDetailSerializer,
        status=202,
        request=StartRunSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object) -> Response:
        """Answers at once: read the run again to see how far it has come."""
        run = start_run(system=self.system, actor=self.actor, now=self.now, **self.body(StartRunSerializer))
        return Response(self.in_full(run), status=202)


class OneRun(RunView):
    @operation("run_read", "A run and how far it has come, cell by cell", RunDetailSerializer)
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        run: Run = self.row()
        return Response(self.in_full(run))


class Cancel(RunView):
    @operation(
        "run_cancel",
        "Leave out what nobody has begun",
        RunDetailSerializer,
        request=None,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        """Each cell left out is recorded as a gap; those at work finish, and the run closes with them."""
        return Response(self.in_full(cancel_run(run=self.row(), actor=self.actor, now=self.now)))


class Again(RunView):
    @operation(
        "run_again",
        "Collect again what this run could not look at whole",
        RunDetailSerializer,
        status=202,
        request=None,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        """Answers with the new run: over its gaps, what was cancelled and what lacked an answer, if still in scope."""
        return Response(self.in_full(start_again(run=self.row(), actor=self.actor, now=self.now)), status=202)


class LookedToday(Reading):
    @operation("looked_today", "How much of the system is looked at today", LookedSerializer, wrong=IN_A_SYSTEM)
    def get(self, request: Request, system_id: object) -> Response:
        return Response(LookedSerializer(looked_today(self.system, self.now)).data)


class ObservationFilter(filters.FilterSet):
    outcome = filters.ChoiceFilter(choices=Outcome.choices)
    check = filters.CharFilter(field_name="check_key", help_text="Key of a check, such as `s3.bucket_encrypted`.")
    account = filters.CharFilter()
    region = filters.CharFilter()

    class Meta:
        model = Observation
        fields: list[str] = []


class Observations(Visited):
    queryset = Observation.objects.known()
    serializer_class = ObservationSerializer
    filterset_class = ObservationFilter

    @operation(
        "observations_list",
        "What the checks of a run observed, resource by resource",
        ObservationSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        run: Run = get_object_or_404(self.reach(Run.objects.all()), pk=pk)
        return self.page(self.filter_queryset(self.rows().filter(run=run)).order_by("pk"))
