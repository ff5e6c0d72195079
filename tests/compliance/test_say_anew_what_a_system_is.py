"""Can Olive change name, purpose and classes of data, with one entry that holds no word of hers?"""

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.describing import describe
from compliance.models import JournalEntry, System
from frameworks.errors import Refused
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def describe_as(harbour: Harbour, **said: object) -> System:
    usual = {"name": "Harbour", "purpose": "Keeps records.", "data_classes": ["phi", "personal"]}
    return describe(system=harbour.system, **usual | said, actor=harbour.cast.olive, now=harbour.now)  # type: ignore[arg-type]  # as a form has it


def test_the_entry_names_what_was_changed_and_the_classes(harbour: Harbour) -> None:
    row = describe_as(harbour)
    assert (row.name, row.purpose, row.data_classes) == ("Harbour", "Keeps records.", ["personal", "phi"])
    entry = JournalEntry.objects.get(verb="system.described")
    assert entry.before == {"classes": ["phi"]}
    assert entry.after == {"classes": ["personal", "phi"], "changed": ["name", "purpose", "data_classes"]}


def test_the_same_again_leaves_no_entry(harbour: Harbour) -> None:
    describe_as(harbour)
    entries = JournalEntry.objects.count()
    describe_as(harbour, data_classes=["personal", "phi", "phi"])
    assert JournalEntry.objects.count() == entries


@pytest.mark.parametrize("wrong", [{"name": ""}, {"data_classes": ["gossip"]}])
def test_what_a_system_cannot_be_is_refused_whole(harbour: Harbour, wrong: dict[str, object]) -> None:
    with pytest.raises(Refused):
        describe_as(harbour, **wrong)
    harbour.system.refresh_from_db()
    assert harbour.system.purpose.startswith("Keeps patient records")


def test_she_does_it_on_the_scope_page(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    address = reverse("compliance:describe", args=[harbour.system.pk])
    said = {"name": "Harbour", "purpose": "Heals.", "data_classes": ["phi", "cardholder"]}
    answer = client.post(address, said, follow=True)
    text = answer.content.decode()
    assert "Recorded." in text and "Heals." in text and "Cardholder data, Protected health information" in text
    answer = client.post(address, said | {"name": "", "purpose": "Kept here."})
    text = answer.content.decode()
    assert answer.status_code == 422 and "Kept here." in text and "Heals." in text
    client.force_login(harbour.cast.ben)
    assert client.post(address, said).status_code == 403


def test_sixty_services_in_use_can_be_narrowed_to_those_looked_for(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    address = reverse("compliance:scope", args=[harbour.system.pk])

    def found(**asked: str) -> set[tuple[str, str]]:
        uses = client.get(address, asked).context["uses"]
        return {(use.service.key, use.account.name) for use in uses}

    everything, production = found(), harbour.accounts[0]
    assert found(q="rds amazon") == found(q="RDS") == {("rds", "Production"), ("rds", "Analytics")}
    assert found(account=production.account_id) == {each for each in everything if each[1] == "Production"}
    assert found(q="rds", account=production.account_id) == {("rds", "Production")}
    assert found(q="us-east-1") < everything
    assert found(account="no such one") == everything
    text = client.get(address, {"q": "quantum"}).content.decode()
    assert "No service in use fits. Take a filter away." in text
    part = client.get(address, {"q": "rds"}, headers={"HX-Request": "true", "HX-Target": "uses"}).content.decode()
    assert part.strip().startswith('<div id="uses"') and "2 of" in part
