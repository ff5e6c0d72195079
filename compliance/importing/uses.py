"""Read which services are in use where, from a list of our own or from what AWS exports. Nothing is written here.

Three kinds of CSV are told apart by their header: our own list (account_id, region, service and perhaps touches), a
Cost and Usage Report (legacy or CUR 2.0), and a list of resources with their ARNs (Resource Explorer, Tag Editor).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from compliance.importing.recognising import billed, owns, service_named
from compliance.importing.table import Cells, table_of
from compliance.importing.understood import Kind, Place, Reading, WhyNot
from compliance.models import Touch
from frameworks.compiled import shipped
from frameworks.errors import Refused


@dataclass(frozen=True)
class Said:
    """One line as written: the keys of its services, or how it names one that we do not know."""

    account_id: str
    region: str
    services: tuple[str, ...]
    name: str
    touches: str = ""


def read_uses(text: str, *, accounts: Mapping[str, Sequence[str]], data_classes: Sequence[str]) -> Reading:
    """`accounts` are those of the system, with their regions. Refused for a file of which no kind is recognised."""
    header, rows = table_of(text)
    kind, say = _kind_of(header)
    reading = Reading(kind=kind)
    for line, cells in rows:
        _understand(say(cells), reading, line, accounts, data_classes)
    if not reading.found and not reading.unclear:
        raise Refused("There is no line below the header: add one for each service in an account and region.")
    return reading


def _kind_of(header: Sequence[str]) -> tuple[Kind, Callable[[Cells], Said]]:
    names = set(header)
    if {"lineitemusageaccountid", "lineitemproductcode"} <= names:
        return Kind.BILL, _of_bill
    if names & ARNS:
        return Kind.RESOURCES, _of_resource
    if {"accountid", "region", "service"} <= names:
        return Kind.LIST, _of_list
    raise Refused(
        "The first line does not say what this file is. It needs the columns account_id, region and service, or those "
        "of a Cost and Usage Report (lineItem/UsageAccountId, lineItem/ProductCode), or a column ARN as in exports of "
        "Resource Explorer and Tag Editor. Downloads of Cost Explorer lack account and region: take a report instead."
    )


def _of_list(cells: Cells) -> Said:
    name = cells.get("service", "")
    key = service_named(name)
    account = _account(cells.get("accountid", ""))
    return Said(account, _region(cells), (key,) if key else (), name, cells.get("touches", ""))


def _of_bill(cells: Cells) -> Said:
    code, name = cells.get("lineitemproductcode", ""), cells.get("productproductname", "")
    services = billed(code, name, cells.get("lineitemusagetype", ""), cells.get("productdatabaseengine", ""))
    zone = re.sub(r"(?<=\d)[a-z]$", "", cells.get("lineitemavailabilityzone", ""))
    region = cells.get("productregioncode") or cells.get("productregion") or zone
    return Said(_account(cells.get("lineitemusageaccountid", "")), region, services, name or code)


ARNS: Final = {"arn", "resourcearn"}
OWNERS: Final = ("accountid", "owningaccountid", "owningaccount", "awsaccount", "awsaccountid", "account")


def _of_resource(cells: Cells) -> Said:
    """What an ARN leaves open, as S3's does account and region, other columns may say."""
    arn = next((cells[name] for name in ARNS if cells.get(name)), "")
    _, _, prefix, region, account, resource = [*arn.split(":", 5), *[""] * 6][:6]
    key = owns(prefix, resource) if prefix else ""
    owner = account or next((cells[name] for name in OWNERS if cells.get(name)), "")
    name = f"rds:{re.split(r'[:/]', resource, maxsplit=1)[0]}" if prefix == "rds" else prefix or arn
    return Said(_account(owner), region or _region(cells), (key,) if key else (), name)


def _understand(
    said: Said, reading: Reading, line: int, accounts: Mapping[str, Sequence[str]], data_classes: Sequence[str]
) -> None:
    if not said.services:
        return reading.wonder(WhyNot.SERVICE, said.name, line)
    if not said.account_id:
        return reading.wonder(WhyNot.NO_PLACE, shipped().services[said.services[0]].name, line)
    if said.account_id not in accounts:
        return reading.wonder(WhyNot.ACCOUNT, said.account_id, line)
    touches = _touches(said.touches, data_classes)
    if said.touches and touches is None:
        return reading.wonder(WhyNot.TOUCHES, said.touches, line)
    for key in said.services:
        places = shipped().services[key].places(accounts[said.account_id])
        region = places[0] if places == ("global",) else said.region
        if region in {"", "global"} and region not in places:
            reading.wonder(WhyNot.NO_PLACE, shipped().services[key].name, line)
        elif region not in places:
            reading.wonder(WhyNot.REGION, f"{said.account_id} {region}", line)
        else:
            reading.add(Place(said.account_id, key, region, touches))
    return None


def _touches(said: str, data_classes: Sequence[str]) -> dict[str, str] | None:
    """`touches`, `affects` or `neither` for all classes; or one for each, as in `phi=touches; personal=neither`."""
    words = said.casefold().replace("=", ":").replace(";", " ").split()
    if len(words) == 1 and words[0] in Touch.values:
        return dict.fromkeys(data_classes, words[0])
    pairs = dict(word.split(":", 1) for word in words if ":" in word)
    known = len(pairs) == len(words) and set(pairs) <= set(data_classes) and set(pairs.values()) <= set(Touch.values)
    return pairs if words and known else None


def _account(said: str) -> str:
    """Twelve digits: spreadsheets take leading zeros away, people write hyphens."""
    digits = re.sub(r"\D", "", said)
    return digits.zfill(12) if digits else ""


def _region(cells: Cells) -> str:
    return cells.get("region", "").casefold()
