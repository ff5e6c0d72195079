"""The layout in its three forms: a page that opens offline, a workbook, and JSON."""

import json
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from evidence.models import Pack
from evidence.packing.archive import PackFile
from evidence.packing.layout import from_bytes
from evidence.packs.layouts import workbook
from evidence.packs.layouts.shapes import Block, Layout, Picture, Table

MACHINE_FILES: Final = (
    *("engagement.json", "people.json", "requirements.json", "duties.json", "items.json", "observations.json"),
    *("populations.json", "findings.json", "exceptions.json", "conclusions.json", "requests.json", "coverage.json"),
    *("gaps.json", "layout.json", "catalogue.json", "index.json"),
)


def written(layout: Layout, pack: Pack) -> list[PackFile]:
    title = f"{pack.engagement.title} · {pack.system.name} · {pack.edition.name}"
    with translation.override(settings.LANGUAGE_CODE), timezone.override("UTC"):
        context = {"pack": pack, "layout": layout, "machine_files": MACHINE_FILES}
        page = render_to_string("evidence/pack_index.html", context).encode()
        book = workbook.write(layout, title, pack.as_of)
    record = json.dumps(_layout(layout), ensure_ascii=False, indent=1).encode()
    files = {"index.html": page, "index.xlsx": book, "layout.json": record}
    return [from_bytes(f"data/{name}", content) for name, content in files.items()]


def _layout(layout: Layout) -> dict[str, Any]:
    return {
        "title": layout.title,
        "order": layout.order,
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "lead": section.lead,
                "blocks": [_block(block) for block in section.blocks],
            }
            for section in layout.sections
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        rows = [[cell.text for cell in row.cells] for row in block.rows]
        return {"table": block.title, "columns": list(block.columns), "rows": rows, "empty": block.empty}
    if isinstance(block, Picture):
        return {"picture": block.title, "lanes": [{"label": lane.label, "words": lane.words} for lane in block.lanes]}
    return {"not_held_here": block.what, "why": block.why}
