"""How an operation describes itself in OpenAPI: its id, one line, its answer, and its problems."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers

from frameworks.api import problems

SIGNED_IN = (401,)
IN_A_SYSTEM = (401, 403, 404)
LISTED = (400,)
WRITTEN = (400, 413, 415, 422)


class FaultSerializer(serializers.Serializer):
    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body, as a fragment.")
    parameter = serializers.CharField(required=False, help_text="Name of the parameter in the query.")
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FaultSerializer(many=True, required=False)  # type: ignore[assignment]  # a field of that name


def operation(
    operation_id: str,
    summary: str,
    answer: Any,
    *,
    status: int = 200,
    media_type: str = "application/json",
    request: Any = None,
    query: type[serializers.Serializer] | None = None,
    wrong: tuple[int, ...] = IN_A_SYSTEM,
    is_public: bool = False,
) -> Callable[[Any], Any]:
    """Describe a view's method: its parameters (`query`), its body, and its problems' statuses (`wrong`)."""
    told = {
        (code, problems.MEDIA_TYPE): OpenApiResponse(ProblemSerializer, description=problems.KINDS[code][1])
        for code in sorted(wrong)
    }
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        request=request,
        auth=[] if is_public else None,
        parameters=[query] if query else None,
        responses={(status, media_type): answer, **told},
    )
