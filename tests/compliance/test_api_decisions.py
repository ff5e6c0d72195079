"""What can a program do with a decision, and what does it read of one?"""

import pytest

from compliance.models import Decision
from tests.compliance.deciding import ADDRESSABLE, DAY, approved, proposed
from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db


def said(harbour: Harbour, **other: object) -> dict[str, object]:
    return {
        "edition": "hipaa",
        "ref": ADDRESSABLE,
        "kind": "addressable-alternative",
        "justification": "Tapes cannot be encrypted here.",
        "answers": ["Assessed.", "Too slow.", "A safe."],
        "valid_from": harbour.on.isoformat(),
        "valid_until": (harbour.on + 30 * DAY).isoformat(),
    } | other


@pytest.fixture
def nora(harbour: Harbour) -> Program:
    return Program(harbour.cast.nora, harbour.system)


@pytest.fixture
def rita(harbour: Harbour) -> Program:
    return Program(harbour.cast.rita, harbour.system)


def test_nora_proposes_rita_approves_and_olive_withdraws(harbour: Harbour, nora: Program, rita: Program) -> None:
    answer = nora.say("compliance-api:decisions", **said(harbour))
    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert (row["state"], row["changes_status"], row["author"]["name"]) == ("proposed", None, "Nora Lind")
    assert row["answers"][2]["answer"] == "A safe."
    assert nora.say("compliance-api:approve-decision", row["id"]).status_code == 403
    row = rita.say("compliance-api:approve-decision", row["id"]).json()
    assert (row["state"], row["changes_status"], row["decided_by"]["name"]) == ("in-force", True, "Rita Shah")
    olive = Program(harbour.cast.olive, harbour.system)
    requirement = olive.read("compliance-api:requirement", "hipaa", ADDRESSABLE)
    assert requirement["standing"] == "decided" != requirement["by_evidence"]
    assert [each["id"] for each in requirement["decisions"]] == [row["id"]]
    row = olive.say("compliance-api:withdraw-decision", row["id"], comment="The tapes are gone.").json()
    assert (row["state"], row["withdrawn_on"], row["comment"]) == (
        "withdrawn",
        harbour.on.isoformat(),
        "The tapes are gone.",
    )


def test_rita_declines_with_a_reason(harbour: Harbour, rita: Program) -> None:
    decision = proposed(harbour)
    answer = rita.say("compliance-api:decline-decision", decision.pk)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "#/comment")
    row = rita.say("compliance-api:decline-decision", decision.pk, comment="Disks could.").json()
    assert (row["state"], row["comment"]) == ("declined", "Disks could.")


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"ref": "164.999"}, 400),
        ({"edition": "made-up"}, 400),
        ({"kind": "wishful-thinking"}, 400),
        ({"valid_until": None}, 400),
        ({"answers": ["Assessed."]}, 422),
        ({"kind": "compensating-control"}, 422),
        ({"valid_until": "2099-01-01"}, 422),
    ],
)
def test_what_cannot_be_is_refused(harbour: Harbour, nora: Program, other: dict[str, object], status: int) -> None:
    assert nora.say("compliance-api:decisions", **said(harbour, **other)).status_code == status
    assert not Decision.objects.exists()


def test_the_list_is_narrowed_by_state_kind_and_edition(harbour: Harbour, nora: Program) -> None:
    waiting = proposed(harbour, "164.312(b)", "not-applicable", author=harbour.cast.olive)
    held = approved(harbour)

    def listed(**asked: str) -> list[str]:
        return [row["id"] for row in nora.every("compliance-api:decisions", **asked)]

    assert listed() == [str(waiting.pk), str(held.pk)]
    assert listed(state="in-force") == [str(held.pk)]
    assert listed(kind="not-applicable", edition="hipaa") == [str(waiting.pk)]
    assert listed(edition="soc2") == []


def test_an_auditor_reads_approved_ones_only(harbour: Harbour) -> None:
    waiting, held = proposed(harbour, "164.312(b)", "not-applicable", author=harbour.cast.olive), approved(harbour)
    ada = Program(harbour.cast.ada, harbour.system)
    assert [row["id"] for row in ada.every("compliance-api:decisions")] == [str(held.pk)]
    assert ada.read("compliance-api:decision", held.pk)["justification"].startswith("The archive")
    assert ada.get(ada.at("compliance-api:decision", waiting.pk)).status_code == 404
