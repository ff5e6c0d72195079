"""Can a licensed user load AWS's responsibility summary, all or nothing, and does its word win here?"""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from compliance.actions.attesting import accept, record_attestation
from compliance.actions.settling import settle_duties
from compliance.actions.summarising import take_out_summary
from compliance.importing.summary import read_summary
from compliance.inheritance.inherited import inherited_of_each
from compliance.inheritance.inheriting import inheritance_of
from compliance.models import Attestation, Duty, JournalEntry, ResponsibilitySummary
from compliance.web import charts
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.inheritance import Inheritance, InheritanceClass
from frameworks.official_files import NotImported
from tests.compliance.expectations import DAY, HOUR, report
from tests.compliance.summaries import CLEARANCE, LOGS, MARKER, SITES, TABLE, loaded
from tests.factories import SERVICES, Harbour

pytestmark = pytest.mark.django_db

EDITION = "hipaa-2013"


def answer(harbour: Harbour, ref: str, hours: int | None = None) -> Inheritance:
    known_at = None if hours is None else harbour.now + hours * HOUR
    answers = inheritance_of(harbour.system, harbour.catalogue, harbour.on, known_at)[EDITION]
    return next(each for each in answers if each.ref == harbour.catalogue.requirement(EDITION, ref).ref)


def test_a_table_and_a_list_of_objects_say_the_same() -> None:
    objects = [
        {"ref": LOGS, "bearer": "customer", "customer": f"{MARKER}: the customer keeps every log, alone."},
        {
            "ref": CLEARANCE,
            "service": "ec2",
            "bearer": "shared",
            "aws": f"{MARKER}: AWS clears its own people.",
            "customer": f"{MARKER} clear yours.",
        },
        {"ref": SITES, "service": "Amazon RDS", "bearer": "aws", "aws": f"{MARKER} AWS guards its sites."},
    ]
    rows = read_summary(TABLE.encode(), EDITION, shipped())
    assert read_summary(json.dumps(objects).encode(), EDITION, shipped()) == rows
    assert read_summary(TABLE.replace(",", ";").encode("utf-8-sig"), EDITION, shipped())[0].service == ""
    assert [(row.ref, row.service, row.bearer) for row in rows] == [
        (LOGS, "", "customer"),
        (CLEARANCE, "ec2", "shared"),
        ("164.310(a)", "rds", "aws"),
    ]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("ref,bearer\n999,aws\n", "line 2: .*no requirement '999'"),
        (f"ref,bearer,service\n{LOGS},aws,Amazon S33\n", "line 2: the catalogue has no service “Amazon S33”"),
        (f"ref,bearer\n{LOGS},everybody\n", "line 2: “everybody” bears nothing. Write one of aws, shared, customer"),
        (f"ref,bearer\n{LOGS},aws\n\n{LOGS},shared\n", r"line 4: 164.312\(b\) stands twice, first at line 2"),
        (f"ref,bearer,aws\n{LOGS},aws,AWS logs, and more\n", "line 2: has 4 cells, and line 1 names 3"),
        (f'ref,bearer,aws\n{LOGS},aws,"AWS logs\n', "line 2: not readable as CSV"),
        ("ref,who\n1,aws\n", "line 1: has to name the columns ref, service, bearer, aws, customer"),
        ("ref,bearer\n", "holds no row"),
        ('{"ref": "1"}', "list of objects"),
        ('[{"ref": 1}]', "entry 1: is no object of texts"),
        ('[{"ref": "1"', "line 1: not readable as JSON"),
        ("[" * 100_000, "nested too deeply|not readable as JSON"),
    ],
)
def test_a_fault_is_said_with_its_line(table: str, sentence: str) -> None:
    with pytest.raises(NotImported, match=sentence):
        read_summary(table.encode(), EDITION, shipped())


def test_every_fault_is_said_at_once() -> None:
    with pytest.raises(NotImported) as caught:
        read_summary(b"ref,bearer\n999,aws\n998,nobody\n", EDITION, shipped())
    assert [each.split(":")[0] for each in caught.value.sentences] == ["line 2", "line 3", "line 3"]


