"""Is every fault in a catalogue file said with its file, line, entry, and what to do?"""

from pathlib import Path

import pytest

from frameworks.compiled import compile_catalogue
from frameworks.schema import CatalogueErrors
from tests.frameworks.small import FILES, write_catalogue

CONTROLS = "controls/general.toml"
RULE = "frameworks/care-2020/rule.toml"
ABOUT = "frameworks/care-2020/about.toml"
SCOPE = "scope/contract.toml"


def faults_after(root: Path, **broken: tuple[str, str, str]) -> list[str]:
    """What is said once, in each of the named files, the first text has been replaced by the second."""
    write_catalogue(root)
    for file, old, new in broken.values():
        assert old in FILES[file], f"the small catalogue has no {old!r} in {file}"
        (root / file).write_text(FILES[file].replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueErrors) as caught:
        compile_catalogue(root)
    return [str(error) for error in caught.value.errors]


def line_of(file: str, text: str) -> int:
    return FILES[file][: FILES[file].index(text)].count("\n") + 1


SINGLE_FAULTS = {
    "a value that is not one of the choices": (
        CONTROLS,
        'bearer = "shared"',
        'bearer = "both"',
        'bearer = "shared"',
        "control 'patching', split 'infrastructure': bearer 'both' is not one of aws, shared, customer"
        " — write one of these",
    ),
    "a misspelt field": (
        CONTROLS,
        'good = "Guards."\n',
        'good = "Guards."\nobjectiv = "x"\n',
        'cadence = "P1Y"',
        "control 'site': unknown key 'objectiv' — did you mean 'objective'?",
    ),
    "a field that is nowhere near any": (
        "services.toml",
        'client = "ec2"',
        'client = "ec2"\nzzz = 1',
        '\n[[service]]\nkey = "s3"',
        "service 'ec2': unknown key 'zzz' — write one of key, name, aliases, category, model, reach, inherent, client,"
        " retired_on, note",
    ),
    "an unknown top-level table": (
        CONTROLS,
        "[theme]",
        "[themes]\n[theme]",
        "[theme]",
        "file: unknown key 'themes' — did you mean 'theme'?",
    ),
    "a missing field": (
        CONTROLS,
        'good = "Guards."\n',
        "",
        '[[control]]\nkey = "site"',
        "control 'site': 'good' is missing — write it",
    ),
    "an empty field": (
        CONTROLS,
        'good = "Guards."',
        'good = ""',
        'good = "Guards."',
        "control 'site': good is empty — write it",
    ),
    "a wrong type": (
        RULE,
        "assessable = false",
        'assessable = "no"',
        "assessable = false",
        "requirement '1': assessable is not true or false — write true or false",
    ),
    "a date that is a text": (
        ABOUT,
        "effective_from = 2020-01-01",
        'effective_from = "2020-01-01"',
        "effective_from",
        "edition: effective_from is not a date — write a date",
    ),
    "a text where a list belongs": (
        "services.toml",
        'aliases = ["Simple Storage"]',
        'aliases = "Simple Storage"',
        "aliases",
        "service 's3': aliases is not a list — write it in square brackets",
    ),
    "an unknown service in an override": (
        CONTROLS,
        "[control.service.s3]",
        "[control.service.s4]",
        "[control.service.s3]",
        "control 'patching': unknown service 's4' — write a key of services.toml",
    ),
    "an unknown service in a scope": (
        SCOPE,
        'rds = "no"',
        'rdz = "no"',
        'rds = "no"',
        "scope 'contract': unknown service 'rdz' — write a key of services.toml",
    ),
    "a word in a scope that is none of the three": (
        SCOPE,
        'rds = "no"',
        'rds = "never"',
        'rds = "no"',
        "scope: rds 'never' is not one of yes, no, unknown — write one of these",
    ),
    "an unknown programme": (
        "programmes.toml",
        'framework = "care"\nprogramme = "contract"',
        'framework = "care"\nprogramme = "contrakt"',
        "[[rule]]",
        "rule 'care, contrakt': unknown programme 'contrakt' — write the key of a [[programme]]",
    ),
    "an unknown framework": (
        "programmes.toml",
        'framework = "care"\nprogramme = "contract"',
        'framework = "caer"\nprogramme = "contract"',
        "[[rule]]",
        "rule 'caer, contract': unknown framework 'caer' — write the framework of an edition",
    ),
    "a rule that names no requirement": (
        "programmes.toml",
        "current_days = 365",
        'never_covers = ["9.9"]',
        '[[rule]]\nframework = "care"\nprogramme = "report"',
        "rule 'care, report': unknown requirement '9.9' — write a ref of care",
    ),
    "a rule for a form in which nobody is assessed": (
        "programmes.toml",
        "[rule.assessed.type-1]",
        "[rule.assessed.type-3]",
        '[[rule]]\nframework = "care"\nprogramme = "report"',
        "rule 'care, report': unknown form of assessment 'type-3' — write the key of an [[edition.assessment]]",
    ),
    "a form of assessment that is open to an unknown role": (
        ABOUT,
        'roles = ["provider"]',
        'roles = ["payer"]',
        '[[edition.assessment]]\nkey = "type-1"',
        "assessment 'type-1': unknown role 'payer' — write one of provider",
    ),
    "a form of assessment twice": (
        ABOUT,
        'key = "type-2"',
        'key = "type-1"',
        '[[edition.assessment]]\nkey = "type-2"',
        "assessment 'type-1': stands twice, first at frameworks/catalogue/frameworks/care-2020/about.toml:15"
        " — remove one of the two or rename it",
    ),
    "a missing split": (
        CONTROLS,
        '[control.split.container]\nbearer = "shared"\naws = "AWS patches the control plane."\n'
        'customer = "You rebuild images."\n',
        "",
        '[[control]]\nkey = "patching"',
        "control 'patching': has no split for container — write [control.split.container], or"
        " [control.split.any] when no AWS service changes it",
    ),
    "AWS bears it and the customer has a part": (
        CONTROLS,
        'aws = "AWS guards its sites."',
        'aws = "AWS guards its sites."\ncustomer = "You help."',
        "[control.split.any]",
        "control 'site', any: bearer aws leaves no part for customer — empty it, or write bearer = \"shared\"",
    ),
    "the customer bears it and AWS has a part": (
        CONTROLS,
        'customer = "You write it."',
        'customer = "You write it."\naws = "AWS helps."',
        '[control.split.any]\nbearer = "customer"\ncustomer = "You write it."',
        "control 'policy', any: bearer customer leaves no part for aws — empty it, or write bearer = \"shared\"",
    ),
    "shared, and one part is empty": (
        CONTROLS,
        'customer = "You rebuild images."',
        'customer = ""',
        "[control.split.container]",
        "control 'patching', container: bearer shared but the part of customer is empty — write what it does,"
        " or change the bearer",
    ),
    "a reference that is another's alias": (
        RULE,
        'ref = "1.3"',
        'ref = "1.1(a)"',
        '[[requirement]]\nref = "1.3"',
        "requirement '1.1(a)': stands twice, first at frameworks/catalogue/frameworks/care-2020/rule.toml:10"
        " — remove one of the two or rename it",
    ),
    "an unknown parent": (
        RULE,
        'ref = "1.3"\nparent = "1"',
        'ref = "1.3"\nparent = "7"',
        '[[requirement]]\nref = "1.3"',
        "requirement '1.3': unknown parent '7' — write a ref of this edition",
    ),
    "a parent below its child": (
        RULE,
        'ref = "1.1"\nparent = "1"',
        'ref = "1.1"\nparent = "1.2"',
        '[[requirement]]\nref = "1.1"',
        "requirement '1.1': parent '1.2' stands after it — move the parent up: it stands before what is below it",
    ),
    "two summaries that are the same sentence": (
        RULE,
        "It is written down.",
        "nobody  walks in.",
        '[[requirement]]\nref = "1.3"',
        "requirement '1.3': its summary is the same sentence as that of '1.1' — say what this requirement asks",
    ),
    "a cadence that is no duration": (
        CONTROLS,
        'cadence = "P1M"',
        'cadence = "monthly"',
        '[[control]]\nkey = "patching"',
        "control 'patching': cadence 'monthly' is no ISO 8601 duration — write one such as P1Y or P30D",
    ),
    "a frequency that is no duration": (
        RULE,
        'frequency = "P1M"',
        'frequency = "P"',
        'controls = [{ control = "patching"',
        "requirement '1.2': frequency 'P' is no ISO 8601 duration — write one such as P1Y or P30D",
    ),
    "a term that is no duration": (
        "decisions.toml",
        'most = "P1Y"',
        'most = "a year"',
        '[[decision]]\nkind = "not-applicable"',
        "decision 'not-applicable': term 'a year' is no ISO 8601 duration — write one such as P1Y or P30D",
    ),
    "an expectation that is linked to no control": (
        "expectations.toml",
        'controls = ["site"]',
        "controls = []",
        "[[expectation]]",
        "expectation 'CSOC-1': is linked to no control — name one of the files in controls/",
    ),
    "an expectation of AWS where AWS bears nothing": (
        "expectations.toml",
        'controls = ["site"]',
        'controls = ["policy"]',
        "[[expectation]]",
        "expectation 'CSOC-1': AWS bears no part of 'policy' — name a control of which it bears one",
    ),
    "an expectation that names an unknown control": (
        "expectations.toml",
        'controls = ["patching"]',
        'controls = ["patchwork"]',
        '[[expectation]]\nkind = "cuec"',
        "expectation 'CUEC-1': unknown control 'patchwork' — write a key of the files in controls/",
    ),
    "a key that is not the file's name": (
        ABOUT,
        'key = "care-2020"',
        'key = "care-2021"',
        "[edition]",
        "edition: key 'care-2021' differs from the file's name — write 'care-2020'",
    ),
}

