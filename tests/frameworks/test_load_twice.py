"""Do the tables say what the catalogue says, however often and whatever is loaded?"""

import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, models, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from frameworks.compiled import Catalogue, compile_catalogue, shipped
from frameworks.loading import LoadReport, load
from frameworks.management.commands import load_frameworks
from frameworks.models import (
    CatalogueRelease,
    Control,
    Edition,
    Framework,
    Programme,
    Requirement,
    Service,
    Support,
)
from frameworks.schema import CatalogueError, CatalogueErrors
from tests.frameworks.small import CONTROLS, RULE, SERVICES, write_catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=1)
TABLES: tuple[type[models.Model], ...] = (
    CatalogueRelease, Control, Edition, Framework, Programme, Requirement, Service, Support
)  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_is_loaded_yet(db: None) -> None:
    """The catalogue that other stories loaded for the whole run is out of sight; it is back when the story ends."""
    for table in (Support, Requirement, Edition, Framework, Control, Service, Programme, CatalogueRelease):
        rows = table._default_manager.all()
        rows._raw_delete(rows.db)


def everything() -> dict[str, list[dict[str, object]]]:
    return {table.__name__: list(table._default_manager.order_by("pk").values()) for table in TABLES}


@pytest.fixture
def smaller(root: Path) -> Catalogue:
    """The small catalogue without its policy: one requirement, one control and one link less."""
    rule = RULE[: RULE.index('[[requirement]]\nref = "1.3"')]
    controls = CONTROLS.replace(CONTROLS[CONTROLS.index('[[control]]\nkey = "policy"') :], "")
    controls += CONTROLS[CONTROLS.index('[[control]]\nkey = "provider-oversight"') :]
    files = {"frameworks__care-2020__rule": rule, "controls__general": controls}
    return compile_catalogue(write_catalogue(root, **files))


def test_the_first_load_writes_every_row(small: Catalogue) -> None:
    report = load(small, NOW)
    counts = {table.__name__: table._default_manager.count() for table in TABLES}
    assert counts == {
        "CatalogueRelease": 1,
        "Control": 4,
        "Edition": 1,
        "Framework": 1,
        "Programme": 2,
        "Requirement": 4,
        "Service": 4,
        "Support": 4,
    }
    assert len(report.added) == 20
    assert {"control site", "requirement care-2020 1.1", "support care-2020 1.1 by site"} <= set(report.added)
    assert (report.changed, report.retired) == ([], [])


def test_the_second_load_changes_nothing(small: Catalogue) -> None:
    load(small, NOW)
    before = everything()
    assert load(small, LATER) == LoadReport()
    assert everything() == before


def test_requirements_keep_their_order_and_their_parents(small: Catalogue) -> None:
    load(small, NOW)
    rows = Requirement.objects.order_by("position").values_list("ref", "parent__ref")
    assert list(rows) == [("1", None), ("1.1", "1"), ("1.2", "1"), ("1.3", "1")]


def test_what_is_gone_is_retired_and_what_comes_back_is_the_same_row(small: Catalogue, smaller: Catalogue) -> None:
    load(small, NOW)
    before = everything()
    gone = load(smaller, LATER)
    names = ["control policy", "requirement care-2020 1.3", "support care-2020 1.3 by policy"]
    assert (gone.added, gone.changed, sorted(gone.retired)) == ([], [], names)
    assert Control.objects.by_key("policy").retired_at == LATER
    assert not Control.objects.current().filter(key="policy").exists()
    back = load(small, LATER)
    assert (back.added, sorted(back.changed), back.retired) == ([], names, [])
    after = everything()
    assert after.pop("CatalogueRelease") != before.pop("CatalogueRelease")
    assert after == before


