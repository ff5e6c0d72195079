"""Can somebody narrow a list of the catalogue to what they look for, and does nonsense do no harm?"""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from frameworks.compiled import shipped
from frameworks.schema import Obligation
from frameworks.web.aws_services import FIRST
from frameworks.wording import OBLIGATIONS
from tests.frameworks.pages import at, main, opened

pytestmark = pytest.mark.django_db

CATALOGUE = shipped()


def listed(reader: Client, edition: str, **query: str) -> list[str]:
    context: Any = reader.get(at("edition", edition), query).context
    return [row.requirement.ref for _, rows in context["families"] for row in rows]


def test_an_edition_is_narrowed_by_words_and_by_reference(reader: Client) -> None:
    assert listed(reader, "hipaa", q="164.312(b)") == ["164.312(b)"]
    assert listed(reader, "hipaa", q="164.312(a)(1)") == ["164.312(a)"]
    assert "8.4.2" in listed(reader, "pci-dss", q="PASSES mfa")
    assert listed(reader, "pci-dss", q="xyzzy") == []
    assert "No row fits. Take a filter away." in opened(reader, at("edition", "pci-dss", q="xyzzy"))


def test_an_edition_is_narrowed_by_what_is_obligatory_today(reader: Client) -> None:
    required, addressable = (
        listed(reader, "hipaa", obligation="required"),
        listed(reader, "hipaa", obligation="addressable"),
    )
    assert "164.312(b)" in required and "164.312(a)(2)(iii)" in addressable
    none = listed(reader, "hipaa", obligation="none")
    assert sorted(required + addressable + none) == sorted(listed(reader, "hipaa"))
    assert str(OBLIGATIONS[Obligation.ADDRESSABLE]) in opened(reader, at("edition", "hipaa", obligation="addressable"))


def test_an_edition_is_narrowed_by_role_and_by_category(reader: Client) -> None:
    for edition in CATALOGUE.editions.values():
        for role in edition.roles:
            bound = [each.ref for each in edition.requirements if not each.roles or role in each.roles]
            assert listed(reader, edition.key, role=role) == bound
    merchant, provider = listed(reader, "pci-dss", role="merchant"), listed(reader, "pci-dss", role="service-provider")
    assert set(provider) - set(merchant)
    privacy = listed(reader, "soc2", category="privacy")
    assert privacy and all(ref.startswith("P") for ref in privacy)


def test_the_lists_are_narrowed_too(reader: Client) -> None:
    def services(**query: str) -> list[str]:
        context: Any = reader.get(at("services"), query).context
        return [service.key for _, rows in context["categories"] for service, _, _ in rows]

    def controls(**query: str) -> list[str]:
        context: Any = reader.get(at("controls"), query).context
        return [control.key for _, found in context["themes"] for control in found]

    assert services(q="elasticsearch service") == ["opensearch"]
    assert set(services(model="saas")) == {each.key for each in CATALOGUE.services.values() if each.model == "saas"}
    assert services(q="xyzzy") == controls(q="xyzzy") == []
    assert "mfa" in controls(q="MFA")
    assert set(controls(framework="gdpr")) < set(controls()) == set(CATALOGUE.controls)
    assert "breach-notification" in controls(framework="gdpr")


def test_a_service_is_narrowed_by_who_bears_it(reader: Client) -> None:
    found = {}
    for bearer in ("aws", "shared", "customer", ""):
        context: Any = reader.get(at("service", "rds"), {"bearer": bearer}).context
        lines = [line for _, rows in context["themes"] for line in rows]
        assert {line.split.bearer for line in lines} == ({bearer} if bearer else {"aws", "shared", "customer"})
        found[bearer] = len(lines)
    assert found[""] == found["aws"] + found["shared"] + found["customer"] == len(CATALOGUE.controls)


@pytest.mark.parametrize(
    ("address", "query"),
    [
        (at("edition", "pci-dss"), {"role": "xyz", "obligation": "perhaps", "category": "none"}),
        (at("edition", "soc2"), {"category": "xyz"}),
        (at("controls"), {"framework": "iso"}),
        (at("services"), {"model": "xyz"}),
        (at("service", "ec2"), {"bearer": "nobody"}),
        (at("matrix", category=""), {"category": "xyz", "theme": "xyz", "framework": "xyz"}),
    ],
)
def test_a_choice_that_is_not_offered_filters_nothing(reader: Client, address: str, query: dict[str, str]) -> None:
    nonsense, plain = reader.get(urlsplit(address).path, query), reader.get(address)
    assert (nonsense.status_code, main(nonsense)) == (200, main(plain))


def cells(reader: Client, **query: str) -> dict[tuple[str, str], str]:
    """Who bears what, as the page's own rows and columns say it."""
    context = reader.get(at("matrix", **query)).context
    return {
        (line.control.key, line.service.key): line.split.bearer
        for _, rows in context["themes"]
        for _, lines in rows
        for line in lines
    }


def test_the_matrix_begins_with_one_category_and_says_so(reader: Client) -> None:
    assert f'<option value="{FIRST}" selected>' in opened(reader, at("matrix"))
    shown = {service for _, service in cells(reader)}
    assert shown == {each.key for each in CATALOGUE.services.values() if each.category == FIRST}
    assert {control for control, _ in cells(reader)} == set(CATALOGUE.controls)


def test_the_matrix_of_everything_is_one_question_away(reader: Client) -> None:
    text = opened(reader, at("matrix", category=""))
    assert text.count('<td class="cell-') == len(CATALOGUE.controls) * len(CATALOGUE.services)


def test_the_matrix_can_be_narrowed_and_says_what_the_catalogue_says(reader: Client) -> None:
    shown = cells(reader, category="Compute", theme="patching", q="patching")
    assert {control for control, _ in shown} == {"patching"}
    assert len(shown) == sum(each.category == "Compute" for each in CATALOGUE.services.values())
    for (control, service), bearer in shown.items():
        split = CATALOGUE.split_of(CATALOGUE.controls[control], service)
        assert split and split.bearer == bearer
    asked = {link.control for each in CATALOGUE.edition("soc2").requirements for link in each.controls}
    assert {control for control, _ in cells(reader, framework="soc2")} == asked
    assert "No control fits. Take a filter away." in opened(reader, at("matrix", q="xyzzy"))


@pytest.mark.parametrize(
    ("address", "part"),
    [
        (at("edition", "hipaa", q="audit"), "rows"),
        (at("controls", q="audit"), "controls"),
        (at("services", q="audit"), "services"),
        (at("service", "ec2", q="audit"), "lines"),
        (at("matrix", q="audit"), "matrix"),
    ],
)
def test_htmx_gets_the_part_that_it_asked_for_and_no_more(reader: Client, address: str, part: str) -> None:
    headers = {"HX-Request": "true", "HX-Target": part}
    cut, whole = reader.get(address, headers=headers), reader.get(address)
    text = cut.content.decode()
    assert text.lstrip().startswith(f'<div id="{part}"') and "<html" not in text
    assert text.strip() in whole.content.decode()
    assert {"HX-Request", "HX-Target"} <= {each.strip() for each in cut["Vary"].split(",")}
    back = reader.get(address, headers=headers | {"HX-History-Restore-Request": "true"})
    assert "<html" in back.content.decode()
    assert "<html" in reader.get(address, headers=headers | {"HX-Target": "something-else"}).content.decode()
