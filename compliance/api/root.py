"""Where the API begins: who you are, and where to go from here."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from compliance.api.serializers.people import PersonSerializer
from compliance.api.visited import Visited
from frameworks.api.describing import SIGNED_IN, operation


class RootSerializer(serializers.Serializer):
    you = PersonSerializer()
    systems = serializers.URLField()
    openapi = serializers.URLField()
    docs = serializers.URLField()


class Root(Visited):
    serializer_class = RootSerializer

    @operation("root", "Who you are, and where to go from here", RootSerializer, wrong=SIGNED_IN)
    def get(self, request: Request) -> Response:
        beginning = {
            "you": request.user,
            "systems": reverse("compliance-api:systems", request=request),
            "openapi": reverse("openapi", request=request),
            "docs": reverse("api-docs", request=request),
        }
        return Response(RootSerializer(beginning).data)
