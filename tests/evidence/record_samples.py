"""Records samples anew: `python -m tests.evidence.record_samples`, of some collectors with their keys behind it.

good.json and bad.json come from the estates over HTTP; where a collector has no estate they were written by hand
and stay. In denied, unreachable, half_read and throttled, failures stand in the good answers' place:
test_an_error_never_becomes_a_pass.py asks how failures come over HTTP. Samples of other names were written by hand
from botocore's shapes and stay as they are.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import evidence.collectors
from evidence.collecting.contract import Collector
from evidence.collecting.gathering import gather
from evidence.collecting.judging import judge
from evidence.collecting.recording import Recorded, Sample, record, summary
from tests.evidence.cells import IN_THE_ESTATE, build, door_to, found
from tests.evidence.simulated import point_at, running_moto

ABOUT = {"good": "Everything is as it should be.", "bad": "Everything is as it should not be."}
FAILURES = {
    "denied": ("Every call is denied.", "access_denied", "AccessDenied"),
    "unreachable": ("No call gets through.", "unreachable", "EndpointConnectionError"),
    "half_read": ("Every answer is cut.", "half_read", "ListingCut"),
}


def failing(good: Sample) -> Iterator[tuple[str, Sample]]:
    """Samples in which every call fails, or every call but the listings."""
    for name, (about, reason, code) in FAILURES.items():
        yield name, _broken(good, about, [], {"reason": reason, "code": code})
    listings = [kept for kept in good["answers"] if not kept["params"] or "OwnerIds" in kept["params"]]
    if len(listings) < len(good["answers"]):
        failure = {"reason": "throttled", "code": "Throttling"}
        yield "throttled", _broken(good, "Only listings get through.", listings, failure)


def _broken(good: Sample, about: str, answers: list[Any], failure: dict[str, str]) -> Sample:
    return good | {"origin": "shape", "about": about, "answers": answers, "otherwise": failure}


def expect(collector: Collector, sample: Sample) -> Sample:
    return sample | {"expected": summary(judge(collector, gather(collector, Recorded(collector, sample))))}


def good_sample(key: str) -> Sample:
    sample: Sample = json.loads((_folder(key) / "good.json").read_text(encoding="utf-8"))
    return sample


def write(collector: Collector, name: str, sample: Sample) -> None:
    text = json.dumps(expect(collector, sample), indent=1, ensure_ascii=False)
    (_folder(collector.key) / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _folder(key: str) -> Path:
    return Path(evidence.collectors.__path__[0]) / key / "samples"


def main(keys: Sequence[str]) -> None:
    known = found()
    for collector in [known[key] for key in keys or known]:
        if collector.key in IN_THE_ESTATE:
            for kind, about in ABOUT.items():
                write(collector, kind, record(door_to(build(collector, kind), collector, kind), about))
        for name, sample in failing(good_sample(collector.key)):
            write(collector, name, sample)


if __name__ == "__main__":
    with running_moto() as moto, pytest.MonkeyPatch.context() as patch:
        point_at(moto, patch)
        main(sys.argv[1:])
