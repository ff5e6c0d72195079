"""The catalogue over the API: read, by anybody who has signed in. No row of it belongs to a system."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from frameworks.api import serializers as shapes
from frameworks.api.answering import Answering
from frameworks.api.describing import LISTED, operation
from frameworks.api.pages import Computed
from frameworks.browsing import Line, asked_by, lines, listed, services_by_category
from frameworks.compiled import Catalogue, shipped
from frameworks.crosswalking import Relation, crosswalk
from frameworks.deciding import decisions_allowed
from frameworks.schema import Edition
from frameworks.searching import search

READ = (401, 403)
ONE = (401, 403, 404)


class Reading(Answering):
    """A view of the catalogue: plain values, so no filter of a table narrows it."""

    filter_backends = ()

    @property
    def catalogue(self) -> Catalogue:
        return shipped()

    def edition(self, key: str) -> Edition:
        """By its key or its framework's, or 404."""
        try:
            return self.catalogue.edition(key)
        except KeyError:
            raise Http404 from None


class Editions(Reading):
    serializer_class = shapes.EditionSerializer

    @operation(
        "catalogue_editions_list",
        "The frameworks' editions",
        shapes.EditionSerializer(many=True),
        wrong=(*READ, *LISTED),
    )
    def get(self, request: Request) -> Response:
        return self.page(Computed(tuple(self.catalogue.editions.values()), lambda each: each.key))


class Requirements(Reading):
    serializer_class = shapes.CatalogueRequirementSerializer

    @operation(
        "catalogue_requirements_list",
        "The requirements of an edition, in its order",
        shapes.CatalogueRequirementSerializer(many=True),
        wrong=(*ONE, *LISTED),
    )
    def get(self, request: Request, edition: str) -> Response:
        """`edition` may be a framework's key: its newest edition is meant."""
        return self.page(Computed(self.edition(edition).requirements, lambda each: each.ref))


class OneRequirement(Reading):
    serializer_class = shapes.CatalogueRequirementDetailSerializer

    @operation(
        "catalogue_requirement_read",
        "A requirement, the controls that support it, and the decisions it allows",
        shapes.CatalogueRequirementDetailSerializer,
        wrong=ONE,
    )
    def get(self, request: Request, edition: str, ref: str) -> Response:
        """`ref` may be another spelling of the reference."""
        of = self.edition(edition)
        try:
            found = self.catalogue.requirement(of.key, ref)
        except KeyError:
            raise Http404 from None
        allowed = decisions_allowed(self.catalogue, of, found, timezone.localdate())
        return Response(self.serializer_class(found, context={"decisions": allowed}).data)


class Controls(Reading):
    serializer_class = shapes.CatalogueControlSerializer

    @operation(
        "catalogue_controls_list",
        "The common controls",
        shapes.CatalogueControlSerializer(many=True),
        wrong=(*READ, *LISTED),
    )
    def get(self, request: Request) -> Response:
        return self.page(Computed(tuple(self.catalogue.controls.values()), lambda each: each.key))


class OneControl(Reading):
    serializer_class = shapes.CatalogueControlDetailSerializer

    @operation(
        "catalogue_control_read",
        "A control: where the line runs, and which requirements ask for it",
        shapes.CatalogueControlDetailSerializer,
        wrong=ONE,
    )
    def get(self, request: Request, key: str) -> Response:
        found = self.catalogue.controls.get(key)
        if found is None:
            raise Http404
        return Response(self.serializer_class(found, context={"asking": asked_by(self.catalogue, found)}).data)


class Services(Reading):
    serializer_class = shapes.ServiceSerializer

    @operation(
        "catalogue_services_list", "The AWS services", shapes.ServiceSerializer(many=True), wrong=(*READ, *LISTED)
    )
    def get(self, request: Request) -> Response:
        return self.page(Computed(tuple(self.catalogue.services.values()), lambda each: each.key))


class OneService(Reading):
    serializer_class = shapes.ServiceDetailSerializer

    @operation(
        "catalogue_service_read",
        "A service: what public lists say of it, and its line for every control",
        shapes.ServiceDetailSerializer,
        wrong=ONE,
    )
    def get(self, request: Request, key: str) -> Response:
        found = self.catalogue.services.get(key)
        if found is None:
            raise Http404
        context = {
            "listed": listed(self.catalogue, found),
            "lines": lines(self.catalogue, self.catalogue.controls.values(), [found]),
        }
        return Response(self.serializer_class(found, context=context).data)


