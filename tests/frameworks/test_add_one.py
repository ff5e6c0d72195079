"""Is adding a framework, a control or a service what the README says: its file, or its entry?"""

import datetime
from pathlib import Path
from shutil import copytree

import pytest

from frameworks.compiled import SHIPPED, compile_catalogue, shipped
from frameworks.inheritance import AccountFact, SystemFacts, UseFact, inherit
from frameworks.loading import load
from frameworks.models import Control, Edition, Service

README = (Path(__file__).parents[2] / "frameworks" / "README.md").read_text(encoding="utf-8")
NOW = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)
EC2 = SystemFacts(
    accounts=(AccountFact(account_id="111122223333"),),
    uses=(UseFact(service="ec2", account_id="111122223333"),),
)


@pytest.fixture
def catalogue(root: Path) -> Path:
    """A copy of the shipped catalogue, to be added to."""
    return Path(copytree(SHIPPED, root))


def recipe(title: str) -> list[str]:
    """The TOML blocks below a heading of the README."""
    section = README.partition(f"## {title}\n")[2].partition("\n## ")[0]
    blocks = [block.partition("```")[0] for block in section.split("```toml\n")[1:]]
    assert blocks, f"the README has no recipe called {title!r}"
    return blocks


@pytest.mark.django_db
def test_add_one_framework(catalogue: Path) -> None:
    (catalogue / "frameworks" / "house-2026.toml").write_text(recipe("Add one framework")[0], encoding="utf-8")
    compiled = compile_catalogue(catalogue)
    report = load(compiled, NOW)
    assert {"framework house", "edition house-2026"} <= set(report.added)
    assert Edition.objects.by_key("house").requirements.filter(assessable=True).count() == 1
    answer = inherit(compiled, "house", EC2, NOW.date())[0]
    assert (answer.ref, answer.class_) == ("H1.1", "shared")


@pytest.mark.django_db
def test_add_one_control(catalogue: Path) -> None:
    control, link = recipe("Add one control")
    theme = catalogue / "controls" / "logging.toml"
    theme.write_text(theme.read_text(encoding="utf-8") + control, encoding="utf-8")
    (catalogue / "frameworks" / "house-2026.toml").write_text(
        recipe("Add one framework")[0].replace("controls = [", f"controls = [{link}"), encoding="utf-8"
    )
    load(compile_catalogue(catalogue), NOW)
    assert Control.objects.by_key("log-encryption").theme == "logging"


@pytest.mark.django_db
def test_add_one_service(catalogue: Path) -> None:
    services = catalogue / "services.toml"
    services.write_text(services.read_text(encoding="utf-8") + recipe("Add one service")[0], encoding="utf-8")
    compiled = compile_catalogue(catalogue)
    load(compiled, NOW)
    assert Service.objects.by_key("keyspaces").name == "Amazon Keyspaces"
    assert "keyspaces" not in shipped().services
    assert compiled.split_of(compiled.controls["patching"], "keyspaces") is not None
