"""A link to a pack: is it for one person, one download and minutes, and does a broken download go on?"""

import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from compliance.actions.granting import shut_out
from compliance.models import AuditorGrant, JournalEntry
from evidence.actions import handing_out
from evidence.actions.handing_out import BEGIN_WITHIN, FINISH_WITHIN, make_link
from evidence.models import Pack, PackLink
from tests.evidence.exhibits import as_if_sealed, hand_in, pack_of
from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db

BYTES = bytes(range(256)) * 16


@pytest.fixture
def pack(harbour: Harbour) -> Pack:
    hand_in(harbour)
    return as_if_sealed(pack_of(harbour), BYTES)


def taken(harbour: Harbour, pack: Pack, client: Client, name: str = "ada") -> str:
    """Where the button on the pack's page leads."""
    client.force_login(getattr(harbour.cast, name))
    answer = client.post(reverse("evidence:take-pack", args=[harbour.system.pk, pack.pk]))
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def broken_off(answer: Any) -> bytes:
    """The first piece of it, and then the connection breaks; `close` would end the test's database as well."""
    piece: bytes = next(iter(answer.streaming_content))
    answer._iterator.close()
    return piece


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.mark.database
def test_ada_takes_it_once_without_a_session_and_her_read_is_in_custody(
    harbour: Harbour, pack: Pack, client: Client
) -> None:
    link, stranger = taken(harbour, pack, client), Client()
    head = stranger.head(link)
    assert (head.status_code, head["Content-Length"], head["Accept-Ranges"]) == (200, str(len(BYTES)), "bytes")
    answer = stranger.get(link)
    assert (answer.status_code, body(answer)) == (200, BYTES)
    assert answer["Content-Disposition"].startswith('attachment; filename="demarc-harbour-hipaa-')
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    assert [stranger.get(link).status_code, stranger.get(link, headers={"Range": "bytes=0-"}).status_code] == [410, 410]
    made, read = JournalEntry.objects.filter(subject_kind="pack").exclude(verb="pack.requested").order_by("number")
    assert (made.verb, read.verb, read.actor, read.after) == (
        "pack-link.made",
        "custody.read",
        harbour.cast.ada,
        {"page": "content"},
    )


def test_a_download_that_broke_goes_on_under_the_same_link(harbour: Harbour, pack: Pack, client: Client) -> None:
    link, other = taken(harbour, pack, client), Client()
    begun = other.get(link)
    first = broken_off(begun)[:1000]
    assert other.get(link).status_code == 410, "a second copy"
    rest = other.get(link, headers={"Range": "bytes=1000-", "If-Range": begun["ETag"]})
    assert (rest.status_code, rest["Content-Range"]) == (206, f"bytes 1000-{len(BYTES) - 1}/{len(BYTES)}")
    assert first + body(rest) == BYTES
    assert other.get(link, headers={"Range": "bytes=1000-"}).status_code == 410, "it was given out to its end"


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-9", 206, 0, 9),
        ("Bytes = 5-", 200, 0, 4095),
        ("bytes=4090-9999", 206, 4090, 4095),
        ("bytes=-6", 206, 4090, 4095),
        ("bytes=-9999", 206, 0, 4095),
        ("bytes=9-5", 200, 0, 4095),
        ("bytes=0-1,5-6", 200, 0, 4095),
        ("lines=0-1", 200, 0, 4095),
        ("bytes=-", 200, 0, 4095),
    ],
)
def test_parts_of_a_file(harbour: Harbour, pack: Pack, asked: str, status: int, first: int, last: int) -> None:
    """RFC 9110, section 14: through the API, whose caller asks as often as it likes."""
    ada = Program(harbour.cast.ada, harbour.system)
    answer = ada.get(ada.at("evidence-api:pack-content", pack.pk), HTTP_RANGE=asked)
    assert answer.status_code == status
    assert body(answer) == BYTES[first : last + 1]
    assert answer["Content-Length"] == str(last - first + 1)
    if status == 206:
        assert answer["Content-Range"] == f"bytes {first}-{last}/{len(BYTES)}"


@pytest.mark.parametrize("asked", ["bytes=4096-", "bytes=5000-6000", "bytes=-0"])
def test_a_part_that_is_not_there(harbour: Harbour, pack: Pack, asked: str) -> None:
    ada = Program(harbour.cast.ada, harbour.system)
    answer = ada.get(ada.at("evidence-api:pack-content", pack.pk), HTTP_RANGE=asked)
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */4096")


@pytest.mark.parametrize("named", ['"another"', 'W/"weak"', "Sun, 22 Nov 2026 10:00:00 GMT"])
def test_if_range_names_another_file_so_the_whole_is_sent(harbour: Harbour, pack: Pack, named: str) -> None:
    ada = Program(harbour.cast.ada, harbour.system)
    answer = ada.get(ada.at("evidence-api:pack-content", pack.pk), HTTP_RANGE="bytes=10-", HTTP_IF_RANGE=named)
    assert (answer.status_code, body(answer)) == (200, BYTES)


def test_its_minutes_pass(harbour: Harbour, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = timezone.now() - BEGIN_WITHIN - datetime.timedelta(seconds=1)
    _, token = make_link(pack=pack, actor=harbour.cast.ada, now=long_ago)
    assert Client().get(reverse("evidence:pack-link", args=[token])).status_code == 410
    link, token = make_link(pack=pack, actor=harbour.cast.ada, now=timezone.now())
    begun = timezone.now() - FINISH_WITHIN - datetime.timedelta(seconds=1)
    PackLink.objects.filter(pk=link.pk).update(begun_at=begun, finish_by=begun + FINISH_WITHIN)
    address = reverse("evidence:pack-link", args=[token])
    assert Client().get(address, headers={"Range": "bytes=9-"}).status_code == 410


def test_the_grant_is_asked_each_time(harbour: Harbour, pack: Pack, client: Client) -> None:
    link, other = taken(harbour, pack, client), Client()
    broken_off(other.get(link))
    window = AuditorGrant.objects.known().get(user=harbour.cast.ada)
    shut_out(granted=window, actor=harbour.cast.olive, now=timezone.now())
    assert other.get(link, headers={"Range": "bytes=10-"}).status_code == 404


def test_a_token_opens_nothing_else_and_lies_nowhere(harbour: Harbour, pack: Pack, client: Client) -> None:
    token = urlsplit(taken(harbour, pack, client)).path.rstrip("/").rpartition("/")[2]
    row = PackLink.objects.get()
    assert token not in {str(value) for value in vars(row).values()}
    assert Client().get(reverse("evidence:pack-link", args=[token + "x"])).status_code == 404
    assert handing_out._digest(token) == row.token_sha256


def test_an_owner_gets_no_link_and_a_pack_that_is_not_sealed_has_none(harbour: Harbour, client: Client) -> None:
    hand_in(harbour)
    address = reverse("evidence:take-pack", args=[harbour.system.pk, pack_of(harbour).pk])
    client.force_login(harbour.cast.ben)
    assert client.post(address).status_code == 403
    client.force_login(harbour.cast.olive)
    assert "not sealed yet" in client.post(address, follow=True).content.decode()
    assert not PackLink.objects.exists()