# What these leave behind is a fault too, and said beside them.
FAULTS_THAT_LEAVE_ANOTHER = {
    "an unknown control": (
        RULE,
        'control = "policy"',
        'control = "polizy"',
        'controls = [{ control = "policy"',
        "requirement '1.3': unknown control 'polizy' — write a key of the files in controls/",
    ),
    "an unknown service model": (
        CONTROLS,
        "[control.split.saas]",
        "[control.split.sass]",
        "[control.split.saas]",
        "control 'patching': unknown service model 'sass' — write one of infrastructure, container, managed, saas, any",
    ),
    "a doubled control": (
        CONTROLS,
        'key = "policy"',
        'key = "site"',
        '[[control]]\nkey = "policy"',
        "control 'site': stands twice, first at frameworks/catalogue/controls/general.toml:5 — remove one of"
        " the two or rename it",
    ),
}


@pytest.mark.parametrize("name", SINGLE_FAULTS)
def test_one_fault_is_named_once_with_its_line(name: str, root: Path) -> None:
    file, old, new, at, said = SINGLE_FAULTS[name]
    line = line_of(file, at)
    assert faults_after(root, it=(file, old, new)) == [f"frameworks/catalogue/{file}:{line}: {said}"]


@pytest.mark.parametrize("name", FAULTS_THAT_LEAVE_ANOTHER)
def test_a_fault_is_named_beside_what_it_leaves_behind(name: str, root: Path) -> None:
    file, old, new, at, said = FAULTS_THAT_LEAVE_ANOTHER[name]
    assert f"frameworks/catalogue/{file}:{line_of(file, at)}: {said}" in faults_after(root, it=(file, old, new))


