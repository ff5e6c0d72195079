"""Does somebody who types what an auditor said find the clause, the control, the service?"""

import time
from dataclasses import replace

import pytest

from frameworks.compiled import Catalogue, shipped
from frameworks.schema import Service
from frameworks.searching import Found, search


def asked(words: str) -> Found:
    return search(shipped(), words)


def refs(found: Found, framework: str = "") -> list[str]:
    return [each.ref for of, each in found.requirements if framework in {"", of.framework}]


def controls(found: Found) -> list[str]:
    return [each.key for each in found.controls]


def services(found: Found) -> list[str]:
    return [each.key for each in found.services]


def test_mfa_finds_the_control_first_and_the_clauses_that_ask_for_it() -> None:
    found = asked("mfa")
    assert controls(found)[0] == "mfa"
    assert refs(found)[:4] == ["8.4", "8.4.1", "8.4.2", "8.4.3"]


def test_a_clause_that_calls_it_otherwise_is_found_by_the_control_that_supports_it() -> None:
    clause = shipped().requirement("hipaa", "164.312(d)")
    assert "mfa" not in f"{clause.title} {clause.summary} {clause.typical_evidence}".casefold()
    assert "mfa" in [link.control for link in clause.controls]
    assert clause.ref in refs(asked("mfa"), "hipaa")


def test_a_standard_comes_first_and_then_what_stands_below_it() -> None:
    assert refs(asked("164.312(a)"))[:5] == [
        "164.312(a)",
        "164.312(a)(2)(i)",
        "164.312(a)(2)(ii)",
        "164.312(a)(2)(iii)",
        "164.312(a)(2)(iv)",
    ]


def test_another_spelling_of_a_reference_finds_it() -> None:
    assert refs(asked("164.312(a)(1)")) == ["164.312(a)"]
    assert refs(asked("164.308(a)(1)(i)"))[0] == "164.308(a)(1)"


@pytest.mark.parametrize(
    ("words", "framework", "ref"),
    [
        ("8.4.2", "pci-dss", "8.4.2"),
        (" 8.4.2 ", "pci-dss", "8.4.2"),
        ("PCI 8.4.2", "pci-dss", "8.4.2"),
        ("PCI DSS 8.4.2", "pci-dss", "8.4.2"),
        ("cc6.1", "soc2", "CC6.1"),
        ("SOC 2 CC6.1", "soc2", "CC6.1"),
        ("Art. 32", "gdpr", "Art. 32"),
        ("Article 32", "gdpr", "Art. 32"),
        ("article  32", "gdpr", "Art. 32"),
        ("art 32", "gdpr", "Art. 32"),
        ("ART.32", "gdpr", "Art. 32"),
        ("GDPR Article 32", "gdpr", "Art. 32"),
        ("art. 5 (1) (a)", "gdpr", "Art. 5(1)(a)"),
        ("164.312(A)", "hipaa", "164.312(a)"),
        ("164.312 (a)", "hipaa", "164.312(a)"),
        ("§164.312(a)", "hipaa", "164.312(a)"),
        ("§ 164.312(a)", "hipaa", "164.312(a)"),
        ("45 CFR § 164.312(a)", "hipaa", "164.312(a)"),
        ("HIPAA 164.312(a)(1)", "hipaa", "164.312(a)"),
        ("pr.aa-03", "nist-csf", "PR.AA-03"),
    ],
)
def test_a_reference_is_found_however_it_is_written(words: str, framework: str, ref: str) -> None:
    of, first = asked(words).requirements[0]
    assert (of.framework, first.ref) == (framework, ref)


def test_an_article_is_not_taken_for_one_that_begins_alike() -> None:
    found = refs(asked("Article 5"), "gdpr")
    assert found[:2] == ["Art. 5", "Art. 5(1)(a)"]
    assert not [ref for ref in found if ref.startswith(("Art. 50", "Art. 51"))]


def test_root_user_finds_the_protection_of_the_root_account() -> None:
    found = asked("root user")
    assert controls(found)[0] == "root-account-protection"
    assert "8.2.2" in refs(found, "pci-dss")


def test_the_framework_named_before_the_words_narrows_them_to_it() -> None:
    assert refs(asked("pci mfa"), "pci-dss")[:3] == ["8.4", "8.4.1", "8.4.2"]
    assert {of.framework for of, _ in asked("pci mfa").requirements} == {"pci-dss"}


def test_the_name_of_a_framework_alone_finds_all_of_it() -> None:
    assert set(refs(asked("gdpr"), "gdpr")) == {each.ref for each in shipped().edition("gdpr").requirements}


@pytest.mark.parametrize("name", ["opensearch", "Elasticsearch Service", "amazon elasticsearch", "Amazon OpenSearch"])
def test_a_former_name_finds_the_service(name: str) -> None:
    assert services(asked(name))[0] == "opensearch"


@pytest.mark.parametrize("key", list(shipped().controls)[::12])
def test_a_control_is_found_first_by_its_own_key(key: str) -> None:
    assert controls(asked(key))[0] == key


@pytest.mark.parametrize("service", list(shipped().services.values())[::9], ids=str)
def test_a_service_is_found_by_its_key_and_by_its_name(service: Service) -> None:
    assert services(asked(service.key))[0] == service.key
    assert service.key in services(asked(service.name))


def test_every_word_has_to_occur_and_its_beginning_suffices() -> None:
    assert "patching" in controls(asked("patch"))
    assert "atching" not in " ".join(controls(asked("atching")))
    both = asked("patch security")
    assert set(controls(both)) <= set(controls(asked("patch"))) & set(controls(asked("security")))
    assert both.controls


@pytest.mark.parametrize("words", ["", "   ", "§", "()", "—", "\0", "xyz", "mfa xyz", "Überwachung", "安全", "🔑"])
def test_nothing_is_found_where_there_is_nothing(words: str) -> None:
    found = asked(words)
    assert (len(found), found) == (0, Found())


def test_small_and_capital_letters_are_the_same_in_any_language(small: Catalogue) -> None:
    strasse = replace(small.services["ec2"], name="Straße")
    there = replace(small, services={"strasse": strasse})
    assert search(there, "STRASSE").services == search(there, "straße").services == (strasse,)


@pytest.mark.parametrize("words", ["x" * 200_000, "a " * 100_000, "(" * 100_000, "8.4.2 " * 20_000, "é" * 50_000])
def test_a_very_long_question_is_answered_at_once(words: str) -> None:
    began = time.thread_time()
    asked(words)
    assert time.thread_time() - began < 3


def test_the_same_question_has_the_same_answer_in_the_same_order() -> None:
    once, again = asked("access review"), asked("review access")
    assert once == again
    assert len(refs(once)) > 3
