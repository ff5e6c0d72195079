"""The account's facts: its contact for security, without what names a person, and the regions enabled in it."""

from typing import Any

from evidence.collecting.gathering import NOT_KEPT, Look

NOBODY = ("ResourceNotFoundException",)
OF_A_PERSON = ("Name", "Title", "EmailAddress", "PhoneNumber")


def gather(look: Look) -> None:
    look.ask("ec2.describe_regions")
    look.ask("get_alternate_contact", absent=NOBODY, veil=_without_person, AlternateContactType="SECURITY")


def _without_person(answer: dict[str, Any]) -> None:
    contact = answer["AlternateContact"]
    answer["AlternateContact"] = {key: NOT_KEPT if key in OF_A_PERSON else contact[key] for key in contact}
