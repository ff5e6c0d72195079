"""Does `manage.py check` say which line of the catalogue is wrong?"""

from pathlib import Path

import pytest

from frameworks import checks
from frameworks.compiled import Catalogue, compile_catalogue
from tests.frameworks.small import SCOPE, write_catalogue


def test_the_shipped_catalogue_passes() -> None:
    assert checks.check_catalogue() == []


def test_each_fault_is_an_error_with_its_file_line_and_entry(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_catalogue(root, scope__contract=SCOPE.replace("rds", "rdz").replace("ec2", "ec3"))

    def broken() -> Catalogue:
        return compile_catalogue(root)

    monkeypatch.setattr(checks, "shipped", broken)
    assert [(each.id, each.msg, each.hint) for each in checks.check_catalogue()] == [
        (
            "frameworks.E001",
            "frameworks/catalogue/scope/contract.toml:7: scope 'contract': unknown service 'ec3'.",
            "write a key of services.toml",
        ),
        (
            "frameworks.E001",
            "frameworks/catalogue/scope/contract.toml:9: scope 'contract': unknown service 'rdz'.",
            "write a key of services.toml",
        ),
    ]
