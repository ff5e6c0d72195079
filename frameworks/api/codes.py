"""A code of the catalogue as a field of the API."""

from enum import StrEnum
from typing import Any

from rest_framework import serializers


def code(codes: type[StrEnum], **more: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=[(each.value, each.value) for each in codes], **more)
