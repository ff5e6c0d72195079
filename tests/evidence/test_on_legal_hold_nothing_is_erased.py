"""Does a legal hold keep all that it is placed on, and nothing more, until somebody lifts it?"""

import pytest

from compliance.models import JournalEntry
from evidence.actions.holding import lift_hold, place_hold
from evidence.models import ErasedFor, HoldReach, Item, LegalHold
from evidence.retention.holds import holds_over
from frameworks.errors import Refused
from tests.evidence.exhibits import as_if_made, as_if_sealed, hand_in, pack_of, report_of
from tests.evidence.kept import accepted, audit_over, erased
from tests.factories import Harbour, a_system

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def placed(harbour: Harbour, **on: object) -> LegalHold:
    return place_hold(
        system=harbour.system,
        matter="Berg v. Harbour",
        reason="Mrs Berg sues; counsel asks to keep everything.",
        actor=harbour.cast.olive,
        now=harbour.now,
        **on,  # type: ignore[arg-type]  # each story names one thing
    )


@pytest.fixture
def item(harbour: Harbour) -> Item:
    return accepted(harbour)


def reached(harbour: Harbour, *records: object) -> list[bool]:
    found = holds_over(harbour.system, list(records))  # type: ignore[arg-type]  # records of every kind
    return [record.pk in found for record in records]  # type: ignore[attr-defined]


def test_what_is_over_stays_while_the_hold_stands(harbour: Harbour, item: Item) -> None:
    audit_over(harbour)
    hold = placed(harbour)
    for because in ErasedFor:
        with pytest.raises(Refused, match=r"on legal hold: Berg v\. Harbour"):
            erased(harbour, [item], because)
    lift_hold(hold=hold, actor=harbour.cast.olive, now=harbour.now)
    assert erased(harbour, [item]) == 1


def test_a_hold_on_the_system_is_on_all_that_it_has_and_on_nobody_elses(harbour: Harbour, item: Item) -> None:
    pack, report = as_if_sealed(pack_of(harbour)), as_if_made(report_of(harbour))
    assert placed(harbour).reach == HoldReach.SYSTEM
    assert reached(harbour, item, pack, report) == [True, True, True]
    quay = a_system("quay", "Quay", officer=harbour.cast.otto, now=harbour.now)
    assert holds_over(quay, [item]) == {}


def test_a_hold_on_a_duty_is_on_its_evidence(harbour: Harbour, item: Item) -> None:
    other = hand_in(harbour, "Patching").item
    other.uses.update(duty=harbour.duty("patching"))
    placed(harbour, duty=harbour.duty("risk-analysis"))
    assert reached(harbour, item, other, as_if_sealed(pack_of(harbour))) == [True, False, False]


def test_a_hold_on_an_audit_is_on_its_evidence_and_its_packs(harbour: Harbour, item: Item) -> None:
    placed(harbour, engagement=harbour.engagement)
    assert reached(harbour, item, as_if_sealed(pack_of(harbour)), as_if_made(report_of(harbour))) == [
        True,
        True,
        False,
    ]


def test_a_hold_on_chosen_evidence_is_on_that_alone(harbour: Harbour, item: Item) -> None:
    other = hand_in(harbour, "Another").item
    assert placed(harbour, items=[item]).reach == HoldReach.ITEMS
    assert reached(harbour, item, other) == [True, False]


def test_two_holds_are_both_to_be_lifted(harbour: Harbour, item: Item) -> None:
    audit_over(harbour)
    first, second = placed(harbour), placed(harbour, items=[item])
    lift_hold(hold=first, actor=harbour.cast.olive, now=harbour.now)
    with pytest.raises(Refused, match="on legal hold"):
        erased(harbour, [item])
    lift_hold(hold=second, actor=harbour.cast.olive, now=harbour.now)
    with pytest.raises(Refused, match="lifted already"):
        lift_hold(hold=second, actor=harbour.cast.olive, now=harbour.now)


def test_a_hold_says_on_what_one_thing_it_is_for_which_matter_and_why(harbour: Harbour, item: Item) -> None:
    with pytest.raises(Refused, match="on one thing"):
        placed(harbour, items=[item], duty=harbour.duty("risk-analysis"))
    with pytest.raises(Refused, match="which matter"):
        place_hold(system=harbour.system, matter=" ", reason="x", actor=harbour.cast.olive, now=harbour.now)
    audit_over(harbour)
    erased(harbour, [item])
    with pytest.raises(Refused, match="erased already"):
        placed(harbour, items=[item])


def test_the_journal_tells_who_placed_and_who_lifted_it_without_its_words(harbour: Harbour, item: Item) -> None:
    last = JournalEntry.objects.count()
    lift_hold(hold=placed(harbour, items=[item]), actor=harbour.cast.olive, now=harbour.now)
    told = JournalEntry.objects.filter(number__gt=last).order_by("number")
    assert [(each.verb, each.actor) for each in told] == [
        ("hold.placed", harbour.cast.olive),
        ("hold.lifted", harbour.cast.olive),
    ]
    assert told[0].after is not None and told[0].after["items"] == [str(item.pk)]
    assert "Berg" not in str(told[0].after)
