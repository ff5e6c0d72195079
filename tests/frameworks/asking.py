"""Asks the shipped catalogue what a document claims: who bears a control on a service, and what each side does."""

import re
from typing import NamedTuple

import pytest

from frameworks.compiled import shipped
from frameworks.schema import Bearer, Service, Split

AWS, SHARED, CUSTOMER = Bearer.AWS, Bearer.SHARED, Bearer.CUSTOMER


class Asked(NamedTuple):
    """A control on a service, who must bear it, and words (regular expressions) of AWS's and of the customer's part.

    No words for a side mean that it must bear nothing.
    """

    control: str
    service: str
    bearer: Bearer
    aws: str
    customer: str


Said = dict[str, list[tuple[str, str, Bearer, str, str]]]
"""Claims of a document, in few words of ours, each with what the catalogue is asked for it."""


def each_of(said: Said) -> list[pytest.ParameterSet]:
    """A test case for each question, named by the claim that it is asked for."""
    asked = [(claim, Asked(*question)) for claim, questions in said.items() for question in questions]
    return [pytest.param(each, id=f"{claim}: {each.control} on {each.service}") for claim, each in asked]


def assert_answered(asked: Asked) -> None:
    """The catalogue gives the answer looked for, and the words tell the sides apart: exchanged, they would not fit."""
    split = split_of(asked.control, asked.service)
    assert split.bearer is asked.bearer
    assert stands(asked.aws, split.aws)
    assert stands(asked.customer, split.customer)
    assert not (stands(asked.aws, split.customer) and stands(asked.customer, split.aws))


def stands(words: str, text: str) -> bool:
    """Whether the words stand in the text, in any case of letters; no words stand in no text only."""
    return bool(re.search(words, text, re.IGNORECASE)) if words else not text


def split_of(control: str, service: str) -> Split:
    """What the catalogue says of a control on a service that it knows."""
    assert service in shipped().services
    split = shipped().split_of(shipped().controls[control], service)
    assert split is not None
    return split


def services_bearing(bearer: Bearer, control: str) -> set[str]:
    return {service for service in shipped().services if split_of(control, service).bearer is bearer}


def service_named(name: str) -> Service:
    """The one service that goes by this name, with or without its maker's."""
    names = {f"Amazon {name}", f"AWS {name}", name}
    (found,) = (each for each in shipped().services.values() if not names.isdisjoint({each.name, *each.aliases}))
    return found