def test_a_control_that_nothing_asks_for(root: Path) -> None:
    said = faults_after(root, it=(RULE, 'control = "policy"', 'control = "site"'))
    line = line_of(CONTROLS, '[[control]]\nkey = "policy"')
    assert said == [
        f"frameworks/catalogue/{CONTROLS}:{line}: control 'policy': is asked for by no requirement"
        " — link it from a requirement or remove it"
    ]


def test_an_assessable_requirement_without_a_control(root: Path) -> None:
    old = 'controls = [{ control = "policy", coverage = "full", why = "The policy is the record." }]\n'
    said = faults_after(root, it=(RULE, old, ""))
    assert any("requirement '1.3': is assessable but names no control" in each for each in said)


def test_a_file_that_is_not_toml_names_its_line_and_hides_what_would_follow_from_it(root: Path) -> None:
    said = faults_after(root, it=(CONTROLS, 'good = "Guards."', "good = Guards."))
    line = line_of(CONTROLS, 'good = "Guards."')
    assert len(said) == 1
    assert said[0].startswith(f"frameworks/catalogue/{CONTROLS}:{line}: file: not readable as TOML")


def test_a_missing_file_is_named(root: Path) -> None:
    write_catalogue(root)
    (root / "services.toml").unlink()
    with pytest.raises(CatalogueErrors) as caught:
        compile_catalogue(root)
    assert str(caught.value) == (
        "frameworks/catalogue/services.toml:1: file: is missing — write the file, or restore it from the repository"
    )


def test_every_fault_of_every_file_is_said_at_once(root: Path) -> None:
    said = faults_after(
        root,
        a=(CONTROLS, 'bearer = "shared"', 'bearer = "both"'),
        b=(RULE, 'parent = "1"', 'parent = "7"'),
        c=(SCOPE, 'rds = "no"', 'rdz = "no"'),
        d=("services.toml", 'name = "Amazon S3"', "name = 3"),
    )
    assert [each.split(": ")[0].rsplit(":", 1)[0].removeprefix("frameworks/catalogue/") for each in said] == [
        CONTROLS,
        RULE,
        SCOPE,
        "services.toml",
    ]
