"""`manage.py iam_policy`: the least privilege that the collectors need, for the customer's administrator."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.collecting.policy import cloudformation, permissions_policy
from evidence.collecting.shipped import collectors


class Command(BaseCommand):
    help = "Print what our role may read: an IAM policy, or a CloudFormation template for the role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cloudformation", action="store_true", help="a template with the role and its trust")
        parser.add_argument("--principal", help="ARN of the identity that Demarc runs as (needed for the template)")

    def handle(self, *args: Any, principal: str | None, **options: Any) -> None:
        if not options["cloudformation"]:
            self.stdout.write(json.dumps(permissions_policy(collectors().values()), indent=2))
        elif principal:
            self.stdout.write(cloudformation(collectors().values(), principal=principal))
        else:
            raise CommandError("The template has to name who may assume the role: add --principal ARN.")
