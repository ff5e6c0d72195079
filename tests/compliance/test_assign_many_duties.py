"""Can an officer give many duties away at once, and does all of it happen or nothing?"""

import datetime
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from compliance.actions.assigning import assign, assign_many
from compliance.actions.granting import revoke
from compliance.models import Assignment, Duty, JournalEntry, JournalHead, Membership
from compliance.permissions import answers_for
from frameworks.errors import Refused
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)


@pytest.fixture
def olive(harbour: Harbour, client: Client) -> Client:
    client.force_login(harbour.cast.olive)
    return client


def address(harbour: Harbour, query: str = "") -> str:
    return reverse("compliance:duties", args=[harbour.system.pk]) + query


def said(harbour: Harbour, *controls: str, **other: object) -> dict[str, object]:
    given = {"owner": harbour.cast.nora.pk, "reviewer": harbour.cast.rita.pk, "due_on": ""}
    return given | {"duties": [harbour.duty(control).pk for control in controls]} | other


def test_ticked_duties_have_the_new_owner_and_each_is_journalled(harbour: Harbour, olive: Client) -> None:
    last = JournalEntry.objects.count()
    answer = olive.post(address(harbour, "?theme=identity"), said(harbour, "mfa", "backup", "patching"), follow=True)
    assert answer.redirect_chain[0][0].endswith("?theme=identity")
    assert "3 duties are assigned to Nora Lind." in answer.content.decode()
    owners = {harbour.duty(control).assignment.owner for control in ("mfa", "backup", "patching")}
    assert owners == {harbour.cast.nora}
    entries = JournalEntry.objects.filter(number__gt=last)
    assert {entry.verb for entry in entries} == {"duty.assigned"}
    assert {entry.subject_id for entry in entries} == {
        str(harbour.duty(control).pk) for control in ("mfa", "backup", "patching")
    }
    assert entries.get(subject_id=harbour.duty("patching").pk).before["owner"] == str(harbour.cast.ben.pk)


def test_all_that_the_filter_shows_is_given_away_without_a_tick(harbour: Harbour, olive: Client) -> None:
    listed = reverse("compliance:duties", args=[harbour.system.pk]) + "?theme=identity"
    shown = [row.posture.duty for row in olive.get(listed).context["rows"]]
    text = olive.get(listed).content.decode()
    assert len(shown) > 3 and text.count('name="shown"') == len(shown)
    olive.post(address(harbour), said(harbour, all="1", shown=[duty.pk for duty in shown]))
    owned = {duty.control.key for duty in Duty.objects.with_owners() if duty.assignment}
    assert {duty.control.key for duty in shown} <= owned and "backup" not in owned


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"due_on": "2001-01-01"}, "Multi-factor authentication: The due date 2001-01-01 lies in the past"),
        ({"duties": []}, "No duty is chosen: tick at least one."),
        ({"duties": ["0190b6a0-0000-7000-8000-000000000000"]}, "is not open any more"),
        ({"duties": ["nonsense"]}, "is not open any more"),
        ({"owner": ""}, "This field is required"),
    ],
)
def test_what_is_refused_changes_nothing_and_keeps_every_tick(
    harbour: Harbour, olive: Client, other: dict[str, object], sentence: str
) -> None:
    last = JournalEntry.objects.count()
    answer = olive.post(address(harbour), said(harbour, "mfa", "backup") | other)
    text = answer.content.decode()
    assert answer.status_code == 422 and sentence in text
    assert JournalEntry.objects.count() == last
    assert [row.posture.duty for row in answer.context["rows"] if row.is_ticked] == (
        [] if "duties" in other else [row for row in [harbour.duty("backup"), harbour.duty("mfa")]]
    )
    assert f'value="{harbour.cast.rita.pk}" selected' in text


def test_one_that_cannot_be_given_names_itself_and_stops_the_rest(harbour: Harbour) -> None:
    ended = harbour.duty("patching")
    ended.ended_on = harbour.on
    with pytest.raises(Refused, match=f"^{ended}: This duty has ended"):
        assign_many(
            duties=[harbour.duty("mfa"), ended],
            owner=harbour.cast.nora,
            reviewer=harbour.cast.rita,
            due_on=None,
            actor=harbour.cast.olive,
            on=harbour.on,
            now=harbour.now,
        )
    assert harbour.duty("mfa").assignment is None


def test_only_officers_see_ticks_and_only_they_may_send_them(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ben)
    listed = client.get(reverse("compliance:duties", args=[harbour.system.pk]))
    assert listed.status_code == 200 and "Assign what is ticked" not in listed.content.decode()
    assert client.post(address(harbour), said(harbour, "mfa")).status_code == 403
    assert harbour.duty("mfa").assignment is None


