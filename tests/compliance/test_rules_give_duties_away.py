"""Does a rule give away what nobody owns, nothing else, and nothing once its people have left?"""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.granting import grant, revoke
from compliance.actions.ruling import Ruled, apply_rules, end_rule, rule
from compliance.actions.settling import settle_each_day
from compliance.models import Assignment, AssignmentRule, Duty, JournalEntry, Membership, Role, System, User
from frameworks.errors import Refused
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)


def make(harbour: Harbour, owner: User, *, theme: str = "", control: str = "", days: int | None = 30) -> Ruled:
    return rule(
        system=harbour.system,
        theme=theme,
        control=control,
        owner=owner,
        reviewer=harbour.cast.rita,
        due_in_days=days,
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now,
    )


def owners(harbour: Harbour, theme: str) -> dict[str, User | None]:
    rows = Duty.objects.filter(system=harbour.system, control__theme=theme).open().with_owners()
    return {row.control.key: row.assignment.owner if row.assignment else None for row in rows}


def test_all_identity_duties_go_to_nora_at_once_and_each_is_journalled(harbour: Harbour) -> None:
    last = JournalEntry.objects.count()
    ruled = make(harbour, harbour.cast.nora, theme="identity")
    assert set(owners(harbour, "identity").values()) == {harbour.cast.nora}
    assert Assignment.objects.on(harbour.on).get(duty=harbour.duty("mfa")).due_on == harbour.on + 30 * DAY
    told = list(JournalEntry.objects.filter(number__gt=last).order_by("number"))
    assert [entry.verb for entry in told] == ["duty.assigned"] * len(ruled.assigned) + ["rule.made"]
    assert {entry.actor for entry in told[:-1]} == {None}, "the rule did it, nobody else"
    assert (told[-1].actor, told[-1].after["theme"]) == (harbour.cast.olive, "identity")


def test_what_somebody_owns_is_left_alone(harbour: Harbour) -> None:
    make(harbour, harbour.cast.nora, theme="logging")
    assert owners(harbour, "logging")["log-review"] == harbour.cast.ben
    assert owners(harbour, "logging")["audit-logging"] == harbour.cast.nora


def test_the_rule_for_a_control_wins_over_the_one_for_its_theme(harbour: Harbour) -> None:
    Assignment.objects.filter(system=harbour.system).update(superseded_at=harbour.now)
    make(harbour, harbour.cast.ben, control="mfa", days=None)
    make(harbour, harbour.cast.nora, theme="identity")
    found = owners(harbour, "identity")
    assert found.pop("mfa") == harbour.cast.ben and set(found.values()) == {harbour.cast.nora}
    assert Assignment.objects.on(harbour.on).get(duty=harbour.duty("mfa")).due_on is None


def test_a_duty_that_opens_goes_to_whom_the_rule_names_within_a_minute(harbour: Harbour) -> None:
    make(harbour, harbour.cast.nora, theme="identity")
    mfa = harbour.duty("mfa")
    Duty.objects.filter(pk=mfa.pk).update(ended_on=harbour.on)
    Assignment.objects.filter(duty=mfa).update(superseded_at=harbour.now)
    System.objects.update(settled_on=None)
    settle_each_day(harbour.now + HOUR)
    assert Duty.objects.get(pk=mfa.pk).ended_on is None
    assert owners(harbour, "identity")["mfa"] == harbour.cast.nora


def test_once_its_owner_has_left_a_rule_gives_nothing_away_and_says_so(harbour: Harbour, client: Client) -> None:
    make(harbour, harbour.cast.ben, control="mfa")
    make(harbour, harbour.cast.nora, theme="identity")
    Assignment.objects.filter(system=harbour.system).update(superseded_at=harbour.now)
    revoke(membership=Membership.objects.known().get(user=harbour.cast.ben), actor=None, now=harbour.now)
    apply_rules(system=harbour.system, on=harbour.on, now=harbour.now + HOUR)
    assert owners(harbour, "identity")["mfa"] is None, "the broken rule still keeps the theme's from its control"
    assert owners(harbour, "identity")["access-review"] == harbour.cast.nora
    client.force_login(harbour.cast.olive)
    text = client.get(reverse("compliance:rules", args=[harbour.system.pk])).content.decode()
    assert text.count("Broken: assigns nothing") == 1 and "Ben Ortiz may not own duties here any more." in text
    grant(system=harbour.system, user=harbour.cast.ben, role=Role.OWNER, since=harbour.on, actor=None, now=harbour.now)
    apply_rules(system=harbour.system, on=harbour.on, now=harbour.now + HOUR)
    assert owners(harbour, "identity")["mfa"] == harbour.cast.ben


