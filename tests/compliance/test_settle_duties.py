"""Do a system's duties follow its scope: opened, ended, opened again, never deleted?"""

import datetime

import pytest

from compliance.actions.assigning import split_off
from compliance.actions.ending import end_use
from compliance.actions.scoping import add_account, answer_to, create_system, use_service
from compliance.actions.settling import Settled, settle_duties
from compliance.models import Duty, JournalEntry, System
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Control, Edition, Service
from tests.cast import Cast
from tests.factories import REGION, Harbour

pytestmark = pytest.mark.django_db

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def settle(system: System, on: datetime.date, now: datetime.datetime) -> Settled:
    return settle_duties(system=system, catalogue=shipped(), on=on, actor=None, now=now)


def stop_rds(harbour: Harbour, since: datetime.date) -> None:
    """RDS is used until the day before `since`."""
    for account in harbour.accounts:
        end_use(
            account=account,
            service=Service.objects.by_key("rds"),
            region=REGION,
            after=since - DAY,
            actor=harbour.cast.olive,
            now=harbour.now,
        )


def test_a_duty_for_each_control_of_which_we_bear_a_part(harbour: Harbour) -> None:
    asked = {link.control for each in shipped().edition("hipaa").requirements for link in each.controls}
    open_duties = {control for control, service in harbour.duties if not service}
    assert open_duties < asked
    assert {"risk-analysis", "patching", "encryption-at-rest", "access-review"} <= open_duties
    assert all(duty.opened_on == harbour.on and duty.ended_on is None for duty in harbour.duties.values())


def test_settling_again_changes_nothing_and_leaves_no_entry(harbour: Harbour) -> None:
    entries = JournalEntry.objects.count()
    assert settle(harbour.system, harbour.on, harbour.now) == Settled((), ())
    assert JournalEntry.objects.count() == entries


def test_a_part_ends_with_its_service_and_opens_again_with_it(harbour: Harbour) -> None:
    part = split_off(
        duty=harbour.duty("patching"),
        service=Service.objects.by_key("rds"),
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now,
    )
    tomorrow, later = harbour.on + DAY, harbour.now + 24 * HOUR
    stop_rds(harbour, tomorrow)
    settled = settle(harbour.system, tomorrow, later)
    part.refresh_from_db()
    assert part in settled.ended
    assert part.ended_on == tomorrow
    assert part.is_open_on(harbour.on) and not part.is_open_on(tomorrow)
    assert harbour.duty("patching") not in settled.ended

    use_service(
        account=harbour.accounts[0],
        service=Service.objects.by_key("rds"),
        region=REGION,
        touches={"phi": "touches"},
        since=tomorrow + DAY,
        actor=harbour.cast.olive,
        now=later,
    )
    assert settle(harbour.system, tomorrow + DAY, later + 24 * HOUR).opened == (part,)
    part.refresh_from_db()
    assert part.ended_on is None


def test_nothing_is_deleted_when_the_last_service_goes(harbour: Harbour) -> None:
    duties = Duty.objects.filter(system=harbour.system).count()
    harbour.system.service_uses.known().update(valid_until=harbour.on)
    tomorrow = harbour.on + DAY
    assert len(settle(harbour.system, tomorrow, harbour.now + 24 * HOUR).ended) == duties
    assert Duty.objects.filter(system=harbour.system, ended_on=tomorrow).count() == duties


def test_one_entry_names_what_was_opened(cast: Cast, harbour: Harbour) -> None:
    now, on = harbour.now, harbour.on
    system = create_system(
        key="quay", name="Quay", purpose="", time_zone="UTC", data_classes=["phi"], actor=None, now=now
    )
    answer_to(
        system=system, edition=Edition.objects.by_key("hipaa"), role="covered-entity", since=on, actor=None, now=now
    )
    account = add_account(
        system=system, account_id="777788889999", name="Quay", regions=[REGION], since=on, actor=None, now=now
    )
    use_service(
        account=account,
        service=Service.objects.by_key("s3"),
        region=REGION,
        touches={"phi": "touches"},
        since=on,
        actor=None,
        now=now,
    )
    opened = settle(system, on, now).opened
    entry = JournalEntry.objects.get(verb="duties.settled", system=system)
    assert opened and entry.after["opened"] == [str(duty.pk) for duty in opened]
    assert entry.after["catalogue"] == shipped().digest


def test_a_catalogue_that_is_not_loaded_is_refused_before_anything_changes(harbour: Harbour) -> None:
    Duty.objects.filter(control__key="mfa").delete()
    Control.objects.filter(key="mfa").update(key="mfa-of-old")
    with pytest.raises(Refused, match="load_frameworks"):
        settle(harbour.system, harbour.on, harbour.now)
