"""`manage.py import_text <edition> <file>`: a publisher's own words beside ours, for those who hold a licence."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from frameworks.compiled import shipped
from frameworks.importing import import_texts
from frameworks.models import Edition
from frameworks.official_files import NotImported, read_texts


class Command(BaseCommand):
    help = (
        "Loads a publisher's own text beside our words, from a CSV file with the columns ref, title and text, or from"
        " an OSCAL catalog in JSON. For texts that you are licensed to use: they are shown here and leave in no export."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("edition", help="edition or framework, such as pci-dss")
        parser.add_argument("file", type=Path, help="the CSV or OSCAL JSON file")
        parser.add_argument("--publication", required=True, help="what it is, such as 'PCI DSS v4.0.1, licensed copy'")

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue, file = shipped(), options["file"]
        try:
            key = catalogue.edition(options["edition"]).key
        except KeyError as unknown:
            raise CommandError(unknown.args[0]) from None
        try:
            edition = Edition.objects.by_key(key)
            report = import_texts(
                catalogue=catalogue,
                edition=edition,
                publication=options["publication"],
                texts=read_texts(file.read_bytes()),
                now=timezone.now(),
            )
        except Edition.DoesNotExist:
            raise CommandError("The catalogue is not in the tables yet: run load_frameworks first.") from None
        except OSError as error:
            raise CommandError(f"{file} could not be read: {error.strerror}.") from None
        except NotImported as faults:
            raise CommandError(f"Nothing was imported from {file}.\n{faults}") from None
        self.stdout.write(
            f"{edition.name}: {len(report.added)} added, {len(report.superseded)} superseded,"
            f" {len(report.unchanged)} unchanged. The texts stand beside our words as “{options['publication']}”."
        )
