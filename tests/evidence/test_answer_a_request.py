"""Is a request answered by those it is asked of, all or nothing, sealed as given, with every version kept?"""

import datetime
import io
import json
from typing import Any

import pytest

from compliance.models import Assessment, JournalEntry, Role
from compliance.posture import Standing, posture_of_duty
from evidence import blobs
from evidence.actions.answering import MOST_FILES, a_link, a_text, answer, at_hand, use_again
from evidence.actions.asking import hand_request, withdraw_request
from evidence.actions.reviewing import accept, give_back
from evidence.actions.uploading import Given
from evidence.models import Item, ItemKind, ItemUse, LedgerEntry, UseState
from evidence.requests import RequestState
from evidence.reviewers import may_review
from frameworks.errors import Refused
from tests.evidence.asked import MINUTE, answered, ask, files, where
from tests.evidence.exhibits import POLICY, hand_in
from tests.factories import Harbour

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]

DAY = datetime.timedelta(days=1)


def give(harbour: Harbour, request: Any, given: list[Given], by: str = "nora") -> list[ItemUse]:
    return answer(request=request, given=given, actor=getattr(harbour.cast, by), on=harbour.on, now=harbour.now)


def test_two_files_are_two_items_each_with_its_leaf_and_its_review(harbour: Harbour) -> None:
    request = ask(harbour)
    first, second = answered(harbour, request, "analysis.pdf", "approval.pdf")
    assert [use.item.title for use in (first, second)] == ["analysis.pdf", "approval.pdf"]
    assert {(use.request, use.duty, use.state) for use in (first, second)} == {
        (request, request.duty, UseState.IN_REVIEW)
    }
    assert LedgerEntry.objects.filter(kind="item.uploaded").count() == 2
    assert JournalEntry.objects.filter(verb="evidence.submitted").count() == 2
    assert where(harbour, request)[0] == RequestState.IN_REVIEW


def test_of_several_files_all_come_in_or_none_and_the_refusal_names_the_file(harbour: Harbour) -> None:
    request, given = ask(harbour), files(harbour, "analysis.pdf", "approval.pdf")
    bad = Given(io.BytesIO(b"MZ"), "approval.pdf", "application/pdf", harbour.on, harbour.on, name="approval.pdf")
    with pytest.raises(Refused, match=r"approval\.pdf: The file is not readable.*Nothing of this was taken in\."):
        give(harbour, request, [given[0], bad])
    assert not Item.objects.exists() and not LedgerEntry.objects.filter(kind="item.uploaded").exists()


def test_nothing_and_far_too_much_are_refused(harbour: Harbour) -> None:
    request = ask(harbour)
    with pytest.raises(Refused, match="nothing to hand in yet"):
        give(harbour, request, [])
    with pytest.raises(Refused, match=f"At most {MOST_FILES} files"):
        give(harbour, request, files(harbour, *(f"{n}.pdf" for n in range(MOST_FILES + 1))))


@pytest.mark.parametrize(
    ("by", "may"), [("nora", True), ("ben", True), ("olive", True), ("rita", False), ("ada", False), ("otto", False)]
)
def test_the_one_asked_by_name_the_duty_s_owner_and_an_officer_answer(harbour: Harbour, by: str, may: bool) -> None:
    """Nora owns the duty, Ben was asked by name."""
    request = ask(harbour, owner=harbour.cast.ben)
    if may:
        assert give(harbour, request, files(harbour, "analysis.pdf"), by=by)
        return
    with pytest.raises(Refused, match="Only whoever was asked, the owner of the duty"):
        give(harbour, request, files(harbour, "analysis.pdf"), by=by)


