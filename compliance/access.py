"""Route -> method -> who: the pages and API of this floor. What is not here is closed (design, section 7)."""

from compliance.permissions import ANSWERING, EVERY_ROLE, OFFICER, PUBLIC, SIGNED_IN, TEAM, Access

ROUTES: dict[str, Access] = {
    # pages
    "compliance:log-in": {"GET": PUBLIC, "POST": PUBLIC},
    "compliance:log-out": {"POST": SIGNED_IN},
    "compliance:dashboard": {"GET": SIGNED_IN},
    "compliance:system": {"GET": EVERY_ROLE},
    "compliance:requirement": {"GET": EVERY_ROLE},
    "compliance:duties": {"GET": TEAM},
    "compliance:duty": {"GET": EVERY_ROLE},
    "compliance:assign": {"GET": OFFICER, "POST": OFFICER},
    "compliance:split-off": {"POST": OFFICER},
    "compliance:narrate": {"POST": ANSWERING},
    # API
    "openapi": {"GET": SIGNED_IN},
    "api-docs": {"GET": SIGNED_IN},
    "compliance-api:root": {"GET": SIGNED_IN},
    "compliance-api:token": {"POST": PUBLIC, "DELETE": SIGNED_IN},
    "compliance-api:systems": {"GET": SIGNED_IN},
    "compliance-api:system": {"GET": EVERY_ROLE},
    "compliance-api:requirements": {"GET": EVERY_ROLE},
    "compliance-api:requirement": {"GET": EVERY_ROLE},
    "compliance-api:duties": {"GET": EVERY_ROLE},
    "compliance-api:duty": {"GET": EVERY_ROLE},
    "compliance-api:assign": {"POST": OFFICER},
    "compliance-api:split-off": {"POST": OFFICER},
}
