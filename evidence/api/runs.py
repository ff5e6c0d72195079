"""Runs: start one, watch its cells, and read what the checks observed."""

from typing import Any

from django_filters import rest_framework as filters
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.api.bodies import JsonBody
from compliance.api.visited import Visited
from compliance.models import Outcome
from evidence.actions.collecting import start_run
from evidence.api.serializers.runs import (
    ObservationSerializer,
    ProgressSerializer,
    RunDetailSerializer,
    RunSerializer,
    StartRunSerializer,
)
from evidence.models import Observation, Run
from evidence.progress import progress_of
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
        return {**self.get_serializer(run).data, "progress": ProgressSerializer(progress_of(run)).data}


class Runs(RunView):
    filterset_class = RunFilter

    @operation(
        "runs_list",
        "The collection runs of a system, newest first",
        RunSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        return self.page(self.filter_queryset(self.rows()).order_by("-pk"))

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
        only = self.body(StartRunSerializer)["only"]
        run = start_run(system=self.system, actor=self.actor, now=self.now, only=only)
        return Response(self.in_full(run), status=202)


class OneRun(RunView):
    @operation("run_read", "A run and how far it has come, cell by cell", RunDetailSerializer)
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        run: Run = self.row()
        return Response(self.in_full(run))


class ObservationFilter(filters.FilterSet):
    outcome = filters.ChoiceFilter(choices=Outcome.choices)
    check = filters.CharFilter(field_name="check_key", help_text="Key of a check, such as `s3.bucket_encrypted`.")
    account = filters.CharFilter()
    region = filters.CharFilter()

    class Meta:
        model = Observation
        fields: list[str] = []


class Observations(Visited):
    queryset = Observation.objects.all()
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
