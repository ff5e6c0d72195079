"""The demonstration's story: who works at Harbour Health, what they run on AWS, and what AWS has given them.

Everything goes through the verbs that the pages use. The attestations are visibly fictitious.
"""

import datetime
from collections.abc import Mapping

from django.db import transaction

from compliance.actions.granting import grant, let_in, open_engagement
from compliance.actions.scoping import add_account, answer_to, create_system, use_service
from compliance.actions.settling import settle_duties
from compliance.models import Engagement, Role, System, User
from evidence.demo.documents import decide, expect, file_documents
from evidence.demo.estate import ACCOUNTS, REGIONS
from evidence.demo.owning import give_duties
from evidence.demo.people import ROLES, People, mail_of
from frameworks.compiled import shipped
from frameworks.models import Edition, Service

KEY = "harbour-health"
SINCE = datetime.timedelta(days=400)
PERIOD = datetime.timedelta(days=90)
WINDOW = datetime.timedelta(days=60)

TOUCHES, AFFECTS = {"phi": "touches"}, {"phi": "affects"}
USED: Mapping[str, Mapping[str, str]] = {
    "ec2": TOUCHES,
    "ebs": TOUCHES,
    "s3": TOUCHES,
    "rds": TOUCHES,
    "dynamodb": TOUCHES,
    "lambda": TOUCHES,
    "ecs": TOUCHES,
    "fargate": TOUCHES,
    "elb": TOUCHES,
    "cloudwatch-logs": TOUCHES,
    "secrets-manager": AFFECTS,
    "vpc": AFFECTS,
    "kms": AFFECTS,
    "cloudtrail": AFFECTS,
    "iam": AFFECTS,
    "sts": AFFECTS,
}
"""What Olive has said is in use. Of queues, topics and images nobody has told her: collecting shows them."""


def the_people() -> People:
    return People(**{name: User.objects.get(email=mail_of(name)) for name in ROLES})


@transaction.atomic
def tell(password: str, now: datetime.datetime) -> tuple[System, People]:
    """Build the story once; told again it changes nothing."""
    known = System.objects.filter(key=KEY).first()
    if known:
        return known, the_people()
    people = _hire(password)
    system = _draw_the_boundary(people, now)
    file_documents(system, people.olive, USED, now)
    expect(system, people.olive, now)
    settle_duties(system=system, catalogue=shipped(), on=system.day_of(now), actor=people.olive, now=now)
    give_duties(system, people, now)
    decide(system, author=people.nora, approver=people.olive, now=now)
    _engage(system, people, now)
    return system, people


def _hire(password: str) -> People:
    for name, (full_name, _) in ROLES.items():
        admin = name == "sam"
        User.objects.create_user(mail_of(name), password, name=full_name, is_staff=admin, is_superuser=admin)
    return the_people()


def _draw_the_boundary(people: People, now: datetime.datetime) -> System:
    system = create_system(
        key=KEY,
        name="Patient records",
        purpose=(
            "Harbour Health (demonstration) stores the records of its patients on AWS and shows them to those who "
            "treat them: a portal on EC2 and Fargate, the records in RDS and S3, sessions in DynamoDB."
        ),
        time_zone="America/New_York",
        data_classes=["phi"],
        actor=people.sam,
        now=now,
        is_demonstration=True,
    )
    since = system.day_of(now) - SINCE
    for person, role in (
        (people.olive, Role.OFFICER),
        (people.ben, Role.OWNER),
        (people.nora, Role.OWNER),
        (people.rita, Role.REVIEWER),
    ):
        grant(system=system, user=person, role=role, since=since, actor=people.sam, now=now)
    hipaa, soc2 = Edition.objects.by_key("hipaa"), Edition.objects.by_key("soc2")
    answer_to(system=system, edition=hipaa, role="covered-entity", since=since, actor=people.olive, now=now)
    answer_to(
        system=system,
        edition=soc2,
        role="service-organisation",
        assessment="type-2",
        left_out=["processing-integrity", "privacy"],
        since=since,
        actor=people.olive,
        now=now,
    )
    services = {row.key: row for row in Service.objects.filter(key__in=USED)}
    for simulated in ACCOUNTS:
        account = add_account(
            system=system,
            account_id=simulated.id,
            name=simulated.alias,
            regions=REGIONS,
            since=since,
            actor=people.olive,
            now=now,
        )
        for key, touches in USED.items():
            for region in shipped().services[key].places(REGIONS):
                use_service(
                    account=account,
                    service=services[key],
                    region=region,
                    touches=touches,
                    since=since,
                    actor=people.olive,
                    now=now,
                )
    return system


def _engage(system: System, people: People, now: datetime.datetime) -> Engagement:
    today = system.day_of(now)
    engagement = open_engagement(
        system=system,
        examined={Edition.objects.by_key("hipaa"): ""},
        title="HIPAA Security Rule readiness",
        period_start=today - PERIOD,
        period_end=today,
        actor=people.olive,
        now=now,
    )
    let_in(
        engagement=engagement,
        auditor=people.ada,
        since=today,
        until=today + WINDOW,
        actor=people.olive,
        now=now,
    )
    return engagement
