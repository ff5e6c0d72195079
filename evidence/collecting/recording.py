"""Step 0 of a new collector: record what AWS really answers, as a sample that replays without AWS.

{"origin": "recorded" from an endpoint over HTTP, or "shape" written by hand from the service's model,
 "about": one sentence, "account", "partition", "region", "at": the instant at which it is judged,
 "answers": [{"call", "params", "answer" or "failure": {"reason", "code"}}],
 "otherwise": {"reason", "code"} for calls that have no answer in it,
 "expected": {check: {resource's ARN: outcome, or "error:<reason>"}}}
"""

from datetime import datetime
from typing import Any

from evidence.collecting.aws import Door, UndeclaredCall
from evidence.collecting.contract import Collector, CouldNotLook, ErrorReason, Observation, Outcome
from evidence.collecting.facts import instant, plain
from evidence.collecting.gathering import gather
from evidence.collecting.judging import judge

Sample = dict[str, Any]


class RecordingDoor(Door):
    """The door to AWS, with every answer and failure kept."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.answers: list[dict[str, Any]] = []

    def ask(self, name: str, /, *, region: str = "", **params: Any) -> dict[str, Any]:
        kept = {"call": name, "params": plain(params)}
        self.answers.append(kept)
        try:
            kept["answer"] = super().ask(name, region=region, **params)
        except CouldNotLook as failure:
            kept["failure"] = {"reason": failure.reason.value, "code": failure.code}
            raise
        return dict(kept["answer"])


class Recorded:
    """Answers a sample's calls from what it holds; the twin of the door, for replays."""

    def __init__(self, collector: Collector, sample: Sample) -> None:
        self.collector, self._otherwise = collector, sample.get("otherwise")
        self.account, self.partition, self.region = sample["account"], sample["partition"], sample["region"]
        self.caller = f"arn:{self.partition}:sts::{self.account}:assumed-role/sample/replayed"
        self.calls: list[dict[str, Any]] = []
        self._now = datetime.fromisoformat(sample["at"])
        self._answers = list(sample["answers"])

    def clock(self) -> datetime:
        return self._now

    def pause(self, seconds: float) -> None:
        """Recorded answers need no waiting."""

    def ask(self, name: str, /, *, region: str = "", **params: Any) -> dict[str, Any]:
        """The next recorded answer to the call. Errors: as Door.ask; AssertionError when there is none."""
        if name not in self.collector.calls:
            raise UndeclaredCall(name)
        kept = next((a for a in self._answers if a["call"] == name and a["params"] == params), None)
        failure = kept.get("failure") if kept else self._otherwise
        if failure:
            raise CouldNotLook(ErrorReason(failure["reason"]), name, failure["code"])
        if kept is None:
            raise AssertionError(f"the sample has no answer to {name} {params}")
        self._answers.remove(kept)
        return dict(kept["answer"])


def record(door: RecordingDoor, about: str) -> Sample:
    """A sample of what the door's collector finds, judged at the door's clock. Read before you believe."""
    document = gather(door.collector, door)
    return {
        "origin": "recorded",
        "about": about,
        "account": door.account,
        "partition": door.partition,
        "region": door.region,
        "at": instant(door.clock()),
        "answers": door.answers,
        "expected": summary(judge(door.collector, document)),
    }


def summary(observations: list[Observation]) -> dict[str, dict[str, str]]:
    """Observations as a sample expects them: check -> resource -> outcome, an error with its reason."""
    told: dict[str, dict[str, str]] = {}
    for seen in observations:
        outcome = f"error:{seen.reason}" if seen.outcome is Outcome.ERROR else seen.outcome.value
        told.setdefault(seen.check, {})[seen.resource] = outcome
    return told
