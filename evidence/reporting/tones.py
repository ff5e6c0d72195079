"""The tone of each code in every report: colour repeats what the word beside it says."""

from collections.abc import Mapping

from compliance.inheritance.support import Support
from compliance.posture import Standing

SUPPORT_TONES: Mapping[str, str] = {
    Support.SUPPORTED: "good",
    Support.COMMITTED: "open",
    Support.UNSUPPORTED: "bad",
    Support.NO_PART: "none",
}

STANDING_TONES: Mapping[str, str] = {
    Standing.FAILING: "bad",
    Standing.COULD_NOT_LOOK: "blind",
    Standing.STALE: "blind",
    Standing.NOT_STARTED: "none",
    Standing.IN_PROGRESS: "open",
    Standing.EVIDENCED: "good",
    Standing.DECIDED: "open",
}
