"""Can the officer say how long records are kept, hold them, and erase what is over; and the team see all that?"""

import io
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from compliance.models import System
from evidence import blobs
from evidence.models import ErasedFor, Item, LegalHold, RetentionRule
from evidence.retention.purging import over
from tests.evidence.exhibits import hand_in
from tests.evidence.kept import accepted, audit_over, in_years
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def address(system: System, route: str, *args: object) -> str:
    return reverse(f"evidence:{route}", args=[system.pk, *args])


@pytest.fixture
def olive(harbour: Harbour, client: Client) -> Client:
    client.force_login(harbour.cast.olive)
    return client


@pytest.fixture
def old(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> Item:
    """The clock of pages and commands is eight years on: all that they take from it is what they tell the verbs."""
    audit_over(harbour)
    item, later = accepted(harbour), in_years(harbour, 8)
    monkeypatch.setattr(timezone, "now", lambda: later)
    return item


def test_the_team_sees_what_is_asked_and_the_officer_sets_a_rule(harbour: Harbour, olive: Client) -> None:
    page = olive.get(address(harbour.system, "retention")).content.decode()
    assert "HIPAA" in page and "6 years" in page and "164.316(b)(2)(i)" in page
    said = {"record_class": "report", "years": "7", "basis": "Contract, section 9"}
    assert olive.post(address(harbour.system, "retention"), said).status_code == 302
    assert "Contract, section 9" in olive.get(address(harbour.system, "retention")).content.decode()
    rule = RetentionRule.objects.known().get()
    assert (rule.keep, rule.system) == ("P7Y", harbour.system)
    assert olive.post(address(harbour.system, "end-retention", rule.pk)).status_code == 302
    assert "Contract, section 9" not in olive.get(address(harbour.system, "retention")).content.decode()


def test_what_is_wrong_comes_back_with_what_was_typed(harbour: Harbour, olive: Client) -> None:
    said = {"record_class": "report", "years": "700", "basis": "Contract, section 9"}
    answer = olive.post(address(harbour.system, "retention"), said)
    assert answer.status_code == 422 and "Contract, section 9" in answer.content.decode()
    held = olive.post(address(harbour.system, "place-hold"), {"matter": "", "reason": "Counsel asks for it."})
    assert held.status_code == 422 and "Counsel asks for it." in held.content.decode()


def test_a_hold_is_placed_on_an_item_seen_on_its_page_and_lifted(harbour: Harbour, olive: Client) -> None:
    item = accepted(harbour)
    form = olive.get(address(harbour.system, "place-hold"), {"item": [str(item.pk), "no id"]}).content.decode()
    assert item.title in form
    said = {"matter": "Berg v. Harbour", "reason": "Counsel asks for it.", "items": str(item.pk)}
    assert olive.post(address(harbour.system, "place-hold"), said).status_code == 302
    hold = LegalHold.objects.get()
    assert list(hold.items.all()) == [item]
    page = olive.get(address(harbour.system, "item", item.pk)).content.decode()
    assert "Berg v. Harbour" in page and "what shows HIPAA 164.308(a)(1)(ii)(A) is kept for 6 years" in page
    refused = olive.post(
        address(harbour.system, "erase-item", item.pk), {"because": ErasedFor.DATA_SUBJECT, "sure": "on"}
    )
    assert refused.status_code == 422
    assert olive.post(address(harbour.system, "lift-hold", hold.pk)).status_code == 302
    assert LegalHold.objects.get().lifted_by == harbour.cast.olive
    olive.post(address(harbour.system, "lift-hold", hold.pk))
    assert "lifted already" in olive.get(address(harbour.system, "retention")).content.decode()


def test_an_auditor_learns_of_no_hold(harbour: Harbour, olive: Client, client: Client) -> None:
    item = accepted(harbour)
    olive.post(address(harbour.system, "place-hold"), {"matter": "Berg v. Harbour", "reason": "Counsel."})
    client.force_login(harbour.cast.ada)
    page = client.get(address(harbour.system, "item", item.pk))
    assert page.status_code == 200 and "Berg" not in page.content.decode()


def test_an_item_of_another_system_cannot_be_named(harbour: Harbour, olive: Client) -> None:
    said = {"matter": "x", "reason": "y", "items": "019ab000-0000-7000-8000-000000000003"}
    olive.post(address(harbour.system, "place-hold"), said)
    assert not LegalHold.objects.filter(reach="items").exists()


def test_a_person_asks_and_the_officer_erases_one_item(harbour: Harbour, olive: Client) -> None:
    item = hand_in(harbour, "Interview").item
    item.uses.update(duty=harbour.duty("patching"))
    blobs.path_of(item.digest).touch()
    fresh = olive.post(
        address(harbour.system, "erase-item", item.pk), {"because": ErasedFor.DATA_SUBJECT, "sure": "on"}
    )
    assert fresh.status_code == 422 and "minutes ago" in fresh.content.decode()
    _age(blobs.path_of(item.digest))
    assert olive.get(address(harbour.system, "erase-item", item.pk)).status_code == 200
    unsure = olive.post(address(harbour.system, "erase-item", item.pk), {"because": ErasedFor.DATA_SUBJECT})
    assert unsure.status_code == 422
    done = olive.post(address(harbour.system, "erase-item", item.pk), {"because": ErasedFor.DATA_SUBJECT, "sure": "on"})
    assert done.status_code == 302
    page = olive.get(address(harbour.system, "item", item.pk)).content.decode()
    assert "Interview" not in page and "Olive Park" in page


def _age(path: Path) -> None:
    os.utime(path, (0, 0))


def test_what_is_over_is_ticked_and_erased(harbour: Harbour, old: Item, olive: Client) -> None:
    assert old.title in olive.get(address(harbour.system, "retention")).content.decode()
    nothing = olive.post(address(harbour.system, "purge"), {"sure": "on"})
    assert nothing.status_code == 422 and "Tick what to erase." in nothing.content.decode()
    assert olive.post(address(harbour.system, "purge"), {"chosen": str(old.pk)}).status_code == 422
    assert olive.post(address(harbour.system, "purge"), {"chosen": str(old.pk), "sure": "on"}).status_code == 302
    page = olive.get(address(harbour.system, "retention")).content.decode()
    assert "1 record was erased." in page and f'value="{old.pk}"' not in page


def test_the_command_lists_and_erases_only_in_an_officers_name(harbour: Harbour, old: Item) -> None:
    said = io.StringIO()
    call_command("purge", "harbour", stdout=said)
    assert str(old.pk) in said.getvalue() and "1 could be erased today. Nothing was changed." in said.getvalue()
    assert Item.objects.get(pk=old.pk).erased_at is None
    for by, sentence in (("", "Say who erases it"), ("nora@example.org", "Only a compliance officer")):
        with pytest.raises(CommandError, match=sentence):
            call_command("purge", "harbour", "--erase", "--by", by, stdout=said)
    with pytest.raises(CommandError, match="no system"):
        call_command("purge", "nowhere", stdout=said)
    call_command("purge", "harbour", "--erase", "--by", "olive@example.org", stdout=said)
    assert said.getvalue().endswith("1 were erased.\n")
    assert Item.objects.get(pk=old.pk).erased_by == harbour.cast.olive


def test_the_list_asks_as_many_queries_for_many_as_for_few(harbour: Harbour, django_assert_max_num_queries) -> None:
    audit_over(harbour)
    accepted(harbour)
    later = in_years(harbour, 8)
    with django_assert_max_num_queries(30) as few:
        assert len(list(over(harbour.system, later))) == 1
    for number in range(5):
        use = hand_in(harbour, f"Number {number}")
        assert use.item
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert len(list(over(harbour.system, later))) == 6
