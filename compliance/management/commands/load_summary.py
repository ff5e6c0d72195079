"""`manage.py load_summary <file>`: AWS's own responsibility summary beside an attestation, for those who hold it."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from compliance.actions.summarising import load_summary
from compliance.importing.summary import COLUMNS, read_summary
from compliance.models import Attestation, User
from compliance.permissions import viewer_of
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Edition
from frameworks.official_files import NotImported


class Command(BaseCommand):
    help = (
        "Loads AWS's responsibility summary beside one of AWS's documents on record, from a CSV file with the columns"
        f" {', '.join(COLUMNS)} or a JSON list of such objects. Where it and our splits disagree, it wins. For those to"
        " whom AWS has given it: its words are shown to the team only and leave in no export."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV or JSON file")
        parser.add_argument("--attestation", required=True, help="identity of the document that it belongs to")
        parser.add_argument("--edition", required=True, help="edition or framework, such as pci-dss")
        parser.add_argument("--by", required=True, help="mail address of the compliance officer who loads it")

    def handle(self, *args: Any, **options: Any) -> None:
        now, file = timezone.now(), options["file"]
        actor = User.objects.filter(email__iexact=options["by"]).first()
        if actor is None or not viewer_of(actor, now).keeps_documents:
            raise CommandError(f"{options['by']} is a compliance officer of no system today, and keeps no documents.")
        attestation = _attestation(options["attestation"])
        try:
            key = shipped().edition(options["edition"]).key
            content = file.read_bytes()
            rows = read_summary(content, key, shipped())
            load_summary(
                attestation=attestation,
                edition=Edition.objects.by_key(key),
                rows=rows,
                digest=hashlib.sha256(content).hexdigest(),
                actor=actor,
                now=now,
            )
        except KeyError as unknown:
            raise CommandError(unknown.args[0]) from None
        except OSError as error:
            raise CommandError(f"{file} could not be read: {error.strerror}.") from None
        except NotImported as faults:
            raise CommandError(f"Nothing was loaded from {file}.\n{faults}") from None
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{len(rows)} rows stand beside {attestation}: where our splits differ, these win.")


def _attestation(identity: str) -> Attestation:
    """Two programmes may have a document of the same identity: then the page of the one that is meant takes it."""
    found = list(Attestation.objects.known().filter(identity=identity))
    if len(found) != 1:
        said = "several documents are" if found else "no document is"
        raise CommandError(f"On record {said} called “{identity}”: write an identity as AWS's documents show it.")
    return found[0]
