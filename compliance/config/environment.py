"""Strict readers of the environment: every value is understood at start, or the start fails with a sentence."""

import ipaddress
import logging
import os
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = frozenset({"127.0.0.1", "localhost"})


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off"}:
        return False
    if value:
        raise ImproperlyConfigured(f"{name} is '{value}': write yes or no.")
    return default


def level(name: str, default: str) -> str:
    value = text(name, default).upper()
    if value not in logging.getLevelNamesMapping():
        raise ImproperlyConfigured(f"{name} is '{value}': write DEBUG, INFO, WARNING, ERROR or CRITICAL.")
    return value


def words(name: str) -> list[str]:
    return [word.strip() for word in text(name).split(",") if word.strip()]


def addresses(name: str) -> list[str]:
    found = words(name)
    for word in found:
        if not all(parseaddr(word)[1].partition("@")):
            raise ImproperlyConfigured(f"{name}: '{word}' is no mail address. Write addresses, apart by commas.")
    return found


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        return [ipaddress.ip_network(word) for word in words(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}. Write networks such as 10.20.0.0/16, apart by commas.") from None


def secret(name: str, *, fallback: Path) -> str:
    """The secret itself, from `name`, from the file named in `name`_FILE, or from `fallback` if that file exists."""
    value = text(name)
    if not value:
        named = text(f"{name}_FILE")
        file = Path(named) if named else fallback
        if named and not file.is_file():
            raise ImproperlyConfigured(f"{name}_FILE names {file}, which is not a file.")
        value = file.read_text().strip() if file.is_file() else ""
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Put at least 50 random characters into it, or into the file {fallback} "
            f'(python3 -c "import secrets; print(secrets.token_urlsafe(64))" > {fallback}).'
        )
    if len(value) < 50 or len(set(value)) < 5:
        raise ImproperlyConfigured(f"{name} has {len(value)} characters: a secret needs at least 50, chosen at random.")
    return value


def base_url(name: str, default: str) -> tuple[str, str, bool]:
    """(address, host, is it https); http is accepted on loopback only, because log-ins would cross the wire open."""
    address = text(name, default).rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name} is '{address}': write an address such as https://demarc.example.org.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ImproperlyConfigured(f"{name} is '{address}': only a loopback address may go without https.")
    return address, parts.hostname, parts.scheme == "https"


def mail(name: str) -> tuple[str, int, str, str, bool, bool]:
    """(host, port, user, password, TLS at once, TLS after a greeting) from smtp://user:password@host:587 or smtps://….

    No host when nothing is set. Only on loopback may a mail go open.
    """
    address = text(name)
    if not address:
        return "", 0, "", "", False, False
    parts = urlsplit(address)
    port = _port(name, parts)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ImproperlyConfigured(
            f"{name} is not understood: write smtp://user:password@host:587 or smtps://host:465."
        )
    at_once = parts.scheme == "smtps"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    after_greeting = not at_once and parts.hostname not in LOOPBACK
    return parts.hostname, int(port or (465 if at_once else 587)), user, password, at_once, after_greeting


def sender(name: str, *, is_needed: bool) -> str:
    """The address that mails come from; there is none to guess, so it is asked for as soon as mails are sent."""
    address = text(name)
    if is_needed and not all(parseaddr(address)[1].partition("@")):
        said = f"is '{address}'" if address else "is not set"
        raise ImproperlyConfigured(f"{name} {said}: write the address that mails come from, demarc@example.org.")
    return address


def database(name: str, default: str) -> dict[str, object]:
    """Django's database settings from an address: sqlite:///path or postgresql://user:password@host:port/name."""
    parts = urlsplit(text(name, default))
    if parts.scheme == "sqlite" and not parts.netloc and parts.path.strip("/"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    if parts.scheme in {"postgresql", "postgres"} and parts.path.strip("/"):
        options = dict(parse_qsl(parts.query))  # such as sslmode=verify-full
        socket_folder = options.pop("host", "")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or socket_folder,
            "PORT": _port(name, parts),
            "OPTIONS": options,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(
        f"{name} is not understood: write sqlite:////folder/demarc.sqlite3 or postgresql://user:password@host:5432/demarc."
    )


def bucket(name: str) -> dict[str, Any]:
    """The parts of s3://bucket/prefix?endpoint=https://…&region=…&profile=…&lock=governance:365; empty when not set."""
    address = text(name)
    if not address:
        return {}
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    lock_mode, _, lock_days = options.pop("lock", "").partition(":")
    lock = lock_mode in {"governance", "compliance"} and lock_days.isdecimal() and 0 < int(lock_days) <= 36500
    known = options.keys() <= {"endpoint", "region", "profile"}
    if parts.scheme != "s3" or not parts.netloc or not known or not (lock or not lock_mode):
        raise ImproperlyConfigured(
            f"{name} is not understood: write s3://bucket/prefix, and behind a question mark what is needed of "
            "endpoint=https://host, region=, profile= and lock=governance:365 (or compliance, and so many days)."
        )
    endpoint = urlsplit(options.get("endpoint", "https://"))
    if endpoint.scheme != "https" and (endpoint.scheme != "http" or endpoint.hostname not in LOOPBACK):
        raise ImproperlyConfigured(f"{name}: the endpoint is an https address; only a loopback one may go without.")
    found = {"bucket": parts.netloc, "prefix": parts.path.strip("/"), **options}
    return {**found, "lock_mode": lock_mode, "lock_days": int(lock_days)} if lock else found


def pdf_signature(prefix: str) -> tuple[Path | None, Path | None, str, Path | None]:
    """(certificate, its key, address of the time-stamp authority, roots) for PDFs; all empty where none is signed.

    The key's file is read as a PDF is signed, so that it need not lie on the machine of the site.
    """
    certificate, key, roots = (text(f"{prefix}_{what}_FILE") for what in ("CERTIFICATE", "KEY", "ROOTS"))
    stamps = text(f"{prefix}_TIME_STAMPS")
    if bool(certificate) != bool(key):
        raise ImproperlyConfigured(f"{prefix}_CERTIFICATE_FILE and {prefix}_KEY_FILE belong together: name both files.")
    if stamps and (not certificate or not urlsplit(stamps).scheme.startswith("http") or not urlsplit(stamps).hostname):
        raise ImproperlyConfigured(
            f"{prefix}_TIME_STAMPS is '{stamps}': write an http(s) address beside a certificate."
        )
    if roots and not stamps:
        raise ImproperlyConfigured(
            f"{prefix}_ROOTS_FILE is for signatures that last: {prefix}_TIME_STAMPS is needed too."
        )
    files = [Path(each) if each else None for each in (certificate, key, roots)]
    return files[0], files[1], stamps, files[2]


def _port(name: str, parts: SplitResult) -> str:
    try:
        return str(parts.port or "")
    except ValueError:
        raise ImproperlyConfigured(f"{name} names a port that is no number from 0 to 65535.") from None