def test_who_may_not_log_in_any_more_is_given_nothing(harbour: Harbour) -> None:
    make(harbour, harbour.cast.nora, control="mfa")
    Assignment.objects.filter(duty=harbour.duty("mfa")).update(superseded_at=harbour.now)
    User.objects.filter(pk=harbour.cast.nora.pk).update(is_active=False)
    assert apply_rules(system=harbour.system, on=harbour.on, now=harbour.now + HOUR) == ()


def test_what_is_handed_over_ahead_of_time_is_nobody_elses_meanwhile(harbour: Harbour) -> None:
    mfa = harbour.duty("mfa")
    Assignment.objects.create(
        system=harbour.system,
        duty=mfa,
        owner=harbour.cast.ben,
        reviewer=harbour.cast.rita,
        valid_from=harbour.on + DAY,
        recorded_at=harbour.now,
    )
    make(harbour, harbour.cast.nora, control="mfa")
    assert Assignment.objects.known().get(duty=mfa).owner == harbour.cast.ben


def test_made_again_it_replaces_what_it_said_and_ended_it_gives_nothing_more(harbour: Harbour) -> None:
    make(harbour, harbour.cast.ben, control="mfa")
    entries = JournalEntry.objects.count()
    assert make(harbour, harbour.cast.ben, control="mfa").assigned == ()
    assert JournalEntry.objects.count() == entries, "the same again is no change"
    made = make(harbour, harbour.cast.nora, control="mfa").rule
    assert AssignmentRule.objects.known().get() == made
    assert owners(harbour, "identity")["mfa"] == harbour.cast.ben, "what is given stays given"
    end_rule(rule=made, actor=harbour.cast.olive, on=harbour.on, now=harbour.now + HOUR)
    entry = JournalEntry.objects.latest("number")
    assert (entry.verb, entry.actor, entry.before["control"]) == ("rule.ended", harbour.cast.olive, "mfa")
    Assignment.objects.filter(duty=harbour.duty("mfa")).update(superseded_at=harbour.now)
    assert apply_rules(system=harbour.system, on=harbour.on, now=harbour.now + HOUR) == ()
    with pytest.raises(Refused, match="ended already"):
        end_rule(rule=made, actor=harbour.cast.olive, on=harbour.on, now=harbour.now + HOUR)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "one theme or for one control"),
        ({"theme": "identity", "control": "mfa"}, "one theme or for one control"),
        ({"theme": "astrology"}, "knows no “astrology”"),
        ({"control": "mfa", "days": -1}, "0 to 3660 days"),
    ],
)
def test_refused(harbour: Harbour, said: dict, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        make(harbour, harbour.cast.nora, **said)
    assert not AssignmentRule.objects.exists()


def test_nobody_is_named_who_may_not_own_here(harbour: Harbour) -> None:
    for person, sentence in ((harbour.cast.otto, "is no owner"), (harbour.cast.rita, "cannot review their own")):
        with pytest.raises(Refused, match=sentence):
            make(harbour, person, theme="identity")


def test_olive_makes_and_ends_a_rule_on_the_page(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    address = reverse("compliance:rules", args=[harbour.system.pk])
    assert "There is no rule yet" in client.get(address).content.decode()
    people = {"owner": harbour.cast.nora.pk, "reviewer": harbour.cast.rita.pk}
    refused = client.post(address, people | {"about": "theme:identity", "due_in_days": "99999"})
    assert refused.status_code == 422 and 'value="99999"' in refused.content.decode()
    text = client.post(address, people | {"about": "theme:backup", "due_in_days": "14"}, follow=True).content.decode()
    assert "duties were assigned at once" in text and "after 14 days" in text
    made = AssignmentRule.objects.get()
    ended = client.post(reverse("compliance:end-rule", args=[harbour.system.pk, made.pk]), follow=True)
    assert "The rule has ended" in ended.content.decode()
    assert client.post(reverse("compliance:end-rule", args=[harbour.system.pk, made.pk])).status_code == 422
