"""The readiness report of a pack: what the pack's builder calls."""

from evidence.packs.packed import Packed
from evidence.reporting.discovery import reports
from evidence.reporting.making import make


def render_readiness(packed: Packed) -> bytes:
    """The PDF of a pack that has its checkpoint: the same pack, the same bytes. NoPango where type cannot be set."""
    return make(reports()["readiness"], packed)
