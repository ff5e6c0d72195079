"""`manage.py crosswalk <from> <to>`: which requirements of two frameworks are related, and how strongly."""

import textwrap
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import pluralize

from frameworks.compiled import shipped
from frameworks.crosswalking import Relation, Walk, crosswalk, write_csv
from frameworks.schema import Coverage

WIDTH = 100
UNBROKEN = "\xa0"
"""A space at which no line ends: "Art. 32" stays together."""
FULL = "*"
"""Follows a reference that the control covers in full."""


class Command(BaseCommand):
    help = (
        "Prints which requirements of two frameworks are related, because a common control supports both, and how far"
        " it covers each of them; or a published mapping, such as hipaa nist-800-53-r5."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("left", metavar="from", help="framework or edition, such as soc2")
        parser.add_argument("right", metavar="to", help="another one, or the target of a published mapping")
        parser.add_argument("--ref", help="only this requirement of the first, such as CC6.1")
        parser.add_argument("--csv", metavar="FILE", help="write a table there instead; - is the standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            walk = crosswalk(shipped(), options["left"], options["right"], options["ref"] or "")
        except KeyError as unknown:
            raise CommandError(unknown.args[0]) from None
        if options["csv"] == "-":
            write_csv(walk.relations, self.stdout)  # type: ignore[arg-type]  # writes text, as a file does
        elif options["csv"]:
            self._write(Path(options["csv"]), walk)
        else:
            self._print(walk)

    def _write(self, file: Path, walk: Walk) -> None:
        try:
            with file.open("w", encoding="utf-8", newline="") as table:
                write_csv(walk.relations, table)
        except OSError as error:
            raise CommandError(f"{file} could not be written: {error.strerror}.") from None
        self.stdout.write(f"{len(walk.relations)} relations written to {file}.")

    def _print(self, walk: Walk) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(f"{walk.left.name} → {walk.right_name}"))
        self._paragraph(walk.says, "")
        for ref, of_one in groupby(walk.relations, key=lambda each: each.left.ref):
            rows = list(of_one)
            self.stdout.write(f"\n{self.style.SUCCESS(ref)}  {rows[0].left.title}")
            for control, through in groupby(rows, key=lambda each: each.control):
                related = list(through)
                if control:
                    covers = "covers it" if related[0].left_coverage is Coverage.FULL else "covers a part of it"
                    self.stdout.write(f"  {control.title} {covers}")
                self._paragraph(", ".join(_mark(each) for each in related), "    ")
        covered, ways = len({each.left.ref for each in walk.relations}), len(walk.relations)
        self.stdout.write(f"\n{covered} requirement{pluralize(covered)}, {ways} relation{pluralize(ways)}.")
        if any(each.control for each in walk.relations):
            self.stdout.write(f"{FULL} the control covers that requirement, elsewhere a part of it.")

    def _paragraph(self, text: str, indent: str) -> None:
        wrapped = textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
        self.stdout.write("\n".join(wrapped).replace(UNBROKEN, " "))


def _mark(relation: Relation) -> str:
    return relation.right.replace(" ", UNBROKEN) + (FULL if relation.right_coverage is Coverage.FULL else "")
