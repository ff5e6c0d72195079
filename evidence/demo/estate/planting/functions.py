"""Lambda: functions that carry records between systems."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from evidence.demo.estate.identities import DATA, PRODUCTION
from evidence.demo.estate.planting.site import EAST, Site

CURRENT = "python3.13"


@dataclass(frozen=True, slots=True)
class Function:
    """A function and the names of its variables. `key` is a KMS alias; none leaves them to Lambda's own key."""

    name: str
    role: str
    runtime: str = CURRENT
    key: str = ""
    variables: tuple[str, ...] = ("STAGE",)


FUNCTIONS = {
    PRODUCTION.id: (
        Function("claims-intake", "ClaimsIntake", key="patient-records"),
        Function("appointment-reminders", "ClaimsIntake", key="patient-records"),
        # defects: its runtime gets no patches any more, and a password stands in a variable
        Function("fax-gateway", "ClaimsIntake", "nodejs14.x", variables=("STAGE", "FAX_PASSWORD")),
    ),
    DATA.id: (Function("report-runner", "ReportRunner", key="analytics"),),
}


def plant(site: Site) -> None:
    """Make the account's functions; the code is an empty file, and nothing ever runs it."""
    for function in FUNCTIONS[site.account.id]:
        environment: dict[str, Any] = {"Variables": dict.fromkeys(function.variables, "demonstration")}
        key = {"KMSKeyArn": site.keys[EAST, function.key]} if function.key else {}
        site.client("lambda").create_function(
            FunctionName=function.name,
            Runtime=function.runtime,
            Role=f"arn:aws:iam::{site.account.id}:role/{function.role}",
            Handler="main.handle",
            Code={"ZipFile": _archive()},
            Environment=environment,
            Tags={"Name": function.name},
            **key,
        )
        site.count("lambda function")


def _archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(zipfile.ZipInfo("main.py"), "")
    return target.getvalue()
