"""Route -> method -> who: the catalogue is read by whoever has signed in. No row of it belongs to a system.

The word is that of `compliance.permissions`, which reads this table: this floor knows no user.
"""

from collections.abc import Mapping

SIGNED_IN = "signed-in"

ROUTES: Mapping[str, Mapping[str, str]] = {
    # pages
    "frameworks:catalogue": {"GET": SIGNED_IN},
    "frameworks:search": {"GET": SIGNED_IN},
    "frameworks:edition": {"GET": SIGNED_IN},
    "frameworks:oscal": {"GET": SIGNED_IN},
    "frameworks:requirement": {"GET": SIGNED_IN},
    "frameworks:controls": {"GET": SIGNED_IN},
    "frameworks:control": {"GET": SIGNED_IN},
    "frameworks:services": {"GET": SIGNED_IN},
    "frameworks:service": {"GET": SIGNED_IN},
    "frameworks:matrix": {"GET": SIGNED_IN},
    "frameworks:crosswalk": {"GET": SIGNED_IN},
    "frameworks:programmes": {"GET": SIGNED_IN},
    # API
    "frameworks-api:editions": {"GET": SIGNED_IN},
    "frameworks-api:requirements": {"GET": SIGNED_IN},
    "frameworks-api:requirement": {"GET": SIGNED_IN},
    "frameworks-api:controls": {"GET": SIGNED_IN},
    "frameworks-api:control": {"GET": SIGNED_IN},
    "frameworks-api:services": {"GET": SIGNED_IN},
    "frameworks-api:service": {"GET": SIGNED_IN},
    "frameworks-api:matrix": {"GET": SIGNED_IN},
    "frameworks-api:crosswalk": {"GET": SIGNED_IN},
    "frameworks-api:search": {"GET": SIGNED_IN},
}
