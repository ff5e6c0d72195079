"""Reads request bodies, and stops before it reads more than this installation takes in."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser, MultiPartParser

FORM_FIELDS_BYTES = 64 * 1024
"""Room for the text fields and the headings of a form, beside its file."""


class JsonBody(JSONParser):
    """REST framework reads at most DATA_UPLOAD_MAX_MEMORY_SIZE for it."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("The document is nested too deeply.")) from None


class FormBody(MultiPartParser):
    """A form with one file, or with `files`. One just over the limit still arrives: the verb says what to do."""

    files = 1

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        announced = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0) if parser_context else 0
        if (
            announced > self.files * settings.UPLOAD_LIMIT_BYTES + FORM_FIELDS_BYTES
        ):  # the server reads no further than announced
            raise RequestDataTooBig
        return super().parse(stream, media_type, parser_context)