def test_a_changed_entry_changes_its_row_only(small: Catalogue, root: Path) -> None:
    load(small, NOW)
    before = everything()
    changed = SERVICES.replace('name = "Amazon S3"', 'name = "Amazon Simple Storage Service"')
    moved = RULE.replace('ref = "1.3"\nparent = "1"', 'ref = "1.3"\nparent = "1.2"')
    files = {"services": changed, "frameworks__care-2020__rule": moved}
    report = load(compile_catalogue(write_catalogue(root, **files)), LATER)
    assert report == LoadReport(changed=["service s3", "requirement care-2020 1.3"])
    assert Service.objects.by_key("s3").name == "Amazon Simple Storage Service"
    assert Requirement.objects.by_ref("care-2020", "1.3").parent.ref == "1.2"
    after = everything()
    assert [name for name in after if after[name] != before[name]] == [
        "CatalogueRelease",
        "Requirement",
        "Service",
    ]


def test_every_catalogue_ever_loaded_can_be_read_again(small: Catalogue, smaller: Catalogue) -> None:
    for catalogue in (small, smaller, small):
        load(catalogue, NOW)
    releases = {release.digest: release.catalogue() for release in CatalogueRelease.objects.all()}
    assert releases == {small.digest: small, smaller.digest: smaller}


def queries_of(catalogue: Catalogue) -> tuple[int, int]:
    """How many queries the first and the second load take. Nothing stays."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as first:
            load(catalogue, NOW)
        with CaptureQueriesContext(connection) as second:
            load(catalogue, NOW)
        transaction.set_rollback(True)
    return len(first), len(second)


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(small: Catalogue) -> None:
    few, many = queries_of(small), queries_of(shipped())
    assert few[1] == many[1] <= 10
    rows = sum(1 + len(each.controls) for edition in shipped().editions.values() for each in edition.requirements)
    in_pieces = rows // 100 if connection.vendor == "sqlite" else 0  # it takes at most 999 values in one statement
    assert many[0] <= few[0] + in_pieces


def test_a_load_that_fails_leaves_nothing_behind(small: Catalogue) -> None:
    before = everything()
    broken = Catalogue(
        **{name: getattr(small, name) for name in ("editions", "themes", "services", "programmes", "rules", "scopes")},
        controls={key: each for key, each in small.controls.items() if key != "policy"},
    )
    with pytest.raises(KeyError):
        load(broken, NOW)
    assert everything() == before


def test_what_a_row_depends_on_cannot_be_deleted(small: Catalogue) -> None:
    load(small, NOW)
    for row in (Control.objects.by_key("site"), Edition.objects.by_key("care-2020")):
        with pytest.raises(ProtectedError):
            row.delete()


def test_an_edition_is_found_by_its_frameworks_key_too(small: Catalogue) -> None:
    load(small, NOW)
    assert Edition.objects.by_key("care") == Edition.objects.by_key("care-2020")
    with pytest.raises(Edition.DoesNotExist):
        Edition.objects.by_key("hipaa")


def test_the_command_tells_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_frameworks")
    first = capsys.readouterr().out.splitlines()
    call_command("load_frameworks")
    second = capsys.readouterr().out.splitlines()
    assert f"added {len(shipped().editions)} x edition" in first
    assert first[-1].endswith("added, 0 changed, 0 retired.")
    assert second == [f"Catalogue {shipped().digest[:12]}: 0 added, 0 changed, 0 retired."]


def test_the_command_names_what_it_did_where_that_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_frameworks", verbosity=2)
    assert "added framework hipaa" in capsys.readouterr().out.splitlines()
    Control.objects.filter(key="mfa").update(title="Something else")
    call_command("load_frameworks")
    assert "changed control mfa" in capsys.readouterr().out.splitlines()


def test_a_broken_catalogue_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = CatalogueError("frameworks/catalogue/services.toml", 7, "service 's3'", "is odd", "mend it")

    def broken() -> Catalogue:
        raise CatalogueErrors([fault])

    monkeypatch.setattr(load_frameworks, "shipped", broken)
    with pytest.raises(CommandError, match=r"services\.toml:7: service 's3': is odd — mend it"):
        call_command("load_frameworks")
    assert not CatalogueRelease.objects.exists()
