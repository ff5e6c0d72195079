"""Fixtures that any test may want. The cast is in cast.py; what comes before the settings in plugins/."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from compliance import guards
from compliance.models import Account, Engagement, System, User
from frameworks.compiled import shipped
from frameworks.loading import LoadReport, load
from frameworks.models import CatalogueRelease
from tests.cast import Cast, the_cast
from tests.factories import Harbour, build_harbour
from tests.midnight import pass_midnight
from tests.plugins.migrated import Migrated
from tests.remembering import Remembered, remember


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: one that a worker begins last keeps all others waiting."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite is tested in a file, as the product uses it: in memory is no WAL and no second connection."""
    for database in settings.DATABASES.values():
        if database["ENGINE"] == "django.db.backends.sqlite3":
            database.setdefault("TEST", {})["NAME"] = str(settings.DATA_DIR / "test.sqlite3")


@pytest.fixture(scope="session")
def migrated() -> Migrated:
    return Migrated()


@pytest.fixture(scope="session")
def django_db_keepdb(
    django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker, migrated: Migrated
) -> bool:
    """True where another process of this run has migrated: pytest-django then finds the database there."""
    with django_db_blocker.unblock():
        return migrated.take(connection.creation._get_test_db_name())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, migrated: Migrated) -> None:
    with django_db_blocker.unblock():
        migrated.leave()


@pytest.fixture(scope="session")
def catalogue_in_the_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Remembered[LoadReport]:
    """The shipped catalogue, loaded once; every test's own rows are rolled back over it."""
    with django_db_blocker.unblock():
        return remember(lambda now: load(catalogue=shipped(), now=now), timezone.now())


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
def catalogue_rows(catalogue_in_the_database: Remembered[LoadReport], _django_db_helper: None) -> None:
    """The catalogue's rows, put back where an earlier test that commits was followed by a flush."""
    if not CatalogueRelease.objects.exists():
        catalogue_in_the_database.put_back(timezone.now())


Story = tuple[Remembered[Cast], Remembered[Harbour]]


@cache
def told_in(hour: datetime.datetime) -> Story:
    """Cast and Harbour by the real verbs, told anew when the hour strikes: it may be another day then somewhere."""
    with transaction.atomic():
        cast = remember(lambda now: the_cast(), timezone.now())
        harbour = remember(lambda now: build_harbour(cast.told, now), timezone.now())
        transaction.set_rollback(True)
    return cast, harbour


@pytest.fixture
def story(catalogue_rows: None) -> Story:
    pass_midnight(minutes=3)
    return told_in(timezone.now().replace(minute=0, second=0, microsecond=0))


@pytest.fixture
def cast(story: Story) -> Cast:
    """As `the_cast` would gather them now."""
    people, _ = story
    people.put_back(timezone.now())
    rows = User.objects.in_bulk()
    return Cast(**{name: rows[user.pk] for name, user in vars(people.told).items()})


@pytest.fixture
def harbour(story: Story, cast: Cast) -> Harbour:
    """As `build_harbour` would build it now."""
    (_, first), now = story, timezone.now()
    first.put_back(now)
    accounts = Account.objects.select_related("system").in_bulk([row.pk for row in first.told.accounts])
    return replace(
        first.told,
        system=System.objects.get(pk=first.told.system.pk),
        accounts=tuple(accounts[row.pk] for row in first.told.accounts),
        cast=cast,
        engagement=Engagement.objects.select_related("system").get(pk=first.told.engagement.pk),
        now=now,
    )
