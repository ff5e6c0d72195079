"""From a subject to a PDF: read, fill the page, set it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Engine
from django.utils import timezone, translation

from evidence.reporting.contract import ReportKind, Subject

BASE = Path(__file__).parent / "base"
FONT = "vendor/inter/inter-latin-wght-normal.woff2"
BUILTINS = ["django.templatetags.i18n", "django.templatetags.l10n", "evidence.reporting.filters"]


def make(kind: ReportKind, subject: Subject) -> bytes:
    """The report as a PDF. NoPango where the libraries that set type are missing."""
    from evidence.reporting import pdf  # noqa: PLC0415 - loads Pango, which nothing but a report needs

    html = page(kind, subject)
    styles = [BASE / "report.css", kind.folder / "page.css"]
    return pdf.render(html, styles=styles, folder=kind.folder, fonts=fonts())


def page(kind: ReportKind, subject: Subject) -> str:
    """The report as one page of HTML, in the installation's language, its instants in UTC."""
    engine = Engine(dirs=[str(kind.folder), str(BASE)], builtins=BUILTINS)
    with translation.override(settings.LANGUAGE_CODE), timezone.override("UTC"):
        context: dict[str, Any] = {
            "about": kind,
            "subject": subject,
            "report": kind.read(subject),
            "language": settings.LANGUAGE_CODE,
        }
        return engine.get_template("page.html").render(Context(context))


def fonts() -> Path:
    """The folder of the typeface that every page of ours uses."""
    found = finders.find(FONT)
    if not isinstance(found, str):
        raise FileNotFoundError(f"The static file {FONT} is missing: restore it from the repository.")
    return Path(found).parent
