"""How long a report of 300 rows takes, beside a bare WeasyPrint script on the same page: five rounds, by turns."""

import datetime
import os
import secrets
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import django

ROWS, ROUNDS = 300, 5
AT = datetime.datetime(2026, 11, 22, 10, 0, tzinfo=datetime.UTC)


def main() -> None:
    with TemporaryDirectory() as folder:
        os.environ["DEMARC_DATA_DIR"] = folder
        os.environ["DEMARC_SECRET_KEY"] = secrets.token_urlsafe(64)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "compliance.config.settings")
        django.setup()
        _compare()


def _compare() -> None:
    from evidence.reporting.discovery import reports  # noqa: PLC0415 - Django has to be up
    from evidence.reporting.making import drafted, make, styles_of  # noqa: PLC0415

    asked = subject()
    kind = replace(reports()["index"], read=_index)
    html = drafted(kind, asked).html
    sheets = [style.read_text(encoding="utf-8") for style in styles_of(kind)]
    ours: Callable[[], bytes] = lambda: make(kind, asked)  # noqa: E731
    bare: Callable[[], bytes] = lambda: _bare(html, sheets)  # noqa: E731
    sizes = {len(ours()), len(bare())}  # nothing that is loaded once is measured
    taken: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(ROUNDS):
        for name, work in (("ours", ours), ("bare", bare)):
            started = time.process_time()
            work()
            taken[name].append(time.process_time() - started)
    medians = {name: statistics.median(each) for name, each in taken.items()}
    print(f"a page of {len(html) >> 10} kB, files of {' and '.join(f'{size >> 10} kB' for size in sorted(sizes))}")
    print(f"read, written, set, with its data attached: {medians['ours']:.2f} s")
    print(f"bare WeasyPrint on the same page:           {medians['bare']:.2f} s")
    print(f"ratio: {medians['ours'] / medians['bare']:.2f} (bound: 1.25)")


def _bare(html: str, sheets: list[str]) -> bytes:
    """What anybody would write: the page, its style sheets and its typefaces, by WeasyPrint's own fetcher."""
    from weasyprint import CSS, HTML  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    from evidence.reporting.faces import FONTS, dressed  # noqa: PLC0415

    config = FontConfiguration()
    page, typefaces = dressed(html)
    styles = [CSS(string=each, base_url=f"{FONTS.as_uri()}/", font_config=config) for each in (typefaces, *sheets)]
    content: bytes = HTML(string=page).write_pdf(stylesheets=styles, font_config=config, pdf_variant="pdf/a-3a")
    return content


def subject() -> Any:
    from frameworks.compiled import shipped  # noqa: PLC0415

    system = SimpleNamespace(
        pk="01a20494-0000-7000-8000-000000000000",
        key="harbour",
        name="Harbour",
        time_zone="Europe/Lisbon",
        is_demonstration=False,
    )
    return SimpleNamespace(
        system=system, as_of=AT, day=AT.date(), catalogue=shipped(), edition=shipped().edition("hipaa"), report=None
    )


def _index(asked: Any) -> Any:
    """The evidence index of 300 items, as it reads them from the database."""
    from evidence.reporting.stretches import Stretch  # noqa: PLC0415
    from evidence.reports.index.report import ControlRow  # noqa: PLC0415

    rows = tuple(item(place, AT) for place in range(1, ROWS + 1))
    control = ControlRow("Key rotation", 3, tuple(row.number for row in rows))
    return index_of(asked, (Stretch("received-2026-11", "Received in November 2026", rows),), (control,))


def index_of(asked: Any, months: tuple[Any, ...], controls: tuple[Any, ...]) -> Any:
    from evidence.reports.index.report import Index  # noqa: PLC0415

    class Unasked(Index):
        """Nobody asked for it."""

        cover = property(lambda self: _cover())

    return Unasked(asked=asked, edition=asked.edition, role=(), months=months, controls=controls)


def item(place: int, at: datetime.datetime) -> Any:
    """One that was read; every tenth was handed in for a duty too."""
    from evidence.models import UseState  # noqa: PLC0415
    from evidence.reports.index.report import ItemRow, Use  # noqa: PLC0415

    return ItemRow(
        number=f"E-{place:03d}",
        id=f"01a20494-0000-7000-8000-{place:012d}",
        title=f"KMS: keys and their rotation: 111122223333, region {place}",
        kind="Collected from AWS",
        source=f"aws.kms@111122223333/{place}",
        size=4000 + place,
        observed="22 Nov 2026, 10:00:00 UTC",
        collected_at=at,
        received_at=at,
        valid_until=at + datetime.timedelta(days=30),
        stale=False,
        digest=f"{place:064x}",
        leaf=place,
        erased="",
        erased_at=None,
        controls=("Encryption at rest", "Key rotation"),
        uses=(Use("Risk analysis", UseState.ACCEPTED, "Nora Lind", "Rita Shah"),) if place % 10 == 0 else (),
    )


def _cover() -> Any:
    from evidence.reporting.contract import Cover  # noqa: PLC0415

    return Cover(subtitle="Every item, with its times and its digest", says="It is measured, and nothing else.")


if __name__ == "__main__":
    main()
