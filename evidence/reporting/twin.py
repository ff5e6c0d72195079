"""What a report shows, for programs to read: the JSON that is attached to its PDF.

A PDF cannot hold its own digest, so a report prints the digest of these bytes, and whoever takes the attachment out
(`pdfdetach -saveall`) can compute it.
"""

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise

from evidence.reporting.contract import ReportKind, Shown, Subject

FORMAT: Final = "demarc-report"
VERSION: Final = 1
NAME: Final = "report.json"


@dataclass(frozen=True)
class Twin:
    """`content` is JSON in UTF-8, keys in order; `digest` its SHA-256 in hexadecimal."""

    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Attached:
    """The JSON that goes into the file, what it is of, and the instant that its dates bear."""

    content: bytes
    about: str
    at: datetime.datetime


def twin_of(kind: ReportKind, subject: Subject, report: Shown) -> Twin:
    told = {
        "format": FORMAT,
        "version": VERSION,
        "report": kind.key,
        "system": {"id": str(subject.system.pk), "key": subject.system.key, "name": subject.system.name},
        "demonstration": subject.system.is_demonstration,
        "edition": report.edition.key,
        "catalogue": subject.catalogue.digest,
        "on": subject.day,
        "as_of": subject.as_of,
        "shows": report.data,
    }
    return Twin(json.dumps(plain(told), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")


def plain(value: Any) -> Any:
    """As JSON has it: days and instants in ISO 8601, instants in UTC; a dataclass by its fields.

    TypeError for anything else: a row of the database says nothing by itself of what a report shows of it.
    """
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return _one(value)


def _one(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | UUID | Promise):
        return str(value)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float):
        return value
    raise TypeError(f"A report's data holds {type(value).__name__}: say in plain values what is shown of it.")
