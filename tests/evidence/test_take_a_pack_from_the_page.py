"""Can the officer have a pack built, the auditor take it away, and both read how to verify it?"""

import hashlib
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evidence.actions.packing import work_pack
from evidence.actions.uploading import upload
from evidence.jobs import engine
from evidence.models import Pack
from tests.evidence.exhibits import FEW
from tests.factories import Harbour
from tests.pdfs import one_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]


def hand_in(harbour: Harbour) -> None:
    upload(
        duty=harbour.duty("risk-analysis"),
        content=io.BytesIO(one_page()),
        title="Risk analysis",
        media_type="application/pdf",
        observed_from=harbour.on,
        observed_until=harbour.on,
        actor=harbour.cast.nora,
        now=harbour.now,
    )


def ask(harbour: Harbour, client: Client) -> Any:
    client.force_login(harbour.cast.olive)
    address = reverse("evidence:build-pack", args=[harbour.system.pk])
    said = {"audited": harbour.engagement.audited.get().pk, "refs": ", ".join(FEW.refs)}
    return client.post(address, said, follow=True)


def test_without_evidence_it_is_refused_in_a_sentence(harbour: Harbour, client: Client) -> None:
    answer = ask(harbour, client)
    assert answer.status_code == 422
    assert "collect or hand in some first" in answer.content.decode()


@pytest.mark.slow
def test_it_is_built_while_the_page_follows_and_the_auditor_takes_it(harbour: Harbour, client: Client) -> None:
    hand_in(harbour)
    assert 'hx-trigger="every 1s"' in ask(harbour, client).content.decode()
    pack = Pack.objects.get()
    download = reverse("evidence:take-pack", args=[harbour.system.pk, pack.pk])
    assert "not sealed yet" in client.post(download, follow=True).content.decode()
    assert pack.job is not None
    held = engine.claim(pack.job.pk, timezone.now())
    assert held is not None
    work_pack(held)

    client.force_login(harbour.cast.ada)
    text = client.get(reverse("evidence:pack", args=[harbour.system.pk, pack.pk])).content.decode()
    pack.refresh_from_db()
    assert "Sealed" in text and "hx-trigger" not in text
    assert pack.key_name in text and f"--pack {pack.pk}" in text
    taken = b"".join(client.post(download, follow=True).streaming_content)
    assert hashlib.sha256(taken).hexdigest() == pack.digest


def test_an_owner_does_not_take_packs_and_an_outsider_does_not_see_them(harbour: Harbour, client: Client) -> None:
    hand_in(harbour)
    ask(harbour, client)
    address = reverse("evidence:pack", args=[harbour.system.pk, Pack.objects.get().pk])
    client.force_login(harbour.cast.ben)
    assert client.get(address).status_code == 403
    client.force_login(harbour.cast.otto)
    assert client.get(address).status_code == 404
