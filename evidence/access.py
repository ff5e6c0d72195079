"""Route -> method -> who: the pages and API of this floor. What is not here is closed (design, section 7)."""

from compliance.models import Role
from compliance.permissions import ANSWERING, EVERY_ROLE, OFFICER, SIGNED_IN, TEAM, Access

REVIEWERS = frozenset({Role.OFFICER, Role.REVIEWER})
PACK_READERS = frozenset({Role.OFFICER, Role.AUDITOR})

ROUTES: dict[str, Access] = {
    # pages and fragments
    "evidence:timeline": {"GET": EVERY_ROLE},
    "evidence:upload": {"POST": ANSWERING},
    "evidence:review": {"POST": REVIEWERS},
    "evidence:to-review": {"GET": SIGNED_IN},
    "evidence:item": {"GET": EVERY_ROLE},
    "evidence:item-content": {"GET": EVERY_ROLE},
    "evidence:runs": {"GET": TEAM},
    "evidence:run": {"GET": TEAM},
    "evidence:start-run": {"POST": OFFICER},
    "evidence:packs": {"GET": PACK_READERS},
    "evidence:build-pack": {"POST": OFFICER},
    "evidence:pack": {"GET": PACK_READERS},
    "evidence:pack-content": {"GET": PACK_READERS},
    "evidence:reports": {"GET": TEAM},
    "evidence:ask-for-report": {"POST": OFFICER},
    "evidence:report": {"GET": TEAM},
    "evidence:report-content": {"GET": TEAM},
    "evidence:training": {"GET": SIGNED_IN},
    "evidence:begin-training": {"POST": SIGNED_IN},
    "evidence:hand-in-training": {"POST": SIGNED_IN},
    "evidence:training-question": {"GET": SIGNED_IN, "POST": SIGNED_IN},
    "evidence:trained": {"GET": OFFICER},
    "evidence:trained-export": {"GET": OFFICER},
    # API
    "evidence-api:training": {"GET": SIGNED_IN},
    "evidence-api:trained": {"GET": OFFICER},
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
    "evidence-api:reports": {"GET": TEAM, "POST": OFFICER},
    "evidence-api:report": {"GET": TEAM},
    "evidence-api:report-content": {"GET": TEAM},
}
