"""Who works at Harbour Health, and who audits it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from compliance.models import User


@dataclass(frozen=True)
class People:
    olive: User
    ben: User
    nora: User
    rita: User
    ada: User
    sam: User


ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "olive": ("Olive Park", "compliance officer"),
    "ben": ("Ben Ortiz", "control owner, platform"),
    "nora": ("Nora Lind", "control owner, security"),
    "rita": ("Rita Shah", "reviewer"),
    "ada": ("Ada Moreau", "external auditor"),
    "sam": ("Sam Boyle", "administrator (Django admin)"),
}


def mail_of(first_name: str) -> str:
    return f"{first_name}@harbour.example"
