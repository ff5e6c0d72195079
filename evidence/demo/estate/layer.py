"""The WSGI layer in front of moto: it lets a request through only when AWS would.

Moto answers everyone and grants every AssumeRole. Here each call must name a key that this simulation knows,
be allowed by policy, and reaches the account of its key only. Signatures themselves are not verified.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any

from werkzeug.test import run_wsgi_app

from evidence.demo.estate import artifact, assuming, seed
from evidence.demo.estate.calls import Call, Environ, read_call
from evidence.demo.estate.principals import Principal, Principals, authorize
from evidence.demo.estate.refusals import Answer, Reason, Refused, answer

FLASKS_OWN = (404, 500)
"""With a page of HTML, what moto answers for an operation that it lacks: the page is Flask's, no service's."""
STATUS_LINES = {200: "200 OK", 400: "400 Bad Request", 403: "403 Forbidden", 404: "404 Not Found"}


class Layer:
    """A WSGI application that guards another one, moto's."""

    def __init__(self, moto: Callable[..., Any]) -> None:
        self._moto = moto
        self._principals = Principals()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        call = read_call(environ)
        try:
            given = self._admit(call, environ)
        except Refused as refused:
            given = answer(call, refused)
        start_response(STATUS_LINES.get(given.status, f"{given.status} Refused"), given.headers)
        return [given.body]

    def _admit(self, call: Call, environ: Environ) -> Answer:
        now = datetime.now(UTC)
        principal = self._principals.calling(call, now)
        authorize(principal, call)
        if call.action != "sts:AssumeRole":
            return self._pass_on(call, environ, principal)
        assuming.check_trust(principal, call)
        given = self._pass_on(call, environ, principal)
        if given.status == 200:
            self._principals.remember(*assuming.session_in(given.body, call, now))
        return given

    def _pass_on(self, call: Call, environ: Environ, principal: Principal) -> Answer:
        if call.service == "artifact":
            return artifact.answer(call.action.partition(":")[2], principal.account_id, call.parameters)
        # Moto serves the account that this header names; whatever the client put there is overwritten.
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = principal.account_id
        try:
            with _ids_for(call, principal):
                body, status, headers = run_wsgi_app(self._moto, environ, buffered=True)
        except (NotImplementedError, AttributeError) as error:  # the second where moto has no such service at all
            raise _unknown(call) from error
        given = Answer(int(status.split()[0]), list(headers), b"".join(body))
        if given.status in FLASKS_OWN and headers.get("Content-Type", "").startswith("text/html"):
            raise _unknown(call)
        return given


def _unknown(call: Call) -> Refused:
    return Refused(Reason.NOT_SIMULATED, f"The simulation does not know {call.action}.")


def _ids_for(call: Call, principal: Principal) -> AbstractContextManager[None]:
    """A role created in the demonstration gets the same id each time the estate is started."""
    if call.action != "iam:CreateRole":
        return nullcontext()
    return seed.fixed_ids(f"{principal.account_id} {call.parameters.get('RoleName', '')}")