def test_an_overdue_date_that_stands_is_kept_and_a_new_past_one_is_not(harbour: Harbour) -> None:
    """Who takes over something overdue takes it over as it is; nobody is given a day that has passed anew."""
    duty, later = harbour.duty("patching"), harbour.on + 10 * DAY
    stands = duty.assignment.due_on
    assert stands is not None and stands < later

    def give(due_on: datetime.date) -> None:
        assign(
            duty=duty,
            owner=harbour.cast.nora,
            reviewer=harbour.cast.rita,
            due_on=due_on,
            actor=harbour.cast.olive,
            on=later,
            now=harbour.now + HOUR,
        )

    with pytest.raises(Refused, match="lies in the past"):
        give(stands + DAY)
    give(stands)
    assert duty.assignments.on(later).get().due_on == stands


def test_what_is_given_from_a_later_day_on_is_not_theirs_before(harbour: Harbour) -> None:
    duty, tomorrow = harbour.duty("patching"), harbour.on + DAY
    assign(
        duty=duty,
        owner=harbour.cast.nora,
        reviewer=harbour.cast.rita,
        due_on=None,
        actor=harbour.cast.olive,
        on=tomorrow,
        now=harbour.now + HOUR,
    )
    fresh = Duty.objects.get(pk=duty.pk)
    answering = [
        [answers_for(person, fresh, day) for person in (harbour.cast.ben, harbour.cast.nora)]
        for day in (harbour.on, tomorrow)
    ]
    assert answering == [[True, False], [False, True]]


def test_a_row_of_the_matrix_leads_to_its_duties(harbour: Harbour, olive: Client) -> None:
    matrix = reverse("compliance:matrix", args=[harbour.system.pk])
    listed = reverse("compliance:duties", args=[harbour.system.pk])
    by_control = olive.get(f"{matrix}?rows=controls").content.decode()
    assert f'href="{listed}?controls=mfa"' in by_control
    answer = olive.get(f"{listed}?controls=mfa,backup,unheard-of")
    assert {row.posture.duty.control.key for row in answer.context["rows"]} == {"mfa", "backup"}
    assert 'name="controls" value="mfa,backup"' in answer.content.decode(), "the next filter keeps to them"
    requirement = olive.get(matrix).content.decode()
    assert requirement.count(f"{listed}?controls=") > 20


def test_the_list_is_filtered_and_sorted_by_what_officers_ask(harbour: Harbour, olive: Client) -> None:
    listed = reverse("compliance:duties", args=[harbour.system.pk])

    def found(query: str) -> list[str]:
        return [row.posture.duty.control.key for row in olive.get(f"{listed}?{query}").context["rows"]]

    assert set(found(f"reviewer={harbour.cast.rita.pk}")) == {
        *("log-review", "patching", "encryption-at-rest", "risk-analysis")
    }
    assert found("control=mfa") == ["mfa"]
    assert set(found("due=7")) == {"patching"} and set(found("due=30&sort=due")) >= {"log-review", "patching"}
    assert found("due=30&sort=due") == ["patching", "log-review", "encryption-at-rest"]
    assert found("due=today") == found("due=overdue") == []
    titles = [row.posture.duty.control.title for row in olive.get(f"{listed}?sort=duty").context["rows"]]
    assert titles == sorted(titles)
    assert found("sort=unheard-of") == found("")


def test_who_left_and_still_owns_duties_is_named_above_the_list(harbour: Harbour, olive: Client) -> None:
    revoke(membership=Membership.objects.known().get(user=harbour.cast.ben), actor=None, now=harbour.now)
    text = olive.get(reverse("compliance:duties", args=[harbour.system.pk])).content.decode()
    assert "2 duties are owned by Ben Ortiz, who holds no role for them here any more." in text
    assert f"?person={harbour.cast.ben.pk}" in text and "owned by Nora" not in text


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_same_duties_away_neither_waits_for_the_other_in_a_circle(harbour: Harbour) -> None:
    """They name them the other way round, and the journal is held here until both have come as far as they can."""
    pks = [harbour.duty(control).pk for control in ("mfa", "backup", "patching", "access-review")]

    def give(order: list) -> int:
        try:
            rows = Duty.objects.select_related("system", "control").in_bulk(order)
            return len(
                assign_many(
                    duties=[rows[pk] for pk in order],
                    owner=harbour.cast.nora if order == pks else harbour.cast.ben,
                    reviewer=harbour.cast.rita,
                    due_on=None,
                    actor=harbour.cast.olive,
                    on=harbour.on,
                    now=harbour.now + HOUR,
                )
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        with transaction.atomic():
            JournalHead.objects.select_for_update().get()
            under_way = [threads.submit(give, order) for order in (pks, pks[::-1])]
            time.sleep(0.5)
        changed = [each.result() for each in under_way]
    assert changed == [4, 4]
    assert Assignment.objects.known().filter(duty__in=pks).values("owner").distinct().count() == 1
    assert Assignment.objects.known().filter(duty__in=pks, valid_until=None).count() == 4
