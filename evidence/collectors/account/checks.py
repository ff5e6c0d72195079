"""What the facts say of the account as a whole. Its enabled regions are read by whoever looks into all of them."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts


def account(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("account"))


def security_contact_registered(cell: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("get_alternate_contact")
    if answer is None:
        return failed(because="none_registered")
    return passed(type=answer["AlternateContact"]["AlternateContactType"])
