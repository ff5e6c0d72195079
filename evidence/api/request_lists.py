"""An auditor's request list through the API: all of it is asked for, or nothing."""

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request as Asked
from rest_framework.response import Response

from compliance.api.bodies import FormBody
from evidence.actions.importing import import_list
from evidence.api.requests import RequestView
from evidence.api.serializers.requests import RequestSerializer
from evidence.importing.judging import audits_to_ask_in, read_as, wrong_lines
from evidence.importing.request_lists import media_type_of
from frameworks.api.describing import IN_A_SYSTEM, WRITTEN, operation


class RequestListSerializer(serializers.Serializer):
    file = serializers.FileField(
        allow_empty_file=True,
        help_text="CSV in UTF-8 or XLSX, named so, with the columns "
        "reference, title, what, requirement, control, from, until and due.",
    )


class RequestsMadeSerializer(serializers.Serializer):
    results = RequestSerializer(many=True)


class ImportRequests(RequestView):
    filter_backends = ()
    parser_classes = [FormBody]

    @operation(
        "requests_import",
        "Ask for what a list asks for: all of it, or nothing",
        RequestsMadeSerializer,
        status=201,
        request={"multipart/form-data": RequestListSerializer},
        wrong=(*IN_A_SYSTEM, *WRITTEN),
    )
    def post(self, request: Asked, system_id: object, pk: object) -> Response:
        """A line that is wrong stops the whole list: each is named under `errors`, as `#/file/` and its number."""
        audit = get_object_or_404(audits_to_ask_in(self.viewer, self.system), pk=pk)
        file = self.body(RequestListSerializer)["file"]
        reading = read_as(self.viewer, audit, file, media_type_of(file.name))
        if wrong := wrong_lines(audit, reading, self.actor, self.now):
            raise serializers.ValidationError({"file": {str(each.line): [each.sentence] for each in wrong}})
        made = import_list(engagement=audit, asked=reading.asked, actor=self.actor, on=self.on, now=self.now)
        rows = self.rows().filter(pk__in=[each.pk for each in made]).order_by("pk")
        return Response({"results": self.get_serializer(rows, many=True).data}, status=201)
