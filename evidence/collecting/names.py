"""Tells names of settings that look like secrets. Pure; it never sees a value."""

import re
from collections.abc import Iterable

SECRET = re.compile(
    r"passw(or)?d|passphrase|pwd|secret|token|api_?key|auth_?key|private_?key|access_?key|encryption_?key|signing_?key"
    r"|credential|connection_?string|ecs_engine_auth_data",
    re.IGNORECASE,
)
# Where a secret lies, how long it lives, how long it is: no secret itself. An access key's id counts as one.
REFERENCE = re.compile(
    r"(?i:(?<!access_key)[_-](arn|name|id|url|uri|path|file|ttl|length|expiry))$"
    r"|(?<=[a-z])(Arn|Name|(?<!Key)Id|Url|Uri|Path|File)$"
)


def named_like_secrets(names: Iterable[str]) -> list[str]:
    """The names, sorted, under which people keep secrets; a guess by the name alone."""
    return sorted(name for name in names if SECRET.search(name) and not REFERENCE.search(name))
