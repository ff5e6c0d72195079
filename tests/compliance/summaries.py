"""AWS's responsibility summary for Harbour's stories: made up, in words that stand nowhere else."""

import hashlib

from compliance.actions.summarising import load_summary
from compliance.importing.summary import read_summary
from compliance.models import Attestation, ResponsibilitySummary
from frameworks.compiled import shipped
from frameworks.models import Edition
from tests.compliance.expectations import HOUR, report
from tests.factories import Harbour

MARKER = "Zanzibar"
"""Stands in each of AWS's words below, and nowhere in the catalogue."""

CLEARANCE, LOGS, SITES = "164.308(a)(3)(ii)(B)", "164.312(b)", "164.310(a)(1)"
TABLE = f"""ref,service,bearer,aws,customer
{LOGS},,customer,,"{MARKER}: the customer keeps every log, alone."
{CLEARANCE},Amazon EC2,shared,"{MARKER}: AWS clears its own people.",{MARKER} clear yours.
{SITES},rds,AWS,{MARKER} AWS guards its sites.,
"""


def loaded(
    harbour: Harbour, table: str = TABLE, attestation: Attestation | None = None, hours: int = 1
) -> ResponsibilitySummary:
    """Olive loads the table beside Harbour's SOC 2 report."""
    content = table.encode()
    return load_summary(
        attestation=attestation or report(),
        edition=Edition.objects.by_key("hipaa-2013"),
        rows=read_summary(content, "hipaa-2013", shipped()),
        digest=hashlib.sha256(content).hexdigest(),
        actor=harbour.cast.olive,
        now=harbour.now + hours * HOUR,
    )
