"""Where AWS answers with a customer's secrets beside its settings: does any of them get into what is sealed?"""

from pathlib import Path

import pytest

from evidence.collecting.contract import Collector
from evidence.collecting.facts import seal_bytes
from evidence.collecting.gathering import gather
from evidence.collecting.recording import Recorded
from tests.evidence.test_every_collector import ROOM, SAMPLES, read

SECRET = "Correct-horse-7"  # stands in samples wherever AWS would give a secret
WITH_SECRETS = [path for path in SAMPLES if SECRET in path.read_text(encoding="utf-8")]


def test_every_collector_that_meets_secrets_has_a_sample_with_them() -> None:
    striking = {path.parent.name for path in ROOM.glob("*/gather.py") if "NOT_KEPT" in path.read_text(encoding="utf-8")}
    assert striking
    assert {path.parts[-3] for path in WITH_SECRETS} >= striking


@pytest.mark.parametrize("path", WITH_SECRETS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_secret_is_left_out(path: Path, collectors: dict[str, Collector]) -> None:
    collector = collectors[path.parts[-3]]
    sealed = seal_bytes(gather(collector, Recorded(collector, read(path)))).decode()
    assert SECRET not in sealed