def test_its_word_wins_over_our_split_and_the_conflict_is_told(harbour: Harbour) -> None:
    before = answer(harbour, LOGS)
    loaded(harbour)
    after = answer(harbour, LOGS)
    assert (before.class_, after.class_) == (InheritanceClass.SHARED, InheritanceClass.CUSTOMER)
    assert before.overruled == () and {each.theirs for each in after.overruled} == {"customer"}
    assert MARKER not in str(after), "who bears it is heard, AWS's words are not"
    assert answer(harbour, LOGS, hours=0) == before, "asked what we knew before, the old answer stands"
    assert answer(harbour, CLEARANCE).overruled == (), "what the organisation itself decides stays its whole"
    parts = {part.service: part.customer for part in answer(harbour, SITES).parts if part.control == "facility-access"}
    assert parts["rds"] == "" and parts["ec2"]


def test_a_summary_opens_and_ends_duties_with_the_next_settling(harbour: Harbour) -> None:
    ref = "164.310(d)(2)(i)"
    controls = {each.control for each in harbour.catalogue.requirement(EDITION, ref).controls}
    asked = {
        each.ref
        for each in harbour.catalogue.edition(EDITION).requirements
        if each.assessable and controls & {link.control for link in each.controls}
    }
    table = "ref,bearer\n" + "".join(f"{each},aws\n" for each in asked)
    loaded(harbour, table)
    settle = {"system": harbour.system, "catalogue": harbour.catalogue, "on": harbour.on, "actor": harbour.cast.olive}
    harbour.system.refresh_from_db()
    assert harbour.system.settled_on is None, "the next minute settles it"
    ended = {duty.control.key for duty in settle_duties(**settle, now=harbour.now + 2 * HOUR).ended}
    assert "media-disposal" in ended
    take_out_summary(
        summary=ResponsibilitySummary.objects.known().get(), actor=harbour.cast.olive, now=harbour.now + 3 * HOUR
    )
    opened = {duty.control.key for duty in settle_duties(**settle, now=harbour.now + 4 * HOUR).opened}
    assert opened == ended


def test_a_correction_takes_the_summary_along_and_it_is_heard_once_accepted_anew(harbour: Harbour) -> None:
    loaded(harbour)
    before = report()
    after = record_attestation(
        programme=before.programme,
        identity=before.identity,
        issuer="Another & Another LLP",
        variant=before.variant,
        valid_from=before.valid_from,
        period_start=before.period_start,
        period_end=before.period_end,
        actor=harbour.cast.olive,
        now=harbour.now + 2 * HOUR,
    )
    assert answer(harbour, LOGS).overruled == ()
    accept(
        attestation=after,
        in_scope=dict.fromkeys(SERVICES, True),
        memo="Read again.",
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now + 3 * HOUR,
    )
    assert {id_ for each in answer(harbour, LOGS).overruled for id_ in each.attestations} == {str(after.pk)}
    with pytest.raises(Refused, match="newer record"):
        loaded(harbour, attestation=before, hours=4)


def test_the_same_file_again_changes_nothing_and_another_takes_its_place(harbour: Harbour) -> None:
    first = loaded(harbour)
    entries = JournalEntry.objects.count()
    assert loaded(harbour, hours=2) == first and JournalEntry.objects.count() == entries
    second = loaded(harbour, f"ref,bearer\n{LOGS},shared\n", hours=3)
    assert list(ResponsibilitySummary.objects.known()) == [second]
    assert answer(harbour, LOGS).overruled == ()
    with pytest.raises(Refused, match="taken out or replaced"):
        take_out_summary(summary=first, actor=harbour.cast.olive, now=harbour.now + 4 * HOUR)


def test_the_journal_has_digests_and_no_words(harbour: Harbour) -> None:
    row = loaded(harbour)
    take_out_summary(summary=row, actor=harbour.cast.olive, now=harbour.now + 2 * HOUR)
    entries = list(JournalEntry.objects.order_by("-number")[:2])
    assert [each.verb for each in entries] == ["summary.taken-out", "summary.loaded"]
    assert entries[1].after == {"attestation": str(report().pk), "edition": EDITION, "sha256": row.digest, "rows": 3}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "summary.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def load(file: Path, harbour: Harbour, **other: str) -> str:
    said = {"attestation": report().identity, "edition": "hipaa", "by": harbour.cast.olive.email} | other
    out = StringIO()
    call_command("load_summary", file, **said, stdout=out)
    return out.getvalue()


