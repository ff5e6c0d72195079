"""What a report is read from that somebody asked for: its frozen row, and nothing but what was known at its instant."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from compliance.models import System
from compliance.posture import Posture, posture_of
from evidence.models import Report
from frameworks.compiled import Catalogue
from frameworks.schema import Edition


@dataclass(frozen=True)
class Asked:
    """One system under one edition on one day. What is dated is read for `day`; our standing is that of `as_of`."""

    report: Report

    @property
    def system(self) -> System:
        return self.report.system

    @property
    def as_of(self) -> datetime.datetime:
        return self.report.as_of

    @property
    def day(self) -> datetime.date:
        return self.report.on

    @cached_property
    def catalogue(self) -> Catalogue:
        return self.report.catalogue.catalogue()

    @property
    def edition(self) -> Edition:
        return self.catalogue.editions[self.report.edition.key]

    @cached_property
    def posture(self) -> Posture:
        return posture_of(self.system, self.catalogue, self.day, now=self.as_of, known_at=self.as_of, leaving=True)
