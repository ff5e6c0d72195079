"""The sections that say what is in the pack, what is not, and how to check it."""

from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from evidence.collecting.shipped import checks
from evidence.models import LeftOut
from evidence.packs.layouts.reading import Reading
from evidence.packs.layouts.shapes import Cell, Piece, Section, Table, cell, days, lines, row, section
from evidence.packs.packed import ERASED, OUT_OF_SCOPE
from evidence.wording import ERROR_REASONS

MOST_RESOURCES: Final = 200
"""Resources that nobody could look at are named up to here; observations.json holds them all."""


def why_withheld() -> dict[str, str]:
    return {
        OUT_OF_SCOPE: _("outside what this pack is about"),
        ERASED: _("erased: the ledger says that it was here"),
        **{each.value: str(each.label) for each in LeftOut},
    }


def missing(reading: Reading) -> Section:
    """What could not be looked at, what nothing shows, and what is withheld: each with its reason."""
    packed = reading.packed
    known, names = checks(), why_withheld()
    blind: dict[tuple[str, str, str, str], list[str]] = {}
    for each in packed.blind:
        blind.setdefault((each.check_key, each.account, each.region, each.reason), []).append(each.resource)
    looked = Table(
        title=_("What could not be looked at"),
        columns=(_("Check"), _("Account and region"), _("Reason"), _("Resources")),
        rows=tuple(
            row(
                known[check].title if check in known else check,
                " · ".join(filter(None, (account, region))),
                cell(ERROR_REASONS.get(reason, reason), tone="blind"),
                Cell((), tuple(Piece(each) for each in found[:MOST_RESOURCES] if each)),
            )
            for (check, account, region, reason), found in sorted(blind.items())
        ),
        empty=_("Every check of every run in this pack got its answer."),
    )
    unshown = Table(
        title=_("Duties that nothing shows"),
        columns=(_("Duty"), _("Standing")),
        rows=tuple(
            row(cell(str(each.duty), href=f"#c-{each.duty.control.key}"), str(each.standing.label))
            for each in packed.posture.duties
            if not any(each.counts.get(outcome) for outcome in ("pass", "fail"))
        ),
        empty=_("Evidence speaks for every duty."),
    )
    held = Table(
        title=_("Items that are withheld"),
        columns=(_("Item"), _("Leaf"), _("Reason")),
        rows=tuple(
            row(str(item.pk), str(packed.leaf_of(item).sequence), names.get(packed.why_withheld(item), ""))
            for item in packed.withheld
        ),
        empty=_("Nothing is withheld: every item of every run that is shown is here."),
        lead=_(
            "Each is in the ledger, and its leaf is in this pack: that it exists is known, and why it is not shown."
        ),
    )
    return section("missing", _("What is missing, and why"), [looked, unshown, held])


def items(reading: Reading) -> Section:
    """Every item once, by its number."""
    packed = reading.packed
    accepted: dict[UUID, str] = {}
    for use in packed.uses:
        reviewed = use.reviewed_at is not None and use.reviewed_at <= packed.as_of
        if reviewed or use.item_id not in accepted:
            accepted[use.item_id] = str(use.get_state_display()) if reviewed else _("in review")
    table = Table(
        title=_("Evidence by number"),
        columns=(_("No."), _("What"), _("Observed"), _("Received (UTC)"), _("Review"), _("SHA-256")),
        rows=tuple(
            row(
                reading.listed([item]),
                lines((item.title, item.get_kind_display(), _before(reading, item.replaces_id))),
                days(packed.system.day_of(item.observed_from), packed.system.day_of(item.observed_until)),
                f"{item.received_at:%Y-%m-%d %H:%M}",
                accepted.get(item.pk, ""),
                item.digest,
                anchor=packed.numbers[item.pk],
            )
            for item in reading.in_order(packed.items)
        ),
        empty=_("This pack shows no item."),
    )
    return section("evidence", _("Evidence"), [table])


def _before(reading: Reading, replaced: UUID | None) -> str:
    number = reading.packed.numbers.get(replaced) if replaced else None
    return _("a new version of %(number)s") % {"number": number} if number else ""


def integrity(reading: Reading) -> Section:
    packed = reading.packed
    pack, checkpoint = packed.pack, packed.checkpoint
    runs = Table(
        title=_("Collection runs"),
        columns=(_("Run"), _("Opened (UTC)"), _("Closed (UTC)"), _("Cells")),
        rows=tuple(
            row(
                cell(str(run.pk), href=f"runs/{run.pk}.json"),
                f"{run.opened_at:%Y-%m-%d %H:%M:%S}",
                f"{run.closed_at:%Y-%m-%d %H:%M:%S}" if run.closed_at else "",
                str(run.expected_cells),
            )
            for run in packed.runs
        ),
        empty=_("No run is in this pack."),
    )
    proofs = Table(
        title=_("What proves it"),
        columns=(_("Fact"), _("Value")),
        rows=(
            row(_("Pack"), str(pack.pk)),
            row(_("Ledger"), _("%(n)s leaves under the signed head in ledger/checkpoint.txt") % {"n": checkpoint.size}),
            row(_("Key"), pack.key_name),
            row(_("Statement"), _("statement.dsse.json: signed over every other file of this pack")),
            row(_("How to check"), cell("VERIFY.md", href="VERIFY.md")),
        ),
        lead=_("Take the key on another way than this pack: one that came with it would prove nothing."),
    )
    return section("integrity", _("Integrity"), [proofs, runs])
