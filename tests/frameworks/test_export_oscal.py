"""Is an edition, taken out as an OSCAL catalog, valid, whole and always the same?"""

import datetime
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from trestle.oscal.catalog import Catalog

from frameworks.compiled import shipped
from frameworks.oscal import OSCAL_VERSION, catalog_of
from frameworks.schema import Edition

NOW = datetime.datetime(2026, 11, 22, 9, 30, 15, 123456, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
EDITIONS = tuple(shipped().editions.values())
TOKEN = re.compile(r"[^\W\d][\w.-]*")


@pytest.fixture(params=EDITIONS, ids=lambda edition: edition.key)
def edition(request: pytest.FixtureRequest) -> Edition:
    found: Edition = request.param
    return found


def entries(around: dict[str, Any], kind: str = "catalog") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every group and control with the word for it, from the top down."""
    if kind != "catalog":
        yield kind, around
    for group in around.get("groups", ()):
        yield from entries(group, "group")
    for control in around.get("controls", ()):
        yield from entries(control, "control")


def props(entry: dict[str, Any], name: str) -> list[str]:
    return [prop["value"] for prop in entry["props"] if prop["name"] == name]


def parents(around: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Each label with that of the entry in which it stands."""
    for entry in (*around.get("groups", ()), *around.get("controls", ())):
        (ref,) = props(entry, "label")
        yield ref, above
        yield from parents(entry, ref)


def test_trestle_takes_it_and_gives_it_back_unchanged(edition: Edition, tmp_path: Path) -> None:
    document = catalog_of(shipped(), edition, NOW)
    Catalog(**document["catalog"])
    file = tmp_path / "catalog.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    read = Catalog.oscal_read(file)
    assert read is not None
    assert json.loads(read.oscal_serialize_json()) == document


def test_every_requirement_is_one_group_or_one_control_and_stands_where_it_stood(edition: Edition) -> None:
    catalog = catalog_of(shipped(), edition, NOW)["catalog"]
    assert sorted(parents(catalog)) == sorted((each.ref, each.parent) for each in edition.requirements)


def test_what_can_be_asked_for_is_always_a_control_with_our_words(edition: Edition) -> None:
    found = {
        props(entry, "label")[0]: (kind, entry)
        for kind, entry in entries(catalog_of(shipped(), edition, NOW)["catalog"])
    }
    for each in edition.requirements:
        kind, entry = found[each.ref]
        assert kind == "control" or not each.assessable, each.ref
        assert (entry["title"], entry["parts"][0]["prose"]) == (each.title, each.summary)
        if kind == "control":
            assert props(entry, "assessable") == ["yes" if each.assessable else "no"]
            assert props(entry, "supporting-control") == [link.control for link in each.controls]
            assert props(entry, "obligation") == [dated.value for dated in each.obligations]


def test_ids_are_tokens_of_which_none_stands_twice(edition: Edition) -> None:
    found = [entry for _, entry in entries(catalog_of(shipped(), edition, NOW)["catalog"])]
    ids = [entry["id"] for entry in found] + [part["id"] for entry in found for part in entry["parts"]]
    assert len(ids) == len(set(ids))
    assert [each for each in ids if not TOKEN.fullmatch(each)] == []
    assert all(each.startswith(f"{edition.framework}_") for each in ids)


def test_groups_hold_groups_or_controls_and_never_both(edition: Edition) -> None:
    """What OSCAL asks of a group; the catalog itself may hold both."""
    catalog = catalog_of(shipped(), edition, NOW)["catalog"]
    assert [entry["id"] for _, entry in entries(catalog) if {"groups", "controls"} <= entry.keys()] == []


def test_the_same_catalogue_is_the_same_document_but_for_the_hour() -> None:
    for edition in EDITIONS:
        once, again = (
            catalog_of(shipped(), edition, NOW),
            catalog_of(shipped(), edition, NOW + datetime.timedelta(days=9)),
        )
        assert once["catalog"].pop("uuid") == again["catalog"].pop("uuid")
        assert once["catalog"]["metadata"].pop("last-modified") == "2026-11-22T08:30:15+00:00"
        assert again["catalog"]["metadata"].pop("last-modified") == "2026-12-01T08:30:15+00:00"
        assert once == again
    assert len({catalog_of(shipped(), edition, NOW)["catalog"]["uuid"] for edition in EDITIONS}) == len(EDITIONS)


def test_another_catalogue_is_another_document(small: Any) -> None:
    edition = small.editions["care-2020"]
    ours, theirs = catalog_of(small, edition, NOW), catalog_of(shipped(), edition, NOW)
    assert ours["catalog"]["uuid"] != theirs["catalog"]["uuid"]
    Catalog(**ours["catalog"])


def test_it_says_which_edition_it_is_and_whose_words(edition: Edition) -> None:
    metadata = catalog_of(shipped(), edition, NOW)["catalog"]["metadata"]
    assert (metadata["title"], metadata["version"]) == (edition.name, edition.key)
    assert (metadata["oscal-version"], metadata["remarks"]) == (OSCAL_VERSION, edition.notice)
    assert props(metadata, "catalogue-digest") == [shipped().digest]


def test_the_command_writes_to_the_output_or_to_a_file(tmp_path: Path) -> None:
    out, file = io.StringIO(), tmp_path / "soc2.json"
    call_command("export_oscal", "soc2", stdout=out)
    said = io.StringIO()
    call_command("export_oscal", "soc2-2017", to=file, stdout=said)
    printed, written = json.loads(out.getvalue()), json.loads(file.read_text(encoding="utf-8"))
    for each in (printed, written):
        del each["catalog"]["metadata"]["last-modified"]
    assert printed == written
    assert said.getvalue() == f"{shipped().edition('soc2').name} written to {file}.\n"
    assert Catalog.oscal_read(file) is not None


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"No framework or edition is called 'iso'\. There are: "):
        call_command("export_oscal", "iso")
    with pytest.raises(CommandError, match=r"could not be written: No such file or directory\."):
        call_command("export_oscal", "soc2", to=tmp_path / "nowhere" / "soc2.json")
    with pytest.raises(CommandError, match=r"could not be written: Is a directory\."):
        call_command("export_oscal", "soc2", to=tmp_path)
    assert list(tmp_path.iterdir()) == []
