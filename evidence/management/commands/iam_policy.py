"""`manage.py iam_policy`: the least privilege that the collectors need, for the customer's administrator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.collecting.shipped import collectors
from evidence.collecting.templates import FORMS, ROLE_NAME


class Command(BaseCommand):
    help = "Print what our role may read: the permissions, or a template for the whole role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=list(FORMS), default="json", help="default: the permissions as JSON")
        parser.add_argument("--only", action="append", default=[], help="a collector; may be repeated")
        parser.add_argument("--principal", default="", help="ARN of the identity that Demarc runs as")
        parser.add_argument("--role", default=ROLE_NAME, help=f"name of the role (default: {ROLE_NAME})")

    def handle(self, *args: Any, **options: Any) -> None:
        known = collectors()
        unknown = sorted(set(options["only"]) - known.keys())
        if unknown:
            raise CommandError(f"There is no collector called {unknown[0]}. There are: {', '.join(known)}.")
        if options["format"] != "json" and not options["principal"]:
            raise CommandError("The template has to name who may assume the role: add --principal ARN.")
        wanted = [known[key] for key in options["only"]] or list(known.values())
        self.stdout.write(FORMS[options["format"]].write(wanted, options["principal"], options["role"]))