def test_the_command_loads_it_for_an_officer(harbour: Harbour, file: Path) -> None:
    assert "3 rows stand beside AWS-DEMO-SOC2" in load(file, harbour)
    row = ResponsibilitySummary.objects.known().get()
    assert (row.edition.key, row.loaded_by, len(row.rows)) == (EDITION, harbour.cast.olive, 3)


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"attestation": "AWS-DEMO-NONE"}, "no document is called"),
        ({"edition": "hitrust"}, "No framework or edition is called 'hitrust'"),
        ({"by": "ben@example.org"}, "officer of no system"),
        ({"by": "nobody@example.org"}, "officer of no system"),
    ],
)
def test_the_command_refuses_in_a_sentence(harbour: Harbour, file: Path, other: dict, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        load(file, harbour, **other)
    assert not ResponsibilitySummary.objects.exists()


def test_the_command_takes_the_whole_file_or_nothing(harbour: Harbour, file: Path) -> None:
    file.write_text(TABLE + "999,,aws,,\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"Nothing was loaded.*\n.*line 5"):
        load(file, harbour)
    with pytest.raises(CommandError, match="could not be read"):
        load(file.with_name("missing.csv"), harbour)
    assert not ResponsibilitySummary.objects.exists()


def sent(client: Client, row: Attestation, table: str = TABLE, edition: str = EDITION) -> str:
    data = {"file": SimpleUploadedFile("summary.csv", table.encode()), "edition": edition}
    answer = client.post(reverse("compliance:load-summary", args=[row.pk]), data, follow=True)
    return f"{answer.status_code} {answer.content.decode()}"


def test_an_officer_loads_it_on_the_page_and_takes_it_out(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    empty = client.get(reverse("compliance:attestation", args=[report().pk])).content.decode()
    assert "With its reports AWS hands out a table" in empty
    assert "3 rows" in sent(client, report())
    row = ResponsibilitySummary.objects.known().get()
    out = client.post(reverse("compliance:take-out-summary", args=[row.pk]), follow=True)
    assert "our own splits hold again" in out.content.decode()
    assert not ResponsibilitySummary.objects.known().exists()


def test_on_the_page_a_fault_is_said_with_its_line(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    text = sent(client, report(), TABLE + "999,,aws,,\n998,,aws,,\n")
    assert text.startswith("422") and "line 5" in text and "line 6" in text
    assert sent(client, report(), edition="nist").startswith("422")
    assert not ResponsibilitySummary.objects.exists()


def page_of(harbour: Harbour, client: Client, ref: str) -> str:
    address = reverse("compliance:requirement", args=[harbour.system.pk, EDITION, ref])
    return client.get(address).content.decode()


def test_the_requirement_shows_the_conflict_and_awss_words_to_the_team_alone(harbour: Harbour, client: Client) -> None:
    loaded(harbour)
    conflict = "AWS’s own responsibility summary says otherwise than our catalogue, and wins here."
    for who, sees in (("olive", True), ("ben", True), ("ada", False)):
        client.force_login(getattr(harbour.cast, who))
        text = page_of(harbour, client, LOGS)
        assert (conflict in text) is ("overrules our split" in text) is sees
        assert (f"{MARKER}: the customer keeps every log, alone." in text) is sees
        assert conflict not in page_of(harbour, client, CLEARANCE)
        shown = client.get(reverse("compliance:attestation", args=[report().pk])).content.decode()
        assert ("AWS’s responsibility summary" in shown) is sees and MARKER not in shown


def test_a_made_up_document_says_nothing_of_a_real_system(harbour: Harbour, client: Client) -> None:
    loaded(harbour)
    Attestation.objects.update(is_demonstration=True)
    client.force_login(harbour.cast.olive)
    assert MARKER not in page_of(harbour, client, LOGS)
    assert answer(harbour, LOGS).overruled == ()


def test_a_summary_of_a_period_to_come_is_not_heard_before(harbour: Harbour) -> None:
    loaded(harbour)
    Attestation.objects.filter(pk=report().pk).update(valid_from=harbour.on + DAY)
    assert answer(harbour, LOGS).overruled == ()
    assert Duty.objects.filter(system=harbour.system).exists()


def test_an_auditors_first_page_counts_without_it(harbour: Harbour, client: Client) -> None:
    loaded(harbour)
    days = {harbour.system: harbour.on}
    heard = inherited_of_each(days, harbour.catalogue)[harbour.system.pk].classes
    left_out = inherited_of_each(days, harbour.catalogue, [harbour.system])[harbour.system.pk].classes
    assert heard != left_out
    for who, classes in (("olive", heard), ("ada", left_out)):
        client.force_login(getattr(harbour.cast, who))
        (card,) = client.get(reverse("compliance:dashboard")).context["cards"]
        assert card.bars[0] == charts.class_bar(classes)
