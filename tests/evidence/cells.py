"""A good and a bad estate for each collector, each in an account of its own, and how to look at them."""

import importlib
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3

import evidence.collectors
import frameworks
from evidence.collecting import discovery
from evidence.collecting.assuming import Entry, Role, assume
from evidence.collecting.aws import Access
from evidence.collecting.contract import Collector
from evidence.collecting.policy import session_policy
from evidence.collecting.recording import RecordingDoor

CATALOGUE = Path(frameworks.__file__).parent / "catalogue"
COLLECTORS = tuple(sorted(about.parent.name for about in Path(evidence.collectors.__path__[0]).glob("*/about.toml")))
# Those whose estate can be made on the simulated AWS; the others are proven by samples from botocore's shapes.
IN_THE_ESTATE = tuple(key for key in COLLECTORS if (Path(__file__).parent / "estates" / f"{key}.py").exists())
REGION = "eu-west-1"
DAYS_LATER = 200  # when the bad estate is judged: its keys and passwords have grown old


def found() -> dict[str, Collector]:
    """The product's collectors, vetted against the controls and services of the product's catalogue."""
    themes = [tomllib.loads(path.read_text()) for path in (CATALOGUE / "controls").glob("*.toml")]
    services = tomllib.loads((CATALOGUE / "services.toml").read_text())["service"]
    return discovery.find(
        controls={control["key"] for theme in themes for control in theme["control"]},
        services={service["key"] for service in services},
    )


def enter(collector: Collector, account: str) -> Access:
    role = Role(f"arn:aws:iam::{account}:role/demarc-evidence", account, "lakeside-0123456789abcdef")
    return assume(Entry(role=role, run="test", session_policy=session_policy([collector])))


def build(collector: Collector, kind: str) -> Access:
    """Makes the collector's estate of that kind in a fresh account; gives the way in."""
    number = 2 * COLLECTORS.index(collector.key) + (1 if kind == "good" else 2)
    access = enter(collector, f"{number:02}1122223333")
    getattr(importlib.import_module(f"tests.evidence.estates.{collector.key}"), kind)(session_of(access))
    return access


def session_of(access: Access) -> boto3.Session:
    """To make resources with: the simulated AWS refuses these keys nothing."""
    return boto3.Session(access.keys.access_key, access.keys.secret_key, access.keys.token)


def clock_for(kind: str) -> Callable[[], datetime]:
    shift = timedelta(days=DAYS_LATER if kind == "bad" else 0)
    return lambda: datetime.now(UTC) + shift


def door_to(access: Access, collector: Collector, kind: str = "good") -> RecordingDoor:
    region = "global" if collector.scope == "global" else REGION
    return RecordingDoor(access, collector, region, clock=clock_for(kind), pause=lambda seconds: None)
