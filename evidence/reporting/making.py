"""From a subject to a PDF: read, fill the page, set it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.utils import timezone, translation

from evidence.reporting.contract import ReportKind, Subject
from evidence.reporting.faces import TYPEFACES
from evidence.reporting.pieces.parting import typeset
from evidence.reporting.signing import signed
from evidence.reporting.twin import Attached, Twin, twin_of

BASE = Path(__file__).parent / "base"
BUILTINS = ["django.templatetags.i18n", "django.templatetags.l10n", "evidence.reporting.filters"]


@dataclass(frozen=True)
class Draft:
    """A report before it is set: its page of HTML, and the same for programs."""

    html: str
    twin: Twin


def make(kind: ReportKind, subject: Subject) -> bytes:
    """The report as a PDF, signed where that is set up.

    NoPango where the libraries that set type are missing, PiecesNotSet where a long one could not be set, NotSigned
    where the settings ask for what cannot be had.
    """
    draft = drafted(kind, subject)
    attached = Attached(draft.twin.content, about=kind.about, at=subject.as_of)
    return signed(typeset(draft.html, styles=styles_of(kind), folder=kind.folder, attached=attached))


def drafted(kind: ReportKind, subject: Subject) -> Draft:
    """Read once; in the installation's language, its instants in UTC."""
    engine = Engine(dirs=[str(kind.folder), str(BASE)], builtins=BUILTINS)
    with translation.override(settings.LANGUAGE_CODE), timezone.override("UTC"):
        report = kind.read(subject)
        twin = twin_of(kind, subject, report)
        context: dict[str, Any] = {
            "about": kind,
            "subject": subject,
            "report": report,
            "data": twin.digest,
            "typefaces": TYPEFACES,
            "language": settings.LANGUAGE_CODE,
        }
        return Draft(engine.get_template("page.html").render(Context(context)), twin)


def styles_of(kind: ReportKind) -> list[Path]:
    return [BASE / "report.css", kind.folder / "page.css"]
