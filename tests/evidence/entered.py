"""An account that is connected, whoever may do what with it."""

from typing import Any

from django.utils import timezone

from compliance.actions.sighting import sight
from compliance.models import ServiceSighting
from evidence.actions.connecting import connect
from evidence.actions.proving import work_proof
from evidence.jobs import engine
from evidence.models import Connection
from frameworks.ids import new_id
from tests.factories import REGION, Harbour


def a_connection(harbour: Harbour) -> Connection:
    """Of the first account; its role may not be there yet."""
    return connect(account=harbour.accounts[0], actor=harbour.cast.olive, now=harbour.now)


def work_off_proof(connection: Connection) -> Connection:
    """As a worker would, without the thread that renews its lease: a test's transaction has one connection."""
    fresh = Connection.objects.select_related("job").get(pk=connection.pk)
    assert fresh.job
    held = engine.claim(fresh.job.pk, timezone.now())
    assert held
    work_proof(held)
    return Connection.objects.select_related("account", "system", "job").get(pk=connection.pk)


def rows_of_a_connection(harbour: Harbour) -> dict[str, Any]:
    """By the routes that want one: on pages its account's, in the API its own."""
    connection = a_connection(harbour)
    routes = ("connection", "connect", "prove-connection", "show-external-id", "role-template")
    sight(
        account=harbour.accounts[0],
        seen=[("lambda", REGION)],
        absent=[],
        run=new_id(),
        ref=new_id(),
        now=harbour.now,
    )
    seen = dict.fromkeys(("take-sighting", "dismiss-sighting"), ServiceSighting.objects.get().pk)
    by_id = ("one-connection", "prove-one", "external-id")
    return dict.fromkeys(routes, connection.account_id) | dict.fromkeys(by_id, connection.pk) | seen
