"""`manage.py load_frameworks`: the catalogue's files into the tables."""

from collections import Counter
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from frameworks.compiled import shipped
from frameworks.loading import load
from frameworks.schema import CatalogueErrors

NAMED: Final = 40
"""So many names are read; more are only counted, unless all are asked for."""


class Command(BaseCommand):
    help = (
        "Loads the catalogue that comes with the product. Repeatable; what is gone from it is retired."
        f" Of each kind of change up to {NAMED} names are printed, all of them with --verbosity 2."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            catalogue = shipped()
        except CatalogueErrors as faults:
            raise CommandError(f"Nothing was loaded: mend the catalogue first.\n{faults}") from faults
        report = load(catalogue, timezone.now())
        for word, names in (("added", report.added), ("changed", report.changed), ("retired", report.retired)):
            self._tell(word, names, all_of_them=options["verbosity"] > 1)
        self.stdout.write(
            f"Catalogue {catalogue.digest[:12]}: {len(report.added)} added, {len(report.changed)} changed,"
            f" {len(report.retired)} retired."
        )

    def _tell(self, word: str, names: list[str], all_of_them: bool) -> None:
        if len(names) <= NAMED or all_of_them:
            for name in names:
                self.stdout.write(f"{word} {name}")
            return
        for kind, number in Counter(name.partition(" ")[0] for name in names).items():
            self.stdout.write(f"{word} {number} x {kind}")
