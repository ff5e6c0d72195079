"""AWS Artifact, which moto does not know: the two lists by their metadata, per account, a page at a time.

Titles, ids and periods are made up, visibly. The other operations are named so that a refusal names them; nothing of
them is simulated, least of all the download of a report.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from evidence.demo.estate.refusals import Answer, Reason, Refused

OPERATIONS = {
    "/v1/report/list": "ListReports",
    "/v1/report/get": "GetReport",
    "/v1/report/getMetadata": "GetReportMetadata",
    "/v1/report/getTermForReport": "GetTermForReport",
    "/v1/customer-agreement/list": "ListCustomerAgreements",
}
PAGE = 3
"""Few, so that every list of the demonstration goes over pages."""


@dataclass
class Shelf:
    """What an account is shown, in the words of the service's model."""

    reports: list[dict[str, Any]] = field(default_factory=list)
    agreements: list[dict[str, Any]] = field(default_factory=list)


shelves: defaultdict[str, Shelf] = defaultdict(Shelf)


def answer(operation: str, account_id: str, parameters: dict[str, str]) -> Answer:
    """One page of a list. Raises Refused for what is not simulated."""
    shelf = shelves[account_id]
    match operation:
        case "ListReports":
            name, rows = "reports", shelf.reports
        case "ListCustomerAgreements":
            name, rows = "customerAgreements", shelf.agreements
        case _:
            raise Refused(Reason.NOT_SIMULATED, f"The simulation does not know artifact:{operation}.")
    first = int(parameters.get("nextToken", 0))
    page: dict[str, Any] = {name: rows[first : first + PAGE]}
    if first + PAGE < len(rows):
        page["nextToken"] = str(first + PAGE)
    body = json.dumps(page).encode()
    headers = [("Content-Type", "application/json"), ("x-amzn-RequestId", f"simulated-{account_id}-{name}-{first}")]
    return Answer(200, [*headers, ("Content-Length", str(len(body)))], body)
