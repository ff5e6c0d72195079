"""`manage.py export_oscal <edition>`: an edition as an OSCAL catalog in JSON."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from frameworks.compiled import shipped
from frameworks.oscal import catalog_of


class Command(BaseCommand):
    help = "Writes an edition of the catalogue as an OSCAL catalog in JSON, in our own words."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("edition", help="edition or framework, such as hipaa")
        parser.add_argument("--to", type=Path, metavar="FILE", help="write it there, not to the standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue, file = shipped(), options["to"]
        try:
            edition = catalogue.edition(options["edition"])
        except KeyError as unknown:
            raise CommandError(unknown.args[0]) from None
        written = json.dumps(catalog_of(catalogue, edition, timezone.now()), indent=2, ensure_ascii=False)
        if file is None:
            self.stdout.write(written)
            return
        try:
            file.write_text(f"{written}\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{file} could not be written: {error.strerror}.") from None
        self.stdout.write(f"{edition.name} written to {file}.")
