"""Populations, entered with what makes them complete and accurate, and the samples drawn of them by a seed."""

from django.http import HttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions.reading import note_read
from compliance.api.bodies import FormBody, JsonBody
from compliance.api.visited import Visited
from evidence.actions.drawing import draw_sample, redraw
from evidence.actions.populating import enter_population
from evidence.api.content import ContentView
from evidence.api.serializers.populations import (
    DrawSerializer,
    PopulationEnteredSerializer,
    PopulationSerializer,
    RedrawnSerializer,
    SampleSerializer,
)
from evidence.downloads import sample_file
from evidence.models import Population, Sample
from frameworks.api.describing import IN_A_SYSTEM, LISTED, WRITTEN, operation

SHOWN = Population.objects.select_related(
    "system", "engagement", "requirement__edition", "control", "item", "entered_by"
).prefetch_related("samples")


class PopulationFilter(filters.FilterSet):
    engagement = filters.UUIDFilter(field_name="engagement_id")

    class Meta:
        model = Population
        fields: list[str] = []


class Populations(Visited):
    queryset = SHOWN
    serializer_class = PopulationSerializer
    filterset_class = PopulationFilter
    parser_classes = [FormBody]

    @operation(
        "populations_list",
        "The populations of a system's audits, newest first",
        PopulationSerializer(many=True),
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        note_read(viewer=self.viewer, system=self.system, subject=self.system, now=self.now, page="populations")
        return self.page(self.filter_queryset(self.rows()).order_by("-pk"))

    @operation(
        "population_enter",
        "Enter a population, with its file or with its count alone",
        PopulationSerializer,
        status=201,
        request={"multipart/form-data": PopulationEnteredSerializer},
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object) -> Response:
        said = self.body(PopulationEnteredSerializer)
        if file := said.pop("file", None):
            said |= {"content": file, "media_type": file.content_type or ""}
        row = enter_population(actor=self.actor, now=self.now, **said)
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data, status=201)


class OnePopulation(Visited):
    queryset = SHOWN
    serializer_class = PopulationSerializer

    @operation("population_read", "A population with how it was extracted", PopulationSerializer)
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        row = self.row()
        note_read(viewer=self.viewer, system=self.system, subject=row, now=self.now)
        return Response(self.get_serializer(row).data)


class Draw(Visited):
    queryset = SHOWN
    serializer_class = SampleSerializer
    parser_classes = [JsonBody]

    @operation(
        "sample_draw",
        "Draw a sample of a population",
        SampleSerializer,
        status=201,
        request=DrawSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        """docs/sampling.md says how to draw it without this program."""
        row, said = self.row(), self.body(DrawSerializer)
        made = draw_sample(population=row, actor=self.actor, now=self.now, **said)
        return Response(self.get_serializer(made).data, status=201)


class SampleView(Visited):
    queryset = Sample.objects.select_related("system", "population__item", "population__engagement", "drawn_by")
    serializer_class = SampleSerializer


class OneSample(SampleView):
    @operation("sample_read", "A sample with its seed and its rows", SampleSerializer)
    def get(self, request: Request, system_id: object, pk: object) -> Response:
        row = self.row()
        note_read(viewer=self.viewer, system=self.system, subject=row, now=self.now)
        return Response(self.get_serializer(row).data)


class Content(ContentView):
    queryset = SampleView.queryset

    @operation("sample_content", "The rows of a sample as CSV", OpenApiTypes.BINARY, media_type="text/csv")
    def get(self, request: Request, system_id: object, pk: object) -> HttpResponse:
        row = self.row()
        note_read(viewer=self.viewer, system=self.system, subject=row, now=self.now, page="content")
        return sample_file(row)


class Redraw(SampleView):
    @operation(
        "sample_redraw",
        "Draw a sample once more from the sealed file, and compare",
        RedrawnSerializer,
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Request, system_id: object, pk: object) -> Response:
        found = redraw(sample=self.row(), actor=self.actor, now=self.now)
        return Response(RedrawnSerializer(found).data)
