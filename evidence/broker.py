"""The broker's own memory, Redis or Valkey: what all workers share in it besides Celery's bells. Never the truth."""

from functools import cache

import redis
from celery import current_app
from django.conf import settings

SOCKET = "redis+socket://"
SECONDS = 2
"""How long it may take to answer: whoever asks can do without it."""


@cache
def client() -> redis.Redis:
    """One for the process; threads and forks may share it. Errors: redis.RedisError, when it is used."""
    address: str = settings.CELERY_BROKER_URL
    waits = {"socket_timeout": SECONDS, "socket_connect_timeout": SECONDS}
    if address.startswith(SOCKET):
        return redis.Redis(unix_socket_path=address.removeprefix(SOCKET), **waits)  # type: ignore[arg-type]
    return redis.Redis.from_url(address, **waits)


def answers() -> bool:
    try:
        return bool(client().ping())
    except redis.RedisError:
        return False


def unheard() -> int:
    """How many bells lie in the queue; 0 when the broker is away."""
    try:
        return int(client().llen(current_app.conf.task_default_queue))
    except redis.RedisError:
        return 0
