"""No day ends in the middle of a test: neither UTC's, by which AWS's documents count, nor that of the story."""

import datetime
import time
from zoneinfo import ZoneInfo

ZONES = (ZoneInfo("UTC"), ZoneInfo("America/New_York"))


def pass_midnight(minutes: int) -> None:
    """Where a day ends within so many minutes, wait until it has."""
    for zone in ZONES:
        now = datetime.datetime.now(zone)
        midnight = datetime.datetime.combine(now.date() + datetime.timedelta(days=1), datetime.time(), zone)
        left = midnight.timestamp() - now.timestamp()
        if left < minutes * 60:
            time.sleep(left + 1)
