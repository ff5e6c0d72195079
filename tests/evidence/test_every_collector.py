"""Does every collector find what its samples say, and does every check have the samples it needs?"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.model import OperationModel, Shape
from botocore.validate import ParamValidator

import evidence.collectors
from evidence.collecting.contract import Call, Collector
from evidence.collecting.facts import seal_bytes
from evidence.collecting.gathering import gather
from evidence.collecting.judging import judge
from evidence.collecting.recording import Recorded, summary
from tests.evidence.cells import COLLECTORS, IN_THE_ESTATE, build, door_to, enter

ROOM = Path(evidence.collectors.__path__[0])
SAMPLES = sorted(ROOM.glob("*/samples/*.json"))
KINDS = {
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "timestamp": str,
    "blob": str,
}


def read(path: Path) -> dict[str, Any]:
    sample: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return sample


def test_every_folder_is_a_collector_with_samples(collectors: dict[str, Collector]) -> None:
    assert tuple(collectors) == COLLECTORS
    assert {path.parts[-3] for path in SAMPLES} == set(COLLECTORS)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_sample_leads_to_what_it_expects(path: Path, collectors: dict[str, Collector]) -> None:
    collector, sample = collectors[path.parts[-3]], read(path)

    document = gather(collector, Recorded(collector, sample))

    assert summary(judge(collector, document)) == sample["expected"]
    assert json.loads(seal_bytes(document)) == document


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_sample_has_the_shapes_of_the_services_model(path: Path, collectors: dict[str, Collector]) -> None:
    collector, sample = collectors[path.parts[-3]], read(path)
    assert sample["origin"] in ("recorded", "shape")
    for kept in sample["answers"]:
        operation = operation_of(collector.calls[kept["call"]])
        assert refusals(kept["params"], operation.input_shape) == ""
        if "answer" in kept:
            assert strays(kept["answer"], operation.output_shape) == []


@pytest.mark.parametrize("key", COLLECTORS)
def test_every_check_has_samples_of_pass_fail_denial_and_another_error(
    key: str, collectors: dict[str, Collector]
) -> None:
    """A check that never passes, because only a person can tell, has a sample of that in place of the pass."""
    seen: dict[str, set[str]] = {}
    for path in (ROOM / key / "samples").glob("*.json"):
        for check, outcomes in read(path)["expected"].items():
            seen.setdefault(check, set()).update(outcomes.values())
    assert seen.keys() == {check.key for check in collectors[key].checks}
    for check, outcomes in seen.items():
        assert {"fail", "error:access_denied"} <= outcomes and {"pass", "manual"} & outcomes, check
        assert any(outcome.startswith("error:") for outcome in outcomes - {"error:access_denied"}), check


@pytest.mark.parametrize("kind", ["good", "bad"])
@pytest.mark.parametrize("key", IN_THE_ESTATE)
def test_over_http_it_finds_what_was_recorded(key: str, kind: str, aws: str, collectors: dict[str, Collector]) -> None:
    collector = collectors[key]
    door = door_to(build(collector, kind), collector, kind)

    document = gather(collector, door)

    recorded = read(ROOM / key / "samples" / f"{kind}.json")["expected"]
    found = summary(judge(collector, document))
    assert {check: sorted(seen.values()) for check, seen in found.items()} == {
        check: sorted(seen.values()) for check, seen in recorded.items()
    }
    assert all(call["requests"] and call["pages"] for call in document["calls"] if not call["code"])
    assert document["caller"].endswith("/demarc-test")


@pytest.mark.parametrize("key", IN_THE_ESTATE)
def test_a_cell_without_resources_passes_nothing_that_it_did_not_see(
    key: str, aws: str, collectors: dict[str, Collector]
) -> None:
    """Where nothing was ever made, only what is judged of the account or region itself can pass."""
    collector = collectors[key]
    observations = judge(collector, gather(collector, door_to(enter(collector, "999988887777"), collector)))
    whole = {check.key for check in collector.checks if check.over.__name__ in ("account", "region")}
    if key == "ec2":  # a fresh region has a default security group, which opens nothing to the internet
        whole |= {"ec2.admin_ports_closed", "ec2.all_ports_closed"}
    assert {seen.outcome.value for seen in observations if seen.check not in whole} <= {
        "not_applicable",
        "fail",
    }


def strays(value: Any, shape: Shape, where: str = "") -> list[str]:
    """Where a value leaves its shape in botocore's model."""
    match shape.type_name:
        case "structure" if isinstance(value, dict):
            unknown = [f"{where}.{key} is unknown" for key in value if key not in shape.members]
            known = [key for key in value if key in shape.members]
            inside = [strays(value[key], shape.members[key], f"{where}.{key}") for key in known]
            return unknown + [stray for strays_of_one in inside for stray in strays_of_one]
        case "list" if isinstance(value, list):
            return [s for item in value for s in strays(item, shape.member, f"{where}[]")]
        case "map" if isinstance(value, dict):
            return [s for key, item in value.items() for s in strays(item, shape.value, f"{where}.{key}")]
        case "string" if value is None or isinstance(value, str | dict):
            return []  # botocore decodes IAM's policy documents, and gives None for the oldest region's name
    fits = isinstance(value, KINDS.get(shape.type_name, ()))
    return [] if fits else [f"{where} is no {shape.type_name}"]


def refusals(params: dict[str, Any], shape: Shape | None) -> str:
    """Why botocore would refuse to send the parameters."""
    if shape is None:
        return f"it takes no {', '.join(params)}" if params else ""
    return str(ParamValidator().validate(params, shape).generate_report())


@cache
def operation_of(call: Call) -> OperationModel:
    model = botocore.session.get_session().get_service_model(call.client)
    name = next(name for name in model.operation_names if botocore.xform_name(name) == call.operation)
    return model.operation_model(name)
