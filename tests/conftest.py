"""Fixtures that any test may want. The cast is in cast.py; what comes before the settings in plugins/."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from compliance import guards
from frameworks.compiled import shipped
from frameworks.loading import load
from frameworks.models import CatalogueRelease
from tests.cast import Cast, the_cast
from tests.factories import Harbour, build_harbour


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite is tested in a file, as the product uses it: in memory is no WAL and no second connection."""
    for database in settings.DATABASES.values():
        if database["ENGINE"] == "django.db.backends.sqlite3":
            database.setdefault("TEST", {})["NAME"] = str(settings.DATA_DIR / "test.sqlite3")


@pytest.fixture(scope="session")
def catalogue_in_the_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The shipped catalogue, loaded once; every test's own rows are rolled back over it."""
    with django_db_blocker.unblock():
        load(catalogue=shipped(), now=timezone.now())


@pytest.fixture(autouse=True)
def append_only_rows_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits is followed by a flush, which the guards would refuse; `migrate` puts them back."""
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction")) or "live_server" in request.fixturenames
    if not commits:
        yield
        return
    request.getfixturevalue("_django_db_helper")
    yield
    for model in guards.guarded_models():
        guards.remove(connection, model)


@pytest.fixture
def catalogue_rows(catalogue_in_the_database: None, _django_db_helper: None) -> None:
    """The catalogue's rows, loaded again where an earlier test that commits was followed by a flush."""
    if not CatalogueRelease.objects.exists():
        load(catalogue=shipped(), now=timezone.now())


@pytest.fixture
def cast(catalogue_rows: None) -> Cast:
    return the_cast()


@pytest.fixture
def harbour(cast: Cast) -> Harbour:
    return build_harbour(cast, timezone.now())