def test_a_text_and_a_link_are_sealed_as_what_they_are(harbour: Harbour) -> None:
    request = ask(harbour)
    days: dict[str, Any] = {"observed_from": harbour.on, "observed_until": harbour.on}
    (text,) = give(harbour, request, [a_text(text=" We do it\r\nin May. ", title="How", **days)])
    address, note = "https://wiki.example.org/risks?v=7", "The analysis, page 2."
    (link,) = give(harbour, request, [a_link(url=address, note=note, title="Wiki", now=harbour.now, **days)])
    assert (text.item.kind, text.item.media_type, link.item.kind) == (ItemKind.TEXT, "text/plain", ItemKind.LINK)
    with blobs.open_blob(text.item.digest) as sealed:
        assert sealed.read() == b"We do it\nin May."
    with blobs.open_blob(link.item.digest) as sealed:
        assert json.loads(sealed.read()).keys() == {"url", "note", "given_at"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"url": "http://wiki.example.org"}, "Only links that begin with https"),
        ({"url": "javascript:alert(1)"}, "cannot be read"),
        ({"url": "https://"}, "cannot be read"),
        ({"url": "https://a b"}, "cannot be read"),
        ({"url": "https://[::1"}, "cannot be read"),
        ({"url": "https://ben:secret@wiki.example.org"}, "Leave name and password out"),
        ({"url": "https://x.example.org/" + "a" * 2000}, "cannot be read"),
        ({"note": " "}, "Say what the link shows"),
        ({"note": "4111 1111 1111 1111"}, "The note holds what looks like a card number"),
    ],
)
def test_a_link_that_is_none_is_refused(harbour: Harbour, words: dict[str, str], sentence: str) -> None:
    said: dict[str, Any] = {"url": "https://wiki.example.org", "note": "The wiki.", "title": "Wiki"} | words
    with pytest.raises(Refused, match=sentence):
        a_link(**said, observed_from=harbour.on, observed_until=harbour.on, now=harbour.now)


def test_an_empty_text_is_no_answer(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="nothing written yet"):
        a_text(text=" \n", title="x", observed_from=harbour.on, observed_until=harbour.on)


def test_a_new_version_replaces_the_returned_one_and_overwrites_nothing(harbour: Harbour) -> None:
    request = ask(harbour)
    (old,) = answered(harbour, request, now=harbour.now)
    give_back(use=old, actor=harbour.cast.rita, comment="Sign it.", now=harbour.now + MINUTE)
    assert where(harbour, request)[0] == RequestState.RETURNED
    (new,) = answered(harbour, request, "signed.pdf", now=harbour.now + 2 * MINUTE, replaces=old.item)
    assert new.item.replaces == old.item and list(old.item.replaced_by.all()) == [new.item]
    assert Item.objects.count() == 2
    assert where(harbour, request)[0] == RequestState.IN_REVIEW
    entry = JournalEntry.objects.filter(verb="evidence.submitted").order_by("number").last()
    assert entry and entry.after and entry.after["replaces"] == str(old.item_id)


def test_only_what_was_handed_in_for_the_same_request_is_replaced(harbour: Harbour) -> None:
    stranger = hand_in(harbour).item
    with pytest.raises(Refused, match="handed in for the same request"):
        answered(harbour, ask(harbour), replaces=stranger)


def test_what_is_withdrawn_takes_nothing_in(harbour: Harbour) -> None:
    request = ask(harbour)
    withdraw_request(request=request, reason="No need.", actor=harbour.cast.olive, on=harbour.on, now=harbour.now)
    with pytest.raises(Refused, match="closed: it is withdrawn"):
        answered(harbour, request)
    assert not Item.objects.exists()


def test_an_accepted_answer_counts_for_its_duty_and_one_without_a_duty_for_none(harbour: Harbour) -> None:
    for control, reviewer in (("risk-analysis", harbour.cast.rita), (None, harbour.cast.olive)):
        request = ask(harbour, control, owner=harbour.cast.nora)
        (use,) = answered(harbour, request)
        accept(use=use, actor=reviewer, comment="", now=use.submitted_at)
        assert where(harbour, request)[0] == RequestState.ACCEPTED
        assert (use.item.valid_until is not None) == (control is not None)
    assert Assessment.objects.count() == 1
    assert posture_of_duty(harbour.duty("risk-analysis"), use.submitted_at + MINUTE).standing == Standing.EVIDENCED


