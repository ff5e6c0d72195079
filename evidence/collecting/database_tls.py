"""Reads the parameter groups of RDS and Aurora: does the database refuse connections without TLS? Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

# The parameter that decides, by engine (RDS and Aurora User Guides, encrypting a connection).
PARAMETER = {
    "aurora-mysql": "require_secure_transport",
    "aurora-postgresql": "rds.force_ssl",
    "mariadb": "require_secure_transport",
    "mysql": "require_secure_transport",
    "postgres": "rds.force_ssl",
    "sqlserver": "rds.force_ssl",
}
ON = ("1", "on", "true")


def parameter_for(engine: str) -> str | None:
    """The parameter's name; None for an engine that decides otherwise. SQL Server's engines end by edition."""
    return PARAMETER.get("sqlserver" if engine.startswith("sqlserver-") else engine)


def keep_deciding(answer: dict[str, Any]) -> None:
    """Leaves of a group's hundreds of parameters those that decide; for `Look.ask(..., veil=...)`."""
    answer["Parameters"] = [kept for kept in answer["Parameters"] if kept["ParameterName"] in PARAMETER.values()]


def refuses_plain(parameters: Iterable[Mapping[str, Any]], name: str) -> bool:
    return any(kept["ParameterName"] == name and kept.get("ParameterValue", "").lower() in ON for kept in parameters)
