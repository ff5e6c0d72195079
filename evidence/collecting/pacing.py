"""Token buckets in front of AWS: one for each account, region and service, shared by all workers.

Whoever takes a token that is not there yet owes it, and waits until it would be: so the waiting line is kept by the
bucket. A wait that is too long takes none and raises `MustWait`: the job goes back to the database meanwhile. A cell
that has begun may wait longer than one that has not, so that newcomers give way and no begun work is thrown away.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic, sleep
from typing import Any, Protocol

import redis

from evidence.collecting.rates import Rate, rate_of

LONGEST_WAIT = 5.0
LONGEST_FIRST_WAIT = 1.0
"""Seconds in which a worker waits: before a later request of a cell, and before its first."""
ASK_AGAIN = 10.0
"""Seconds in which a broker that was lost is not asked again."""

log = logging.getLogger(__name__)


class MustWait(Exception):
    """It is not our turn for so many seconds: longer than a worker waits."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.1f} s")
        self.seconds = seconds


class Buckets(Protocol):
    def take(self, key: str, rate: Rate, longest: float) -> float:
        """Seconds until the token that was taken is there; when it is more than `longest`, none was taken."""
        ...


class LocalBuckets:
    """Buckets of this process alone."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def take(self, key: str, rate: Rate, longest: float) -> float:
        with self._lock:
            now = self._clock()
            tokens, at = self._kept.get(key, (float(rate.burst), now))
            tokens = min(rate.burst, tokens + (now - at) * rate.per_second)
            wait = max(0.0, (1 - tokens) / rate.per_second)
            if wait <= longest:
                self._kept[key] = tokens - 1, now
            return wait


# The same as above by the broker's clock. A bucket that is full again is forgotten.
TAKE = """
local rate, burst, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local passed = math.max(0, now - (tonumber(kept[2]) or now))
local tokens = math.min(burst, (tonumber(kept[1]) or burst) + passed * rate)
local wait = math.max(0, (1 - tokens) / rate)
if wait <= longest then
    tokens = tokens - 1
    redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.6f', now))
    redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) / rate * 1000) + 1000)
end
return string.format('%.6f', wait)
"""


class SharedBuckets:
    """Buckets in the broker, for all workers. While the broker is away each process keeps its own, and says so."""

    def __init__(self, client: redis.Redis) -> None:
        self._take = client.register_script(TAKE)
        self._alone = LocalBuckets()
        self._away_until = 0.0

    def take(self, key: str, rate: Rate, longest: float) -> float:
        if monotonic() >= self._away_until:
            try:
                return float(self._take(keys=[f"demarc:pace:{key}"], args=[rate.per_second, rate.burst, longest]))
            except redis.RedisError as error:
                self._away_until = monotonic() + ASK_AGAIN
                log.warning("The broker is away (%s): this process keeps the rates of AWS's calls by itself.", error)
        return self._alone.take(key, rate, longest)


@dataclass
class Turns:
    """One cell's turns at the buckets of its account."""

    buckets: Buckets
    account: str
    pause: Callable[[float], None] = field(default=sleep, repr=False)
    begun: bool = False

    def wait(self, service: str, region: str) -> None:
        """Come back when it is our turn. Errors: MustWait."""
        longest = LONGEST_WAIT if self.begun else LONGEST_FIRST_WAIT
        seconds = self.buckets.take(f"{self.account}:{region}:{service}", rate_of(service), longest)
        if seconds > longest:
            raise MustWait(seconds)
        self.begun = True
        if seconds > 0:
            self.pause(seconds)

    def before_each(self, service: str, region: str) -> Callable[..., None]:
        """For botocore's `before-send`: it is called for each request, retries and pages too."""

        def take_turn(**_: Any) -> None:
            self.wait(service, region)

        return take_turn
