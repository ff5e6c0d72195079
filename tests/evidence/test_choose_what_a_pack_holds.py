"""Only chosen requirements, nobody's name, an item left out for a reason: does the pack hold that and still verify?"""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from uuid import uuid4

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from compliance.models import JournalEntry
from evidence import blobs
from evidence.actions import packing, sealing
from evidence.jobs import engine
from evidence.models import LeftOut, Pack
from evidence.packing import verify
from evidence.packing.index import evidence_path
from evidence.packs.audit import PackedAudit
from evidence.packs.choices import Choices, Without
from evidence.packs.files import pack_files, records
from evidence.packs.packed import Packed
from evidence.packs.people import People
from evidence.tasks import KINDS
from frameworks.errors import Refused
from frameworks.models.control import Support
from tests.evidence.audited_packs import audited, chosen, examined_under, rows
from tests.evidence.audited_packs import read as layout
from tests.evidence.exhibits import hand_in
from tests.factories import Harbour
from tests.programs import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]

RISK, LOGS = "164.308(a)(1)(ii)(A)", "164.312(b)"


def without(item: object, text: str = "Under a contract of theirs.") -> Choices:
    return Choices(without=(Without(item=item, reason=LeftOut.THIRD_PARTY, text=text),))  # type: ignore[arg-type]


def test_only_chosen_requirements_with_what_stands_below_them(harbour: Harbour) -> None:
    use = audited(harbour)
    packed = chosen(harbour, choices=Choices(refs=("164.308(a)(1)",)))
    told = {row["ref"] for row in records(packed, PackedAudit(packed), People(packed))["requirements.json"]}
    assert RISK in told and all(ref.startswith("164.308(a)(1)") for ref in told)
    assert use.item in packed.items
    assert packed.populations == [] and PackedAudit(packed).findings == ()


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        (Choices(refs=("164.999",)), "has no requirement 164.999"),
        (without(uuid4()), "leave out items that it shows"),
        (without(uuid4(), "  "), "Say in a sentence why"),
        (without(uuid4(), "x" * 501), "at most 500"),
    ],
)
def test_what_cannot_be_chosen_is_refused(harbour: Harbour, choices: Choices, why: str) -> None:
    hand_in(harbour)
    with pytest.raises(Refused, match=why):
        chosen(harbour, choices=choices)
    assert not Pack.objects.exists()


def test_the_same_bytes_do_not_go_in_as_another_item(harbour: Harbour) -> None:
    kept, secret = hand_in(harbour).item, hand_in(harbour, "Their report").item
    with pytest.raises(Refused, match=f"are those of {kept.pk} too"):
        chosen(harbour, choices=without(secret.pk))
    assert not Pack.objects.exists()


def test_its_reason_is_in_the_journal_by_code_and_its_text_stays_here(harbour: Harbour) -> None:
    audited(harbour)
    population = harbour.engagement.populations.get()
    assert population.item is not None
    packed = chosen(harbour, choices=without(population.item_id))
    entry = JournalEntry.objects.get(verb="pack.requested")
    assert entry.after["without"] == [{"item": str(population.item_id), "reason": "third-party"}]
    assert "contract" not in json.dumps(entry.after)
    assert population.item not in packed.items and population.item in packed.withheld
    assert packed.leaf_of(population.item).kind == "item.uploaded"
    assert rows(layout(packed), "missing", 2)[0][2].startswith("It belongs to somebody else")


def test_a_gdpr_file_names_nobody_unless_asked(harbour: Harbour) -> None:
    audited(harbour)
    engagement = examined_under(harbour, "gdpr")
    hand_in(harbour, "For the file")
    usual = chosen(harbour, "gdpr", engagement=engagement)
    assert usual.pack.redacted
    people = [harbour.cast.olive, harbour.cast.ben, harbour.cast.nora, harbour.cast.rita]
    told = str(records(usual, PackedAudit(usual), People(usual)))
    assert [person.name for person in people if person.name in told] == []
    assert all(str(person.pk) in told for person in people)
    named = chosen(harbour, "gdpr", Choices(redacted=False), engagement)
    assert harbour.cast.olive.name in str(records(named, PackedAudit(named), People(named)))


