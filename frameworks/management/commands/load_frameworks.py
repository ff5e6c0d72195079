"""`manage.py load_frameworks`: the catalogue's files into the tables."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from frameworks.compiled import shipped
from frameworks.loading import load
from frameworks.schema import CatalogueErrors


class Command(BaseCommand):
    help = "Loads the catalogue that comes with the product. Repeatable; what is gone from it is retired."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            catalogue = shipped()
        except CatalogueErrors as faults:
            raise CommandError(f"Nothing was loaded: mend the catalogue first.\n{faults}") from faults
        report = load(catalogue, timezone.now())
        for word, names in (
            ("added", report.added),
            ("changed", report.changed),
            ("retired", report.retired),
        ):
            for name in names:
                self.stdout.write(f"{word} {name}")
        self.stdout.write(
            f"Catalogue {catalogue.digest[:12]}: {len(report.added)} added, {len(report.changed)} changed,"
            f" {len(report.retired)} retired."
        )
