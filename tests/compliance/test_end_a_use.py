"""Does what leaves the boundary leave it from its day on, and nothing before that day or known before?"""

import datetime

import pytest

from compliance.actions.ending import end_account_term, end_framework, end_use
from compliance.actions.scoping import add_account, use_service
from compliance.actions.settling import settle_duties
from compliance.inheritance.inheriting import inheritance_of, our_parts
from compliance.models import Duty, JournalEntry, ServiceUse
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Edition, Service
from tests.cast import Cast
from tests.factories import REGION, Harbour, a_system, an_account

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SECOND, DAY = datetime.timedelta(seconds=1), datetime.timedelta(days=1)


def end_rds(harbour: Harbour, after: datetime.date, now: datetime.datetime) -> None:
    for account in harbour.accounts:
        end_use(
            account=account,
            service=Service.objects.by_key("rds"),
            region=REGION,
            after=after,
            actor=harbour.cast.olive,
            now=now,
        )


def services_on(harbour: Harbour, day: datetime.date, known_at: datetime.datetime | None = None) -> set[str]:
    answers = inheritance_of(harbour.system, shipped(), day, known_at)["hipaa-2013"]
    return {part.service for answer in answers for part in answer.parts if part.service}


def test_a_service_that_ended_yesterday_asks_for_nothing_today_and_answers_yesterday_as_before(
    harbour: Harbour,
) -> None:
    yesterday, later = harbour.on - DAY, harbour.now + SECOND
    before = inheritance_of(harbour.system, shipped(), yesterday)
    end_rds(harbour, yesterday, later)
    assert "rds" not in services_on(harbour, harbour.on)
    assert inheritance_of(harbour.system, shipped(), yesterday) == before


def test_what_is_recorded_today_does_not_change_what_was_known_before(harbour: Harbour) -> None:
    before = inheritance_of(harbour.system, shipped(), harbour.on, harbour.now)
    end_rds(harbour, harbour.on - 30 * DAY, harbour.now + SECOND)
    assert inheritance_of(harbour.system, shipped(), harbour.on, harbour.now) == before
    assert "rds" in services_on(harbour, harbour.on - DAY, harbour.now)
    assert "rds" not in services_on(harbour, harbour.on - DAY)


def test_duties_that_only_the_service_asked_for_end(harbour: Harbour, cast: Cast) -> None:
    system = a_system("jetty", "Jetty", officer=cast.olive, now=harbour.now)
    uses = {"s3": {"phi": "touches"}, "ec2": {"phi": "touches"}}
    account = an_account(system, "999900001111", "Jetty", actor=cast.olive, now=harbour.now, services=uses)
    settle_duties(system=system, catalogue=shipped(), on=harbour.on, actor=cast.olive, now=harbour.now)
    later, ec2 = harbour.now + SECOND, Service.objects.by_key("ec2")
    end_use(account=account, service=ec2, region=REGION, after=harbour.on - DAY, actor=cast.olive, now=later)
    settled = settle_duties(system=system, catalogue=shipped(), on=harbour.on, actor=cast.olive, now=later)
    gone = {duty.control.key for duty in settled.ended}
    assert gone and gone.isdisjoint(our_parts(system, shipped(), harbour.on))
    assert Duty.objects.filter(system=system, control__key__in=gone, ended_on=harbour.on).count() == len(gone)


def test_a_use_recorded_by_mistake_never_was(harbour: Harbour) -> None:
    first = ServiceUse.objects.known().filter(service__key="rds")[0].valid_from
    end_rds(harbour, first - DAY, harbour.now + SECOND)
    assert not ServiceUse.objects.known().filter(service__key="rds").exists()
    assert "rds" not in services_on(harbour, harbour.on - 100 * DAY)


def test_an_account_takes_its_services_with_it(harbour: Harbour) -> None:
    account, yesterday = harbour.accounts[1], harbour.on - DAY
    in_use = ServiceUse.objects.on(harbour.on).filter(account=account).count()
    end_account_term(account=account, after=yesterday, actor=harbour.cast.olive, now=harbour.now + SECOND)
    assert not ServiceUse.objects.on(harbour.on).filter(account=account).exists()
    assert ServiceUse.objects.on(yesterday).filter(account=account).count() == in_use
    assert JournalEntry.objects.filter(verb="service.ended").count() == in_use
    entry = JournalEntry.objects.get(verb="account.ended")
    assert entry.after == {"account": account.account_id, "last_day": yesterday.isoformat()}


def test_a_framework_is_answered_to_no_longer(harbour: Harbour) -> None:
    hipaa, yesterday = Edition.objects.by_key("hipaa"), harbour.on - DAY
    end_framework(
        system=harbour.system, edition=hipaa, after=yesterday, actor=harbour.cast.olive, now=harbour.now + SECOND
    )
    assert inheritance_of(harbour.system, shipped(), harbour.on) == {}
    assert list(inheritance_of(harbour.system, shipped(), yesterday)) == ["hipaa-2013"]
    assert JournalEntry.objects.get(verb="framework.ended").before["role"] == "covered-entity"


def test_where_there_is_nothing_to_end_a_sentence_says_so(harbour: Harbour) -> None:
    olive, later, yesterday = harbour.cast.olive, harbour.now + SECOND, harbour.on - DAY
    entries = JournalEntry.objects.count()
    with pytest.raises(Refused, match="Amazon Redshift is not in use in Production"):
        end_use(
            account=harbour.accounts[0],
            service=Service.objects.by_key("redshift"),
            region=REGION,
            after=yesterday,
            actor=olive,
            now=later,
        )
    with pytest.raises(Refused, match="does not answer to GDPR"):
        end_framework(
            system=harbour.system, edition=Edition.objects.by_key("gdpr"), after=yesterday, actor=olive, now=later
        )
    assert JournalEntry.objects.count() == entries
    end_account_term(account=harbour.accounts[0], after=yesterday, actor=olive, now=later)
    with pytest.raises(Refused, match="no part of this system after"):
        end_account_term(account=harbour.accounts[0], after=yesterday, actor=olive, now=later + SECOND)


def test_a_region_stays_while_something_is_used_in_it(harbour: Harbour) -> None:
    account = harbour.accounts[0]
    with pytest.raises(Refused, match=f"is in use in Production .*, {REGION}"):
        add_account(
            system=harbour.system,
            account_id=account.account_id,
            name=account.name,
            regions=["eu-central-1"],
            since=harbour.on,
            actor=harbour.cast.olive,
            now=harbour.now,
        )


@pytest.mark.parametrize(
    ("service", "region", "said"),
    [
        ("sqs", "eu-central-1", "there it can be in us-east-1"),
        ("sqs", "global", "there it can be in us-east-1"),
        ("cloudfront", REGION, "there it can be in global"),
    ],
)
def test_a_service_is_used_where_it_can_be(harbour: Harbour, service: str, region: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        use_service(
            account=harbour.accounts[0],
            service=Service.objects.by_key(service),
            region=region,
            touches={},
            since=harbour.on,
            actor=harbour.cast.olive,
            now=harbour.now,
        )
    assert not ServiceUse.objects.filter(service__key=service).exists()
