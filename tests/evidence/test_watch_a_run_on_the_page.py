"""Does the page follow a run as it goes, and say in words where nobody could look?"""

import pytest
from django.test import Client
from django.urls import reverse

from compliance.models import Account
from evidence.actions.collecting import close_run, open_run
from evidence.actions.gaps import record_gap
from evidence.jobs import engine
from evidence.models import Connection, Job, JobState, Run
from tests.factories import PRODUCTION, REGION, Harbour

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]
CELLS = [{"account": PRODUCTION, "region": REGION, "collector": key} for key in ("kms", "rds")]


@pytest.fixture
def run(harbour: Harbour) -> Run:
    account = Account.objects.get(account_id=PRODUCTION)
    Connection.objects.create(
        system=harbour.system,
        account=account,
        role_name="Demarc",
        external_id="harbour",
        created_at=harbour.now,
        proven_at=harbour.now,
    )
    return open_run(system=harbour.system, cells=CELLS, actor=harbour.cast.olive, now=harbour.now)


def refuse_everything(harbour: Harbour, run: Run) -> None:
    for job in Job.objects.filter(run=run):
        held = engine.claim(job.pk, harbour.now)
        assert held is not None
        engine.finish(held, JobState.GAP, harbour.now, "access_denied")
        record_gap(job, "access_denied", harbour.now)
        close_run(job, harbour.now)


def page(harbour: Harbour, client: Client, run: Run, **headers: str) -> str:
    client.force_login(harbour.cast.ben)
    return client.get(reverse("evidence:run", args=[harbour.system.pk, run.pk]), headers=headers).content.decode()


def test_while_it_is_open_the_page_asks_again_with_and_without_script(
    harbour: Harbour, client: Client, run: Run
) -> None:
    text = page(harbour, client, run)
    assert 'hx-trigger="every 1s"' in text
    assert '<noscript><meta http-equiv="refresh"' in text
    assert "<b>0</b> of 2 cells" in text and text.count("waiting") == 2


def test_htmx_gets_the_progress_alone(harbour: Harbour, client: Client, run: Run) -> None:
    part = page(harbour, client, run, **{"HX-Request": "true", "HX-Target": "progress"})
    assert part.lstrip().startswith('<div id="progress"') and "<html" not in part


def test_the_grid_shows_every_cell_or_only_what_was_not_seen(harbour: Harbour, client: Client, run: Run) -> None:
    kms, rds = Job.objects.filter(run=run).order_by("args__collector")
    for job, said in ((kms, {"answers": 9, "blind": 0}), (rds, {"answers": 10, "blind": 3})):
        held = engine.claim(job.pk, harbour.now)
        assert held is not None
        engine.finish(held, JobState.DONE, harbour.now, **said)
    client.force_login(harbour.cast.olive)
    place = reverse("evidence:run", args=[harbour.system.pk, run.pk])
    every = client.get(place).content.decode()
    assert f'title="kms, {REGION}: 9 answers"' in every and f'title="rds, {REGION}: 3 of 10 not seen"' in every
    missing = client.get(place + "?show=missing").content.decode()
    assert "9 answers" not in missing and "3 of 10 not seen" in missing


def test_once_closed_it_asks_no_more_and_names_every_gap_with_what_to_do(
    harbour: Harbour, client: Client, run: Run
) -> None:
    refuse_everything(harbour, run)
    text = page(harbour, client, run)
    assert "hx-trigger" not in text and "refresh" not in text.split("Where nobody could look")[0].split("<main")[1]
    assert "<b>2</b> of 2 cells" in text
    assert "AWS refused the call." in text and "Allow the call in the role’s policy" in text


def test_what_a_check_could_not_see_stands_on_the_page_of_its_duty(harbour: Harbour, client: Client, run: Run) -> None:
    refuse_everything(harbour, run)
    client.force_login(harbour.cast.nora)
    duty = harbour.duty("encryption-at-rest")
    text = client.get(reverse("evidence:timeline", args=[harbour.system.pk, duty.pk])).content.decode()
    assert "Could not look" in text and "What it cannot see:" in text and "AWS refused the call." in text
    assert ">Pass<" not in text


def test_a_second_run_is_refused_in_a_sentence(harbour: Harbour, client: Client, run: Run) -> None:
    client.force_login(harbour.cast.olive)
    answer = client.post(reverse("evidence:start-run", args=[harbour.system.pk]))
    assert answer.status_code == 422
    assert Run.objects.count() == 1


def test_the_list_counts_cells_and_gaps(harbour: Harbour, client: Client, run: Run) -> None:
    refuse_everything(harbour, run)
    client.force_login(harbour.cast.rita)
    text = client.get(reverse("evidence:runs", args=[harbour.system.pk])).content.decode()
    assert "0 of 2" in text and "2 cells" in text and "Closed" in text
