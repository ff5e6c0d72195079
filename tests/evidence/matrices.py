"""Cove: a system of one service or few, under any framework, and a matrix of it as somebody asked for it."""

import datetime
from collections.abc import Mapping

from compliance.actions.attesting import accept, record_attestation
from compliance.actions.granting import grant
from compliance.actions.scoping import answer_to, create_system
from compliance.actions.settling import settle_duties
from compliance.models import Attestation, DataClass, Role, System
from evidence.asked import Asked
from evidence.models import Report
from evidence.reporting.discovery import reports
from evidence.reporting.making import drafted
from evidence.reports.matrix.report import MatrixReport, read
from frameworks.compiled import shipped
from frameworks.models import CatalogueRelease, Edition, Programme
from tests.cast import Cast
from tests.factories import an_account

ACCOUNT, OTHER = "999900001111", "999900002222"


def cove(
    cast: Cast,
    now: datetime.datetime,
    *,
    edition: str = "hipaa",
    role: str = "covered-entity",
    services: Mapping[str, str] | None = None,
) -> System:
    """`services` say how each stands to the edition's class of data; without them S3 alone, which touches it."""
    olive, data_class = cast.olive, shipped().edition(edition).data_class
    classes = [data_class] if data_class in DataClass.values else []
    system = create_system(
        key="cove",
        name="Cove",
        purpose="Keeps files.",
        time_zone="Europe/Lisbon",
        data_classes=classes,
        actor=olive,
        now=now,
    )
    on = system.day_of(now)
    since = on - datetime.timedelta(days=400)
    grant(system=system, user=olive, role=Role.OFFICER, since=since, actor=None, now=now)
    answer_to(system=system, edition=Edition.objects.by_key(edition), role=role, since=since, actor=olive, now=now)
    touches = {key: dict.fromkeys(classes, touch) for key, touch in (services or {"s3": "touches"}).items()}
    an_account(system, ACCOUNT, "Files", actor=olive, now=now, services=touches, regions=["eu-west-1"])
    settle_duties(system=system, catalogue=shipped(), on=on, actor=olive, now=now)
    return system


def also_elsewhere(system: System, cast: Cast, now: datetime.datetime) -> None:
    """A second account that keeps data of the same class."""
    touches = {"s3": {shipped().edition(_framework(system)).data_class: "touches"}}
    an_account(system, OTHER, "Archive", actor=cast.olive, now=now, services=touches, regions=["eu-west-1"])


def held(
    programme: str, cast: Cast, now: datetime.datetime, *, says: Mapping[str, bool] | None = None, **dates: object
) -> Attestation:
    """A document of AWS's that Olive has accepted; `says` is what she read of services in it."""
    known: dict[str, object] = {"valid_from": now.date() - datetime.timedelta(days=90), **dates}
    document = record_attestation(
        programme=Programme.objects.by_key(programme),
        identity=f"AWS-DEMO-{programme.removeprefix('aws-').upper()}",
        issuer="Example & Example LLP",
        actor=cast.olive,
        now=now,
        **known,
    )
    on = now.date() - datetime.timedelta(days=1)
    accept(attestation=document, in_scope=says or {"s3": True}, memo="Read.", actor=cast.olive, on=on, now=now)
    return document


def asked_of(system: System, edition: str, cast: Cast, now: datetime.datetime | None = None) -> Asked:
    """Everything as known at `now`, or when the system began."""
    as_of = now or system.created_at
    return Asked(
        Report(
            system=system,
            kind="matrix",
            edition=Edition.objects.by_key(edition),
            on=system.day_of(as_of),
            as_of=as_of,
            catalogue=CatalogueRelease.objects.latest("loaded_at"),
            requested_by=cast.olive,
        )
    )


def matrix_of(system: System, cast: Cast, now: datetime.datetime) -> MatrixReport:
    return read(asked_of(system, _framework(system), cast, now))


def words_of(system: System, cast: Cast, now: datetime.datetime) -> str:
    return words(asked_of(system, _framework(system), cast, now))


def words(asked: Asked) -> str:
    """The page as a reader meets it, in one line."""
    return " ".join(drafted(reports()["matrix"], Asked(asked.report)).html.split())


def _framework(system: System) -> str:
    return system.framework_scopes.known().get().edition.framework.key