def test_without_a_duty_an_officer_reviews_and_nobody_else(harbour: Harbour) -> None:
    (use,) = answered(harbour, ask(harbour, None, owner=harbour.cast.nora))
    with pytest.raises(Refused, match="Only the reviewer of this duty or a compliance officer"):
        accept(use=use, actor=harbour.cast.rita, comment="", now=harbour.now)


def test_what_was_accepted_for_the_same_is_used_again_and_reviewed_again(harbour: Harbour) -> None:
    use = hand_in(harbour)
    request = ask(harbour)
    assert not at_hand(request, harbour.now), "what waits for review is not at hand"
    accept(use=use, actor=harbour.cast.rita, comment="", now=use.submitted_at)
    assert list(at_hand(request, harbour.now)) == [use.item]
    again = use_again(request=request, item=use.item, actor=harbour.cast.nora, on=harbour.on, now=harbour.now)
    assert (again.item, again.state, Item.objects.count()) == (use.item, UseState.IN_REVIEW, 1)
    assert LedgerEntry.objects.filter(kind="item.uploaded").count() == 1
    assert not at_hand(request, harbour.now)
    with pytest.raises(Refused, match="offered for it already"):
        use_again(request=request, item=use.item, actor=harbour.cast.nora, on=harbour.on, now=harbour.now)


def test_whose_item_it_is_reviews_it_under_nobody_elses_name(harbour: Harbour) -> None:
    """Olive hands it in, Rita accepts it; offered once more by Nora, Olive would approve what is her own."""
    (use,) = answered(harbour, ask(harbour), by="olive")
    accept(use=use, actor=harbour.cast.rita, comment="", now=use.submitted_at)
    request = ask(harbour)
    again = use_again(request=request, item=use.item, actor=harbour.cast.nora, on=harbour.on, now=harbour.now)
    assert not may_review(again, harbour.cast.olive, {Role.OFFICER}, harbour.on)
    with pytest.raises(Refused, match="You handed this in yourself"):
        accept(use=again, actor=harbour.cast.olive, comment="", now=harbour.now)
    assert accept(use=again, actor=harbour.cast.rita, comment="", now=harbour.now).state == UseState.ACCEPTED


def test_only_what_is_valid_and_speaks_for_the_days_asked_about_is_at_hand(harbour: Harbour) -> None:
    use = hand_in(harbour)
    accept(use=use, actor=harbour.cast.rita, comment="", now=use.submitted_at)
    valid_until = use.item.valid_until
    assert valid_until
    assert not at_hand(ask(harbour), valid_until + MINUTE)
    assert not at_hand(ask(harbour, "patching"), harbour.now)
    before = harbour.engagement.period_start - DAY
    assert not at_hand(ask(harbour, first_day=before - DAY, last_day=before), harbour.now)
    assert at_hand(ask(harbour, first_day=before, last_day=before + DAY), harbour.now)


def test_an_auditor_sees_what_was_accepted_for_their_request_of_whatever_days(harbour: Harbour) -> None:
    ada, long_ago = harbour.viewer(harbour.cast.ada), harbour.engagement.period_start - 30 * DAY
    request = ask(harbour, None, by="ada")
    hand_request(request=request, owner=harbour.cast.nora, actor=harbour.cast.olive, on=harbour.on, now=harbour.now)
    request.refresh_from_db()
    (use,) = answered(harbour, request, observed_from=long_ago, observed_until=long_ago)
    assert use.item not in Item.objects.visible_to(ada), "the team reviews first"
    accept(use=use, actor=harbour.cast.olive, comment="", now=harbour.now + MINUTE)
    assert use.item in Item.objects.visible_to(ada)
    assert use.item in Item.objects.for_engagement(harbour.engagement, harbour.engagement.editions.get())
    assert use.item not in Item.objects.for_engagement(harbour.engagement, known_at=harbour.now)
    with blobs.open_blob(use.item.digest) as sealed:
        assert sealed.read() == POLICY
