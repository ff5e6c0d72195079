"""Every error of the API as a problem document (RFC 9457). `docs/api.md` tells each kind."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views import defaults
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from frameworks.errors import Refused

MEDIA_TYPE: Final = "application/problem+json"
API: Final = "/api/"

KINDS: Final[Mapping[int, tuple[str, str]]] = {
    400: ("invalid", "The request is not understood"),
    401: ("not-logged-in", "Nobody is logged in"),
    403: ("not-allowed", "Your role does not allow this"),
    404: ("not-found", "Not found"),
    405: ("no-such-method", "This address has no such method"),
    406: ("not-acceptable", "The answer cannot be given in that form"),
    410: ("gone", "It was erased"),
    413: ("too-large", "The request is too large"),
    415: ("wrong-media-type", "The request comes in a form that is not read here"),
    422: ("refused", "A rule forbids this"),
    500: ("failed", "The answer failed"),
}
"""Status -> the last part of `type`, and `title`."""

NOTHING_HERE: Final = "There is nothing here, or nothing that you may see."
TOO_LARGE: Final = "The request is larger than what is read here: send less at once."
SUSPICIOUS: Final = "The request is malformed: nothing of it was read."
INVALID: Final = "Mend what `errors` points to and send the request again."
FAILED: Final = "Something broke on our side and was logged. Nothing was half-written: try again later."


def problem(status: int, detail: str, **more: Any) -> JsonResponse:
    """A problem document. It leaves as JSON whatever was asked for: an error must not fail to be told."""
    kind, title = KINDS[status]
    document = {"type": f"/problems/{kind}", "title": title, "status": status, "detail": detail, **more}
    return JsonResponse(document, status=status, content_type=MEDIA_TYPE)


def answer(exc: Exception, context: Mapping[str, Any]) -> HttpResponseBase | None:
    """The problem for what a view raised; None for what nobody foresaw: Django logs it, `failed` answers."""
    if isinstance(exc, Refused):
        return problem(422, str(exc))
    if isinstance(exc, SuspiciousOperation):
        return problem(413, TOO_LARGE) if isinstance(exc, RequestDataTooBig) else problem(400, SUSPICIOUS)
    response = exception_handler(exc, dict(context))
    if response is None:
        return None
    if isinstance(exc, exceptions.ValidationError):
        place = "parameter" if context["request"].method in SAFE_METHODS else "pointer"
        told = problem(400, INVALID, errors=[_fault(place, *each) for each in _faults(exc.detail)])
    elif response.status_code == 404:
        told = problem(404, NOTHING_HERE)
    else:
        told = problem(response.status_code, str(response.data["detail"]))
    for header, value in response.items():
        if header != "Content-Type":
            told[header] = value
    return told


def _faults(detail: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each sentence with the way to the value it is about."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            here = key == api_settings.NON_FIELD_ERRORS_KEY
            yield from _faults(inner, path if here else (*path, str(key)))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _faults(inner, path)
    else:
        yield path, str(detail)


def _fault(place: str, path: tuple[str, ...], sentence: str) -> dict[str, str]:
    """`pointer` is a JSON pointer into the body (RFC 6901) as a fragment, `parameter` a name in the query."""
    if place == "parameter":
        return {"parameter": ".".join(path), "detail": sentence}
    steps = (step.replace("~", "~0").replace("/", "~1") for step in path)
    return {"pointer": "#" + "".join(f"/{step}" for step in steps), "detail": sentence}


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: what was refused before any view was reached, such as a host that is not ours."""
    if request.path.startswith(API):
        return problem(400, SUSPICIOUS)
    return defaults.bad_request(request, exception)


def nowhere(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: an address of the API that leads nowhere is answered like what one may not see."""
    if request.path.startswith(API):
        return problem(404, NOTHING_HERE)
    return defaults.page_not_found(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """handler500: what broke is in the log, not in the answer."""
    return problem(500, FAILED) if request.path.startswith(API) else defaults.server_error(request)
