"""A matrix taken out through the page's own address, as a person would."""

import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from compliance.actions.scoping import answer_to
from compliance.actions.settling import settle_duties
from compliance.exports.reading import Matrix, matrix_of
from compliance.models import User
from compliance.posture import Posture, posture_of
from frameworks.models import Edition
from tests.factories import Harbour

EDITION, PCI = "hipaa-2013", "pci-dss-4.0.1"
UNBOUND = "164.410(a)"
"""It binds business associates; Harbour is a covered entity."""


def taken(client: Client, harbour: Harbour, form: str, who: User | None = None, edition: str = EDITION) -> Any:
    client.force_login(who or harbour.cast.olive)
    return client.get(reverse("compliance:matrix-export", args=[harbour.system.pk, form]), {"edition": edition})


def bytes_of(client: Client, harbour: Harbour, form: str, edition: str = EDITION) -> bytes:
    answer = taken(client, harbour, form, edition=edition)
    assert answer.status_code == 200
    return answer.getvalue()


def posture(harbour: Harbour) -> Posture:
    """What the page shows."""
    return posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now)


def matrix(harbour: Harbour, edition: str = EDITION) -> Matrix:
    return matrix_of(posture(harbour), harbour.catalogue.editions[edition], harbour.catalogue, harbour.now)


def also_answers_to_pci(harbour: Harbour) -> None:
    answer_to(
        system=harbour.system,
        edition=Edition.objects.by_key("pci-dss"),
        role="merchant",
        since=harbour.on - datetime.timedelta(days=400),
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    settle_duties(
        system=harbour.system, catalogue=harbour.catalogue, on=harbour.on, actor=harbour.cast.olive, now=harbour.now
    )