@pytest.mark.slow
def test_a_whole_pack_with_every_choice_verifies_names_nobody_and_is_rebuilt(
    harbour: Harbour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing.Told, "EACH", 0.0)  # it tells at each piece how far it is
    audited(harbour)
    population = harbour.engagement.populations.get()
    assert population.item is not None
    choices = Choices(redacted=True, without=without(population.item_id).without)
    pack = packing.request_pack(
        engagement=harbour.engagement,
        edition=harbour.engagement.editions.get(),
        actor=harbour.cast.olive,
        now=timezone.now(),
        choices=choices,
    )
    assert pack.job is not None
    held = engine.claim(pack.job.pk, timezone.now())
    assert held is not None
    KINDS[pack.job.kind].work(held)
    done = Pack.objects.get(pk=pack.pk)
    assert (done.packed_bytes, done.percent) == (done.size, 100)
    assert done.bytes_to_pack is not None and done.size is not None and 0 < done.bytes_to_pack < done.size
    with blobs.open_blob(done.digest) as content:
        data = content.read()
    path = tmp_path / "pack.zip"
    path.write_bytes(data)
    facts = verify.verify(path, str(sealing.signer().verifier), pack=str(pack.pk))
    assert facts["withheld"]["third-party"] == 1
    with zipfile.ZipFile(path) as archive:
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    assert evidence_path(population.item.digest) not in files
    report = pypdf.PdfReader(io.BytesIO(files["data/report.pdf"]))
    shown = [page.extract_text() for page in report.pages]
    shown += [content.decode() for contents in report.attachments.values() for content in contents]
    shown += [files[f"data/{name}"].decode() for name in ("index.html", "layout.json", "people.json", "duties.json")]
    cast = harbour.cast
    for person in (cast.olive, cast.ben, cast.nora, cast.rita, cast.ada):
        assert not any(person.name in text for text in shown), person.name
    Support.objects.all().delete()  # as if a later catalogue linked no control to anything
    again = io.BytesIO()
    packing.build(Packed(done), again)
    assert hashlib.sha256(again.getvalue()).hexdigest() == done.digest
    assert "data/index.xlsx" in {file.path for file in pack_files(Packed(done))}


def test_olive_chooses_on_the_page(harbour: Harbour, client: Client) -> None:
    audited(harbour)
    item = harbour.engagement.populations.get().item
    assert item is not None
    client.force_login(harbour.cast.olive)
    audit = harbour.engagement.audited.get()
    page = client.get(reverse("evidence:choose-pack", args=[harbour.system.pk]), {"audited": audit.pk})
    assert page.status_code == 200 and str(item.pk) in page.content.decode()
    said = {
        "audited": audit.pk,
        "refs": "",
        "people": "roles",
        "item_0": item.pk,
        "reason_0": "personal-data",
        "text_0": "",
    }
    build = reverse("evidence:build-pack", args=[harbour.system.pk])
    refused = client.post(build, said)
    assert refused.status_code == 422 and "Say in a sentence why" in refused.content.decode()
    assert client.post(build, said | {"text_0": "It names patients."}).status_code == 302
    pack = Pack.objects.get()
    assert (pack.redacted, pack.left_out) == (
        True,
        [{"item": str(item.pk), "reason": "personal-data", "text": "It names patients."}],
    )
    page_of_it = reverse("evidence:pack", args=[harbour.system.pk, pack.pk])
    assert "It names patients." in client.get(page_of_it).content.decode()
    client.force_login(harbour.cast.ada)
    seen = client.get(page_of_it).content.decode()
    assert "It tells of people" in seen and "It names patients." not in seen


def test_a_program_chooses_the_same(harbour: Harbour) -> None:
    use = audited(harbour)
    olive, ada = (Program(person, harbour.system) for person in (harbour.cast.olive, harbour.cast.ada))
    population = harbour.engagement.populations.get()
    out = [{"item": str(population.item_id), "reason": "privileged", "text": "Counsel's."}]
    asked = olive.say(
        "evidence-api:packs", engagement=harbour.engagement.pk, refs=["164.308(a)(1)"], redacted=True, left_out=[]
    )
    assert asked.status_code == 202, asked.content
    assert (asked.json()["refs"], asked.json()["redacted"], asked.json()["percent"]) == (["164.308(a)(1)"], True, 0)
    full = olive.say("evidence-api:packs", engagement=harbour.engagement.pk, left_out=out).json()
    assert full["left_out"] == out
    assert ada.read("evidence-api:pack", full["id"])["left_out"] == [out[0] | {"text": ""}]
    assert use.item_id
