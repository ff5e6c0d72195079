"""Links by which whoever got a mail ends mails of its kinds, without logging in (RFC 8058)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from compliance.models import NoticeKind, User

SALT: Final = "compliance.unsubscribing"


@dataclass(frozen=True)
class Unwanted:
    """Whose mails of which kinds."""

    user: UUID
    kinds: tuple[NoticeKind, ...]


def unsubscribe_address(person: User, kinds: Collection[str]) -> str:
    """It says nothing but who and what, holds for ever, and lets nobody do anything else."""
    token = signing.dumps([person.pk.hex, sorted(kinds)], salt=SALT)
    return settings.BASE_URL + reverse("compliance:unsubscribe", args=[token])


def understood(token: str) -> Unwanted | None:
    """What a link says; None of one that is not ours. Kinds of an older release are left out."""
    try:
        person, kinds = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Unwanted(UUID(person), tuple(NoticeKind(kind) for kind in kinds if kind in NoticeKind.values))


def headers_for(person: User, kinds: Collection[str]) -> dict[str, str]:
    """The two headers by which a mail program offers its own button."""
    return {
        "List-Unsubscribe": f"<{unsubscribe_address(person, kinds)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
