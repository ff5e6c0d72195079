"""Lists of who expects what, for Harbour's stories: written by the verbs, in nobody's words but ours."""

import datetime

from compliance.actions.expecting import expect, expect_of_us
from compliance.attested.expectations import Expectations, expectations_of
from compliance.models import Attestation, Expectation, UserEntityControl
from compliance.posture import posture_of
from tests.factories import Harbour

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
ROTATE = "Rotate the keys that you manage."
GUARD = "AWS guards its data centres."


def report() -> Attestation:
    """Harbour's SOC 2 report, as it is on record now; the oldest one where there are more."""
    return Attestation.objects.known().filter(programme__key="aws-soc2").earliest("period_end")


def expected_of_us(harbour: Harbour, number: str = "U-1", **facts: object) -> UserEntityControl:
    said = {"attestation": report(), "wording": ROTATE, "controls": ["key-rotation"], "now": harbour.now + HOUR}
    return expect_of_us(number=number, actor=harbour.cast.olive, **(said | facts))  # type: ignore[arg-type]


def an_expectation(harbour: Harbour, number: str = "CSOC-1", **facts: object) -> Expectation:
    said = {"kind": "csoc", "wording": GUARD, "controls": ["facility-access"], "since": harbour.on}
    said |= {"now": harbour.now + HOUR}
    return expect(system=harbour.system, number=number, actor=harbour.cast.olive, **(said | facts))  # type: ignore[arg-type]


def lists(harbour: Harbour, on: datetime.date | None = None, known_at: datetime.datetime | None = None) -> Expectations:
    catalogue = harbour.catalogue
    return expectations_of(posture_of(harbour.system, catalogue, on or harbour.on, harbour.now, known_at), catalogue)
