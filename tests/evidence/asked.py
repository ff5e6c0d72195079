"""Requests as stories: Olive or Ada asks, Nora and Ben answer, by the real verbs."""

import datetime
import io
from typing import Any
from uuid import UUID

from django.utils import timezone

from evidence.actions.answering import a_file, answer
from evidence.actions.asking import raise_request
from evidence.models import ItemUse, Request, RequestOrigin
from evidence.requests import RequestState, in_system
from tests.evidence.exhibits import POLICY, has_a_signing_key
from tests.factories import Harbour

MINUTE = datetime.timedelta(minutes=1)


def ask(harbour: Harbour, control: str | None = "risk-analysis", *, by: str = "olive", **words: Any) -> Request:
    """Due in ten days. Ada asks inside her audit."""
    is_ada = by == "ada"
    said: dict[str, Any] = {
        "system": harbour.system,
        "origin": RequestOrigin.AUDITOR if is_ada else RequestOrigin.OFFICER,
        "engagement": harbour.engagement if is_ada else None,
        "title": "The risk analysis of the year",
        "duty": harbour.duty(control) if control else None,
        "due_on": harbour.on + datetime.timedelta(days=10),
        "actor": getattr(harbour.cast, by),
        "on": harbour.on,
        "now": timezone.now(),
    }
    return raise_request(**(said | words))


def files(harbour: Harbour, *names: str, **words: Any) -> list[Any]:
    """Sound files of these names, as a person gives them together."""
    times: dict[str, Any] = {"observed_from": harbour.on, "observed_until": harbour.on, **words}
    return [
        a_file(
            content=io.BytesIO(POLICY),
            name=name,
            media_type="application/pdf",
            title="",
            together=len(names),
            **times,
        )
        for name in names
    ]


def answered(
    harbour: Harbour,
    request: Request,
    *names: str,
    by: str = "nora",
    now: datetime.datetime | None = None,
    **words: Any,
) -> list[ItemUse]:
    has_a_signing_key()
    return answer(
        request=request,
        given=files(harbour, *(names or ("analysis.pdf",)), **words),
        actor=getattr(harbour.cast, by),
        on=harbour.on,
        now=now or timezone.now(),
    )


def where(harbour: Harbour, request: Request, days: int = 0) -> tuple[RequestState, bool]:
    """Its state so many days later, and whether it is overdue."""
    on = harbour.on + datetime.timedelta(days=days)
    row = in_system(Request.objects.filter(pk=request.pk), harbour.system, on).get()
    return RequestState(row.state), row.is_overdue


def rows_of_a_request(harbour: Harbour) -> dict[str, UUID]:
    """By the name of a route, one that Ada raised: she sees no other. Nora has answered it."""
    request = ask(harbour, by="ada")
    answered(harbour, request)
    names = ("request", "hand-request", "withdraw-request", "answer-request", "use-again")
    return dict.fromkeys(names, request.pk)
