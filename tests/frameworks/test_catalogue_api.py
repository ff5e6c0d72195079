"""Can a program read the whole catalogue, and does it get the same answers as the pages give?"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from knox.models import AuthToken
from rest_framework.test import APIClient

from frameworks.access import ROUTES
from frameworks.browsing import asked_by
from frameworks.compiled import shipped
from frameworks.crosswalking import SHARED, crosswalk
from frameworks.deciding import decisions_allowed
from frameworks.searching import search
from tests.cast import Cast

pytestmark = pytest.mark.django_db

CATALOGUE = shipped()
EDITIONS = list(CATALOGUE.editions)
QUERIES = 6
"""The token with its person, their roles and windows; none for the catalogue, however long the list."""


class Reader(APIClient):
    """A program with the token of somebody who holds no role in any system."""

    def read(self, route: str, *args: str, **query: Any) -> Any:
        answer = self.get(reverse(f"frameworks-api:{route}", args=args), query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def every(self, route: str, *args: str, **query: Any) -> list[Any]:
        """Every row of a list, by following `next`."""
        found, page = [], self.read(route, *args, **query)
        while True:
            found += page["results"]
            if page["next"] is None:
                return found
            page = self.get(page["next"]).json()

    def refused(self, route: str, *args: str, **query: Any) -> dict[str, str]:
        """Sentence by parameter, from the problem that answers a wrong question."""
        answer = self.get(reverse(f"frameworks-api:{route}", args=args), query)
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
        told = answer.json()
        assert told["type"] == "/problems/invalid"
        return {fault["parameter"]: fault["detail"] for fault in told["errors"]}


@pytest.fixture
def reader(cast: Cast) -> Reader:
    program = Reader()
    _, token = AuthToken.objects.create(cast.otto)
    program.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return program


def test_the_editions_are_all_there(reader: Reader) -> None:
    rows = {row["key"]: row for row in reader.every("editions", limit=2)}
    assert list(rows) == EDITIONS
    for key, edition in CATALOGUE.editions.items():
        assert (rows[key]["framework"], rows[key]["name"]) == (edition.framework, edition.name)
        assert rows[key]["roles"] == dict(edition.roles)
        assert [each["key"] for each in rows[key]["categories"]] == [each.key for each in edition.categories]
        assert rows[key]["effective_from"] == edition.effective_from.isoformat()


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_requirements_of_an_edition_are_paged_through_to_the_end(reader: Reader, edition: str) -> None:
    known = CATALOGUE.editions[edition].requirements
    rows = reader.every("requirements", edition, limit=37)
    assert [row["ref"] for row in rows] == [each.ref for each in known]
    assert [row["parent"] for row in rows] == [each.parent for each in known]
    assert sum(row["assessable"] for row in rows) == sum(each.assessable for each in known)
    assert reader.every("requirements", CATALOGUE.editions[edition].framework, limit=200) == rows


def test_controls_services_and_the_matrix_are_paged_through_to_the_end(reader: Reader) -> None:
    assert [row["key"] for row in reader.every("controls")] == list(CATALOGUE.controls)
    assert [row["key"] for row in reader.every("services", limit=33)] == list(CATALOGUE.services)
    lines = [(row["control"], row["service"]) for row in reader.every("matrix", theme="identity", limit=199)]
    identity = [key for key, control in CATALOGUE.controls.items() if control.theme == "identity"]
    assert lines == [(control, service) for control in identity for service in CATALOGUE.services]


def test_a_long_list_costs_no_query_per_row(reader: Reader) -> None:
    for route, args in (("controls", ()), ("requirements", ("pci-dss",)), ("matrix", ()), ("services", ())):
        for limit in (1, 200):
            with CaptureQueriesContext(connection) as captured:
                reader.read(route, *args, limit=limit)
            assert len(captured) <= QUERIES, route


@pytest.mark.parametrize(
    ("edition", "ref"),
    [
        ("hipaa", "164.312(b)"),
        ("pci-dss", "8.4.2"),
        ("gdpr", "Art. 32(1)"),
        ("soc2", "CC6.1"),
        ("nist-csf", "PR.AA-03"),
    ],
)
def test_a_requirement_says_what_its_page_says(reader: Reader, cast: Cast, edition: str, ref: str) -> None:
    told, browser = reader.read("requirement", edition, ref), Client()
    browser.force_login(cast.otto)
    page = browser.get(reverse("frameworks:requirement", args=[edition, ref])).content.decode()
    for said in (told["ref"], told["title"], told["summary"], told["only_if"], *told["typical_evidence"]):
        assert escape(said) in page
    assert told["controls"]
    for link in told["controls"]:
        control = CATALOGUE.controls[link["control"]]
        covers = {"full": "covers it", "partial": "covers a part"}[link["coverage"]]
        where = page.index(f'<a class="fw-bold" href="{reverse("frameworks:control", args=[control.key])}">')
        assert covers in page[where : where + 400]
        assert escape(link["why"]) in page and escape(link["minimum"]) in page
    assert told["decisions"]
    for decision in told["decisions"]:
        assert f"<strong>{escape(decision['title'])}</strong>" in page


def test_a_requirement_says_all_that_the_catalogue_says(reader: Reader) -> None:
    row, known = reader.read("requirement", "pci-dss", "8.3.6"), CATALOGUE.requirement("pci-dss", "8.3.6")
    assert row["obligations"] == [{"value": each.value, "from": each.since.isoformat()} for each in known.obligations]
    assert row["customized_approach"] == known.customized_approach
    for name in ("ref", "parent", "title", "kind", "family", "category", "assessable", "organisational", "summary"):
        assert row[name] == getattr(known, name), name
    links = [
        {
            name: getattr(link, name)
            for name in ("control", "coverage", "why", "frequency", "retention", "population", "minimum")
        }
        for link in known.controls
    ]
    assert row["controls"] == links


def test_the_decisions_are_those_of_the_day(reader: Reader) -> None:
    edition, ref = CATALOGUE.edition("hipaa"), "164.312(a)(2)(iii)"
    row = reader.read("requirement", edition.key, ref)
    allowed = decisions_allowed(CATALOGUE, edition, CATALOGUE.requirement(edition.key, ref), timezone.localdate())
    assert [(each["kind"], each["changes_status"]) for each in row["decisions"]] == [
        (each.rule.kind, each.changes_status) for each in allowed
    ]
    assert "addressable-alternative" in {each["kind"] for each in row["decisions"]}


def test_another_spelling_of_a_reference_answers_the_same(reader: Reader) -> None:
    by_alias = reader.get("/api/v1/catalogue/editions/hipaa/requirements/164.308(a)(1)(i)/")
    assert by_alias.status_code == 200
    assert by_alias.json() == reader.read("requirement", "hipaa-2013", "164.308(a)(1)")
    assert by_alias.json()["ref"] == "164.308(a)(1)"


def test_a_control_says_where_its_line_runs_and_who_asks_for_it(reader: Reader) -> None:
    told, known = reader.read("control", "patching"), CATALOGUE.controls["patching"]
    assert told["splits"].keys() == set(known.splits) and told["overrides"].keys() == set(known.overrides)
    assert told["splits"]["saas"]["bearer"] == known.splits["saas"].bearer
    asked = {(each.edition.key, each.requirement.ref) for each in asked_by(CATALOGUE, known)}
    assert {(each["edition"], each["ref"]) for each in told["requirements"]} == asked
    assert {"pci-dss-4.0.1", "hipaa-2013", "gdpr-2016", "soc2-2017"} <= {edition for edition, _ in asked}


def test_a_service_says_its_lists_and_its_line_for_every_control(reader: Reader) -> None:
    told = reader.read("service", "rds")
    assert [line["control"] for line in told["lines"]] == list(CATALOGUE.controls)
    assert [each["programme"] for each in told["listed"]] == list(CATALOGUE.scopes)
    assert {each["value"] for each in told["listed"]} <= {"yes", "no", "unknown"}
    assert reader.read("service", "chime")["retired_on"] == "2026-02-20"


def test_patching_is_another_duty_on_each_kind_of_service(reader: Reader) -> None:
    lines = {row["service"]: row for row in reader.every("matrix", control="patching", category="Compute")}
    lines |= {row["service"]: row for row in reader.every("matrix", control="patching", category="Database")}
    ec2, rds, function = lines["ec2"], lines["rds"], lines["lambda"]
    for side in ("aws", "customer"):
        assert len({ec2[side], rds[side], function[side]}) == 3
    assert "guest" in ec2["customer"].casefold() or "instance" in ec2["customer"].casefold()
    assert "engine" in rds["aws"].casefold() + rds["customer"].casefold()
    assert "runtime" in function["aws"].casefold()
    assert (ec2["control"], {each["bearer"] for each in (ec2, rds, function)}) == ("patching", {"shared"})


def test_a_crosswalk_says_how_strong_each_relation_is_and_whose_word_it_is(reader: Reader) -> None:
    rows = reader.every("crosswalk", **{"from": "soc2", "to": "pci-dss", "limit": 200})
    known = crosswalk(CATALOGUE, "soc2", "pci-dss").relations
    assert [(row["left"], row["control"], row["right"]) for row in rows] == [
        (each.left.ref, each.control.key if each.control else "", each.right) for each in known
    ]
    assert {row["source"] for row in rows} == {SHARED}
    one = reader.every("crosswalk", **{"from": "soc2", "to": "pci-dss", "ref": "CC6.1"})
    assert {
        "left": "CC6.1",
        "left_title": CATALOGUE.requirement("soc2", "CC6.1").title,
        "control": "mfa",
        "left_coverage": "partial",
        "right_coverage": "full",
        "right": "8.4.2",
        "right_title": CATALOGUE.requirement("pci-dss", "8.4.2").title,
        "source": SHARED,
    } in one


def test_a_published_mapping_claims_no_control(reader: Reader) -> None:
    rows = reader.every("crosswalk", **{"from": "hipaa", "to": "nist-800-53-r5"})
    assert len(rows) == 189
    assert {(row["control"], row["left_coverage"], row["right_coverage"]) for row in rows} == {("", None, None)}
    assert {row["source"] for row in rows} == {CATALOGUE.crosswalks["hipaa--nist-800-53-r5"].name}


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        ({"from": "iso", "to": "soc2"}, "from", "No framework or edition is called 'iso'. There are: "),
        ({"from": "soc2", "to": "iso"}, "to", "Published mappings: from hipaa to nist-800-53-r5."),
        ({"from": "soc2", "to": "pci-dss", "ref": "8.4.2"}, "ref", "has no requirement '8.4.2'"),
        ({"to": "pci-dss"}, "from", "required"),
        ({"from": "soc2"}, "to", "required"),
        ({"from": "", "to": "pci-dss"}, "from", "blank"),
    ],
)
def test_an_unknown_framework_is_the_callers_fault_in_that_parameter(
    reader: Reader, query: dict[str, str], parameter: str, said: str
) -> None:
    told = reader.refused("crosswalk", **query)
    assert list(told) == [parameter] and said in told[parameter]


@pytest.mark.parametrize(("parameter", "value"), [("control", "xyz"), ("theme", "xyz"), ("category", "Quantum")])
def test_a_part_of_the_matrix_that_is_not_there_is_refused(reader: Reader, parameter: str, value: str) -> None:
    """An empty list would say that nobody bears it."""
    told = reader.refused("matrix", **{parameter: value})
    assert list(told) == [parameter] and value in told[parameter]


@pytest.mark.parametrize("words", ["mfa", "164.312(a)", "8.4.2", "root user", "Article 32", "Elasticsearch Service"])
def test_a_search_answers_with_the_surest_first_in_each_list(reader: Reader, words: str) -> None:
    hits, found = reader.every("search", q=words, limit=3), search(CATALOGUE, words)
    expected = [("requirement", of.key, each.ref) for of, each in found.requirements]
    expected += [("control", "", each.key) for each in found.controls]
    expected += [("service", "", each.key) for each in found.services]
    assert [(hit["kind"], hit["edition"], hit["key"]) for hit in hits] == expected != []
    assert all(hit["title"] for hit in hits)


def test_a_search_for_nothing_is_refused_and_one_in_vain_is_empty(reader: Reader) -> None:
    assert list(reader.refused("search")) == list(reader.refused("search", q=" ")) == ["q"]
    assert list(reader.refused("search", q="a\0b")) == ["q"]
    assert reader.read("search", q="xyzzy") == {"next": None, "results": []}


@pytest.mark.parametrize(
    "address",
    [
        "editions/iso/requirements/",
        "editions/iso/requirements/A.5.1/",
        "editions/hipaa/requirements/164.999/",
        "controls/xyz/",
        "services/xyz/",
    ],
)
def test_what_the_catalogue_does_not_hold_is_not_found(reader: Reader, address: str) -> None:
    answer = reader.get(f"/api/v1/catalogue/{address}")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize("cursor", ["", "no", "%%%", "AAAA"])
@pytest.mark.parametrize("address", ["editions/", "controls/", "services/", "editions/hipaa/requirements/", "matrix/"])
def test_a_cursor_that_is_not_ours_is_refused(reader: Reader, address: str, cursor: str) -> None:
    answer = reader.get(f"/api/v1/catalogue/{address}", {"cursor": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "cursor")


@pytest.mark.parametrize("route", [route for route in ROUTES if route.startswith("frameworks-api:")])
def test_nobody_reads_without_a_token_and_nobody_writes(reader: Reader, route: str) -> None:
    keys = {"requirements": ["hipaa"], "requirement": ["hipaa", "164.312(b)"], "control": ["mfa"], "service": ["ec2"]}
    address = reverse(route, args=keys.get(route.partition(":")[2], []))
    assert APIClient().get(address).status_code == 401
    for method in (reader.post, reader.put, reader.patch, reader.delete):
        assert method(address, {}, format="json").status_code == 405
