"""Route -> method -> who: the pages and API of this floor. What is not here is closed (design, section 7)."""

from compliance.models import Role
from compliance.permissions import ANSWERING, EVERY_ROLE, OFFICER, TEAM, Access

REVIEWERS = frozenset({Role.OFFICER, Role.REVIEWER})
PACK_READERS = frozenset({Role.OFFICER, Role.AUDITOR})

ROUTES: dict[str, Access] = {
    # pages and fragments
    "evidence:timeline": {"GET": EVERY_ROLE},
    "evidence:upload": {"POST": ANSWERING},
    "evidence:review": {"POST": REVIEWERS},
    "evidence:item": {"GET": EVERY_ROLE},
    "evidence:item-content": {"GET": EVERY_ROLE},
    "evidence:runs": {"GET": TEAM},
    "evidence:run": {"GET": TEAM},
    "evidence:start-run": {"POST": OFFICER},
    "evidence:packs": {"GET": PACK_READERS},
    "evidence:build-pack": {"POST": OFFICER},
    "evidence:pack": {"GET": PACK_READERS},
    "evidence:pack-content": {"GET": PACK_READERS},
    # API
    "evidence-api:items": {"GET": EVERY_ROLE, "POST": ANSWERING},
    "evidence-api:item": {"GET": EVERY_ROLE},
    "evidence-api:item-content": {"GET": EVERY_ROLE},
    "evidence-api:review": {"POST": REVIEWERS},
    "evidence-api:runs": {"GET": TEAM, "POST": OFFICER},
    "evidence-api:run": {"GET": TEAM},
    "evidence-api:observations": {"GET": TEAM},
    "evidence-api:packs": {"GET": PACK_READERS, "POST": OFFICER},
    "evidence-api:pack": {"GET": PACK_READERS},
    "evidence-api:pack-content": {"GET": PACK_READERS},
}