class MatrixAsked(serializers.Serializer):
    """Which part of the matrix is wanted."""

    control = serializers.CharField(required=False, help_text="Key of a control.")
    theme = serializers.CharField(required=False, help_text="Key of a theme.")
    category = serializers.CharField(required=False, help_text="Category of services.")


class Matrix(Reading):
    serializer_class = shapes.LineSerializer

    @operation(
        "catalogue_matrix_list",
        "Where the line runs, control by service",
        shapes.LineSerializer(many=True),
        query=MatrixAsked,
        wrong=(*READ, *LISTED),
    )
    def get(self, request: Request) -> Response:
        asked = self.query(MatrixAsked)
        known = {
            "control": self.catalogue.controls,
            "theme": self.catalogue.themes,
            "category": services_by_category(self.catalogue),
        }
        for parameter, key in asked.items():
            if key not in known[parameter]:
                told = f"No {parameter} is called '{key}': write one of the catalogue."
                raise serializers.ValidationError({parameter: [told]})
        controls = [
            each
            for each in self.catalogue.controls.values()
            if asked.get("control", each.key) == each.key and asked.get("theme", each.theme) == each.theme
        ]
        services = [
            each for each in self.catalogue.services.values() if asked.get("category", each.category) == each.category
        ]
        return self.page(Computed(lines(self.catalogue, controls, services), _name_of_line))


def _name_of_line(line: Line) -> str:
    return f"{line.control.key}/{line.service.key}"


class CrosswalkAsked(serializers.Serializer):
    ref = serializers.CharField(required=False, help_text="Only this requirement of the first.")

    def get_fields(self) -> dict[str, Any]:
        """With `from`, which Python does not let a field be called."""
        told = "Key of a framework or edition."
        return super().get_fields() | {
            "from": serializers.CharField(help_text=told),
            "to": serializers.CharField(help_text=f"{told} Or the target of a published mapping."),
        }


class Crosswalk(Reading):
    serializer_class = shapes.RelationSerializer

    @operation(
        "catalogue_crosswalk_list",
        "Which requirements of two frameworks are related, and how strongly",
        shapes.RelationSerializer(many=True),
        query=CrosswalkAsked,
        wrong=(*READ, *LISTED),
    )
    def get(self, request: Request) -> Response:
        """Related by a control that supports both, to the extent stated: never equal."""
        asked = self.query(CrosswalkAsked)
        left, right, ref = asked["from"], asked["to"], asked.get("ref", "")
        with _known("from"):
            self.catalogue.edition(left)
        with _known("ref"):
            ref = ref and self.catalogue.requirement(left, ref).ref
        with _known("to"):
            walk = crosswalk(self.catalogue, left, right, ref)
        return self.page(Computed(walk.relations, _name_of_relation))


@contextmanager
def _known(parameter: str) -> Iterator[None]:
    """A key that the catalogue does not know is the caller's fault, in that parameter."""
    try:
        yield
    except KeyError as unknown:
        raise serializers.ValidationError({parameter: [unknown.args[0]]}) from None


def _name_of_relation(relation: Relation) -> str:
    return f"{relation.left.ref}/{relation.control.key if relation.control else ''}/{relation.right}"


class SearchAsked(serializers.Serializer):
    q = serializers.CharField(help_text="Words, each of which has to occur, or a reference.")


class Search(Reading):
    serializer_class = shapes.HitSerializer

    @operation(
        "catalogue_search",
        "What speaks of some words or a reference, the surest first: requirements, controls, services",
        shapes.HitSerializer(many=True),
        query=SearchAsked,
        wrong=(*READ, *LISTED),
    )
    def get(self, request: Request) -> Response:
        found = search(self.catalogue, self.query(SearchAsked)["q"])
        hits = [
            *(_hit("requirement", each.ref, each.title, of.key) for of, each in found.requirements),
            *(_hit("control", each.key, each.title) for each in found.controls),
            *(_hit("service", each.key, each.name) for each in found.services),
        ]
        return self.page(Computed(hits, lambda hit: f"{hit['kind']}/{hit['edition']}/{hit['key']}"))


def _hit(kind: str, key: str, title: str, edition: str = "") -> dict[str, str]:
    return {"kind": kind, "edition": edition, "key": key, "title": title}
