"""Does an explanation lead from the requirement down to the lines and documents it rests on?"""

from datetime import date

from frameworks.compiled import Catalogue
from frameworks.inheritance import Node, explain
from tests.frameworks.facts import answer, contract, facts, use
from tests.frameworks.small import FILES


def outline(node: Node, depth: int = 0) -> list[str]:
    line = f"{'  ' * depth}{node.kind} {node.key}: {node.text}"
    return [line, *(each for child in node.children for each in outline(child, depth + 1))]


def test_a_shared_requirement_down_to_the_reason_against_it(small: Catalogue) -> None:
    about = facts(contract(valid_until=date(2026, 2, 1)), uses=(use("ec2"), use("s3")))
    assert outline(explain(answer(small, about, "1.2"), small)) == [
        "requirement 1.2: shared",
        "  control patching: Patches close holes.",
        "    split ec2: shared",
        "      aws aws: AWS patches hosts.",
        "      customer customer: You patch the guest system.",
        "    split s3: aws",
        "      aws aws: AWS patches all of S3.",
        "  programme contract: necessary",
        "    attestation contract-1: ",
        "      reason lapsed: 111122223333 · 2026-02-01",
        "  programme report: corroborating",
        "    reason no_attestation: ",
    ]


def test_a_requirement_of_the_customer_names_no_programme(small: Catalogue) -> None:
    assert outline(explain(answer(small, facts(), "1.3"), small)) == [
        "requirement 1.3: customer",
        "  control policy: The policy is the record.",
        "    split any: customer",
        "      customer customer: You write it.",
    ]


def test_every_source_is_the_line_that_says_so(small: Catalogue) -> None:
    tree = explain(answer(small, facts(contract(), uses=(use("ec2"),)), "1.2"), small)
    control, programme, _ = tree.children
    assert said_at(tree) == "[[requirement]]"
    assert said_at(control) == (
        'controls = [{ control = "patching", coverage = "full", why = "Patches close holes.", frequency = "P1M" }]'
    )
    assert said_at(control.children[0]) == "[control.split.infrastructure]"
    assert said_at(programme) == "[[rule]]"


def said_at(node: Node) -> str:
    file, line = node.source.removeprefix("frameworks/catalogue/").rsplit(":", 1)
    return FILES[file].splitlines()[int(line) - 1]
