"""Can anybody who has signed in read the whole catalogue, page by page, and find their way in it?"""

import csv
import io
import itertools
import json
from urllib.parse import quote, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from frameworks.access import ROUTES
from frameworks.compiled import shipped
from frameworks.crosswalking import crosswalk
from frameworks.schema import Requirement
from tests.frameworks.markup import Page
from tests.frameworks.pages import QUERIES_OF_A_REQUIREMENT, at, opened

pytestmark = pytest.mark.django_db

CATALOGUE = shipped()
EDITIONS = list(CATALOGUE.editions)
FRAMEWORKS = [edition.framework for edition in CATALOGUE.editions.values()]
SMALL = "soc2-2017"
EVERY = [(edition.key, each) for edition in CATALOGUE.editions.values() for each in edition.requirements]
ELSEWHERE = [pair for pair in EVERY if pair[0] != SMALL]
DRAWN = [pair for pair in EVERY if pair[0] == SMALL] + ELSEWHERE[:: len(ELSEWHERE) // 40]


def test_the_catalogue_begins_with_what_it_holds(reader: Client) -> None:
    text = opened(reader, at("catalogue"))
    for edition in CATALOGUE.editions.values():
        assert escape(edition.name) in text and str(len(edition.requirements)) in text
    assert f"{len(CATALOGUE.controls)} common controls" in text
    assert f"{len(CATALOGUE.services)} AWS services" in text
    assert CATALOGUE.digest[:12] in text


def test_its_links_into_the_long_lists_meet_their_places(reader: Client) -> None:
    links = [urlsplit(link) for link in Page(reader.get(at("catalogue")).content).links if "#" in link]
    pages = {path: Page(reader.get(path).content).ids for path in {link.path for link in links if link.path}}
    assert len(pages) == 2
    assert [link for link in links if link.path and link.fragment not in pages[link.path]] == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_shows_every_row_of_its_tree(reader: Client, edition: str) -> None:
    text = opened(reader, at("edition", edition))
    for each in CATALOGUE.editions[edition].requirements:
        assert f'href="{at("requirement", edition, each.ref)}"' in text, each.ref
        assert escape(each.summary) in text, each.ref


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_framework_is_its_newest_edition(reader: Client, framework: str) -> None:
    key = CATALOGUE.edition(framework).key
    assert opened(reader, at("edition", framework)) == opened(reader, at("edition", key))


@pytest.mark.parametrize(("edition", "each"), DRAWN, ids=lambda part: part if isinstance(part, str) else part.ref)
def test_a_requirement_shows_all_that_hangs_on_it(reader: Client, edition: str, each: Requirement) -> None:
    text = opened(reader, at("requirement", edition, each.ref), QUERIES_OF_A_REQUIREMENT)
    assert escape(each.title) in text and escape(each.summary) in text
    for link in each.controls:
        assert at("control", link.control) in text and escape(link.why) in text
    for below in CATALOGUE.editions[edition].requirements:
        if below.parent == each.ref:
            assert escape(below.summary) in text
    for said in (*each.typical_evidence, each.only_if, *(later.part for later in each.later), *each.aliases):
        assert escape(said) in text
    assert ("Nothing to be shown here" in text) != each.assessable
    assert text.count("Never equal.") == (1 if "Related in other frameworks" in text else 0)


def test_a_requirement_is_reached_by_its_other_spellings_and_by_its_framework(reader: Client) -> None:
    by_ref = opened(reader, at("requirement", "hipaa-2013", "164.312(a)"), QUERIES_OF_A_REQUIREMENT)
    assert opened(reader, at("requirement", "hipaa", "164.312(a)(1)"), QUERIES_OF_A_REQUIREMENT) == by_ref


def test_a_requirement_leads_up_to_its_edition(reader: Client) -> None:
    text = opened(reader, at("requirement", "hipaa", "164.308(a)(1)(ii)(A)"), QUERIES_OF_A_REQUIREMENT)
    crumbs = Page(text.partition('<nav class="crumbs"')[2].partition("</nav>")[0].partition(">")[2].encode()).links
    assert crumbs == [
        at("edition", "hipaa-2013"),
        at("requirement", "hipaa-2013", "164.308"),
        at("requirement", "hipaa-2013", "164.308(a)(1)"),
    ]


def test_a_requirement_shows_its_relations_and_whose_mapping_they_are(reader: Client) -> None:
    text = opened(reader, at("requirement", "hipaa", "164.312(b)"), QUERIES_OF_A_REQUIREMENT)
    assert "NIST SP 800-66 Rev. 2" in text
    for each in crosswalk(CATALOGUE, "hipaa", "nist-800-53-r5", "164.312(b)").relations:
        assert f'<span class="chip">{each.right}</span>' in text
    for each in crosswalk(CATALOGUE, "hipaa", "pci-dss", "164.312(b)").relations:
        assert at("requirement", "pci-dss-4.0.1", each.right) in text


@pytest.mark.slow
def test_each_control_shows_its_line_on_every_model_and_each_requirement_that_asks_for_it(reader: Client) -> None:
    asked: dict[str, list[str]] = {key: [] for key in CATALOGUE.controls}
    for edition, each in EVERY:
        for link in each.controls:
            asked[link.control].append(at("requirement", edition, each.ref))
    for key, control in CATALOGUE.controls.items():
        text = opened(reader, at("control", key))
        for split in (*control.splits.values(), *control.overrides.values()):
            assert escape(split.aws) in text and escape(split.customer) in text, key
        for said in (control.objective, control.good, *control.typical_evidence):
            assert escape(said) in text, key
        assert [address for address in asked[key] if f'href="{address}"' not in text] == [], key


@pytest.mark.slow
def test_each_service_shows_its_line_for_every_control(reader: Client) -> None:
    for key, service in CATALOGUE.services.items():
        text = opened(reader, at("service", key))
        assert escape(service.name) in text
        assert text.count('class="sides-of"') == len(CATALOGUE.controls), key
        assert text.count("Software as a service.") == (service.model == "saas"), key


def test_the_lists_of_controls_and_services_are_whole(reader: Client) -> None:
    controls, services = opened(reader, at("controls")), opened(reader, at("services"))
    assert [key for key in CATALOGUE.controls if f'href="{at("control", key)}"' not in controls] == []
    assert [key for key in CATALOGUE.services if f'href="{at("service", key)}"' not in services] == []


def test_the_programmes_and_what_a_person_may_decide_stand_on_one_page(reader: Client) -> None:
    text = opened(reader, at("programmes"))
    for programme in CATALOGUE.programmes.values():
        assert escape(programme.name) in text and escape(programme.obtain) in text
    for rule in CATALOGUE.rules:
        assert escape(rule.says) in text
    for decision in CATALOGUE.decisions:
        assert escape(decision.title) in text and escape(decision.says) in text


@pytest.mark.parametrize(("left", "right"), list(itertools.permutations(FRAMEWORKS, 2)))
def test_the_way_from_each_framework_to_each_other_on_a_page_and_as_a_table(
    reader: Client, left: str, right: str
) -> None:
    text = opened(reader, at("crosswalk", **{"from": left, "to": right}))
    relations = crosswalk(CATALOGUE, left, right).relations
    assert f"{len({each.left.ref for each in relations})} requirements, {len(relations)} relations" in text
    assert text.count('<span class="small nowrap">') == len(relations)
    assert "never makes them equal" in text
    table = reader.get(at("crosswalk", **{"from": left, "to": right, "as": "csv"}))
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert table["Content-Disposition"] == f'attachment; filename="{left}-to-{right}.csv"'
    rows = list(csv.DictReader(io.StringIO(table.content.decode(), newline="")))
    assert [(row["from"], row["control"], row["to"]) for row in rows] == [
        (each.left.ref, each.control.key if each.control else "", each.right) for each in relations
    ]


def test_the_published_mapping_names_its_source_and_links_to_nothing_of_ours(reader: Client) -> None:
    text = opened(reader, at("crosswalk", **{"from": "hipaa", "to": "nist-800-53-r5"}))
    assert "NIST SP 800-66 Rev. 2" in text and "not that the control satisfies it" in text
    assert "22 requirements, 189 relations" in text
    assert text.count('<span class="small nowrap">') == 189 and "●" not in text
    assert opened(reader, at("crosswalk", **{"from": "soc2", "to": "nist-800-53-r5"})) == opened(
        reader, at("crosswalk", **{"from": "soc2", "to": "nonsense"})
    )


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_edition_can_be_kept_as_an_oscal_catalog(reader: Client, edition: str) -> None:
    answer = reader.get(at("oscal", edition))
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == f'attachment; filename="{edition}.oscal.json"'
    assert json.loads(answer.content)["catalog"]["metadata"]["version"] == edition


def test_the_search_shows_what_was_found_and_how_much_more_there_is(reader: Client) -> None:
    text = opened(reader, at("search", q="mfa"))
    assert at("control", "mfa") in text and at("requirement", "pci-dss-4.0.1", "8.4.2") in text
    many = opened(reader, at("search", q="a"))
    assert "more. Add a word to narrow it down." in many
    assert many.count('<span class="ref">') == 50
    assert "Nothing speaks of “xyzzy”." in opened(reader, at("search", q="xyzzy"))
    assert "Write a reference as your auditor would" in opened(reader, at("search"))
    assert opened(reader, at("search", q=" ")) == opened(reader, at("search"))


def test_what_somebody_typed_is_shown_as_text_and_nothing_else(reader: Client) -> None:
    typed = '<script>alert("1")</script>'
    for route in ("search", "controls", "services", "matrix"):
        answer = reader.get(at(route), {"q": typed})
        assert answer.status_code == 200
        assert typed.encode() not in answer.content and Page(answer.content).faults == []
        assert escape(typed) in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/catalogue/frameworks/iso-27001/",
        "/catalogue/frameworks/iso-27001/oscal/",
        "/catalogue/frameworks/iso-27001/A.5.1/",
        "/catalogue/frameworks/hipaa/164.999/",
        "/catalogue/frameworks/hipaa/164.312(b)/x/",
        "/catalogue/frameworks/hipaa/%00/",
        "/catalogue/controls/xyz/",
        "/catalogue/services/xyz/",
        "/catalogue/xyz/",
    ],
)
def test_what_is_not_in_the_catalogue_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404


ADDRESSES = {
    "frameworks:control": ["mfa"],
    "frameworks:service": ["ec2"],
    "frameworks:edition": ["hipaa-2013"],
    "frameworks:oscal": ["hipaa-2013"],
    "frameworks:requirement": ["hipaa-2013", "164.312(b)"],
}


@pytest.mark.parametrize("route", [route for route in ROUTES if route.startswith("frameworks:")])
def test_who_has_not_signed_in_is_sent_to_the_log_in(catalogue_rows: None, client: Client, route: str) -> None:
    address = reverse(route, args=ADDRESSES.get(route, []))
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('compliance:log-in')}?next={quote(address)}")


def test_the_catalogue_is_read_and_never_written(reader: Client) -> None:
    for method in ("post", "put", "patch", "delete"):
        assert getattr(reader, method)(at("catalogue")).status_code in {403, 405}
