"""Systems to tell stories about, built by the real verbs on the shipped catalogue: nothing here writes a row itself."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from compliance.actions.assigning import assign
from compliance.actions.attesting import accept, record_attestation
from compliance.actions.granting import grant, let_in, open_engagement
from compliance.actions.scoping import add_account, answer_to, create_system, use_service
from compliance.actions.settling import settle_duties
from compliance.models import Account, Attestation, Duty, Engagement, Role, System, User
from compliance.permissions import Viewer, viewer_of
from frameworks.compiled import Catalogue, shipped
from frameworks.models import Edition, Programme, Service
from tests.cast import Cast

PRODUCTION, ANALYTICS = "111122223333", "444455556666"
REGION = "us-east-1"
TOUCHES, AFFECTS = {"phi": "touches"}, {"phi": "affects"}
SERVICES: Mapping[str, Mapping[str, str]] = {
    "ec2": TOUCHES,
    "ebs": TOUCHES,
    "vpc": AFFECTS,
    "s3": TOUCHES,
    "rds": TOUCHES,
    "kms": AFFECTS,
    "iam": AFFECTS,
    "cloudtrail": AFFECTS,
}
ASSIGNED: Mapping[str, tuple[str, int | None]] = {
    "log-review": ("ben", 14),
    "patching": ("ben", 3),
    "encryption-at-rest": ("nora", 30),
    "risk-analysis": ("nora", None),
}


@dataclass(frozen=True)
class Harbour:
    """A clinic's patient records on AWS: Olive's system, audited by Ada, fully supported by AWS's documents."""

    system: System
    accounts: tuple[Account, ...]
    cast: Cast
    engagement: Engagement
    catalogue: Catalogue
    now: datetime.datetime
    on: datetime.date

    def duty(self, control: str, service: str = "") -> Duty:
        return self.duties[control, service]

    @cached_property
    def duties(self) -> dict[tuple[str, str], Duty]:
        rows = Duty.objects.filter(system=self.system).select_related("control", "service", "system")
        return {(row.control.key, row.service.key if row.service else ""): row for row in rows}

    def viewer(self, user: User) -> Viewer:
        return viewer_of(user, self.now)


def build_harbour(cast: Cast, now: datetime.datetime) -> Harbour:
    """Needs the catalogue's rows. Its documents are current, its people hold their roles, four duties are assigned."""
    system = a_system("harbour", "Harbour Clinic patient records", officer=cast.olive, now=now)
    on = system.day_of(now)
    since = on - datetime.timedelta(days=400)
    for user, role in ((cast.ben, Role.OWNER), (cast.nora, Role.OWNER), (cast.rita, Role.REVIEWER)):
        grant(system=system, user=user, role=role, since=since, actor=cast.sam, now=now)
    accounts = tuple(
        an_account(system, account_id, name, actor=cast.olive, now=now)
        for account_id, name in ((PRODUCTION, "Production"), (ANALYTICS, "Analytics"))
    )
    for programme in ("aws-hipaa-baa", "aws-soc2"):
        accept(
            attestation=a_document(programme, actor=cast.olive, now=now),
            in_scope=dict.fromkeys(SERVICES, True),
            memo="Read in full.",
            actor=cast.olive,
            on=since,
            now=now,
        )
    settle_duties(system=system, catalogue=shipped(), on=on, actor=cast.olive, now=now)
    engagement = open_engagement(
        system=system,
        examined={Edition.objects.by_key("hipaa"): ""},
        title="HIPAA readiness",
        period_start=on - datetime.timedelta(days=90),
        period_end=on,
        actor=cast.olive,
        now=now,
    )
    let_in(
        engagement=engagement,
        auditor=cast.ada,
        since=on - datetime.timedelta(days=7),
        until=on + datetime.timedelta(days=30),
        actor=cast.olive,
        now=now,
    )
    harbour = Harbour(system, accounts, cast, engagement, shipped(), now, on)
    for control, (owner, days) in ASSIGNED.items():
        assign(
            duty=harbour.duty(control),
            owner=getattr(cast, owner),
            reviewer=cast.rita,
            due_on=None if days is None else on + datetime.timedelta(days=days),
            actor=cast.olive,
            on=on,
            now=now,
        )
    return harbour


def a_system(key: str, name: str, *, officer: User, now: datetime.datetime) -> System:
    """A system that answers to HIPAA as a covered entity, with its officer and nothing else."""
    system = create_system(
        key=key,
        name=name,
        purpose="Keeps patient records and shows them to those who treat.",
        time_zone="America/New_York",
        data_classes=["phi"],
        actor=officer,
        now=now,
    )
    since = system.day_of(now) - datetime.timedelta(days=400)
    grant(system=system, user=officer, role=Role.OFFICER, since=since, actor=None, now=now)
    edition = Edition.objects.by_key("hipaa")
    answer_to(system=system, edition=edition, role="covered-entity", since=since, actor=officer, now=now)
    return system


def an_account(
    system: System,
    account_id: str,
    name: str,
    *,
    actor: User,
    now: datetime.datetime,
    services: Mapping[str, Mapping[str, str]] = SERVICES,
    regions: Sequence[str] = (REGION,),
) -> Account:
    """An account that uses `services` in its first region."""
    since = system.day_of(now) - datetime.timedelta(days=400)
    account = add_account(
        system=system, account_id=account_id, name=name, regions=regions, since=since, actor=actor, now=now
    )
    rows = {row.key: row for row in Service.objects.filter(key__in=services)}
    for key, touches in services.items():
        region = shipped().services[key].places(regions)[0]
        use_service(
            account=account, service=rows[key], region=region, touches=touches, since=since, actor=actor, now=now
        )
    return account


def a_document(programme: str, *, actor: User, now: datetime.datetime) -> Attestation:
    """An agreement, or a report whose period ended sixty days ago; visibly fictitious, and not yet accepted."""
    today = now.date()
    is_report = programme == "aws-soc2"
    return record_attestation(
        programme=Programme.objects.by_key(programme),
        identity=f"AWS-DEMO-{programme.removeprefix('aws-').upper()}",
        issuer="Example & Example LLP" if is_report else "Amazon Web Services, Inc. (fictitious)",
        variant="type-2" if is_report else "",
        valid_from=today - datetime.timedelta(days=700),
        period_start=today - datetime.timedelta(days=425) if is_report else None,
        period_end=today - datetime.timedelta(days=60) if is_report else None,
        actor=actor,
        now=now,
    )
