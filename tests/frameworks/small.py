"""A catalogue of a few lines, whole and valid, for tests that break it or that need to know all of it.

One framework, three requirements: the site (AWS's on every service), patching (depends on the service), the
policy (the customer's everywhere).
"""

from pathlib import Path

ABOUT = """\
[edition]
key = "care-2020"
framework = "care"
title = "Care"
name = "Care Rule of 2020"
publisher = "The Ministry"
source_url = "https://example.org/care"
effective_from = 2020-01-01
data_class = "phi"
notice = "Our own words."

[edition.roles]
provider = "provider"

[[edition.assessment]]
key = "type-1"
title = "Visit"
says = "one day"
roles = ["provider"]

[[edition.assessment]]
key = "type-2"
title = "Watch"
says = "a period"
"""

RULE = """\
[[requirement]]
ref = "1"
title = "Care"
kind = "section"
family = "Care"
assessable = false
obligation = [{ value = "none", from = 2020-01-01 }]
summary = "What care asks."

[[requirement]]
ref = "1.1"
parent = "1"
title = "Site"
kind = "standard"
family = "Care"
assessable = true
obligation = [{ value = "required", from = 2020-01-01 }]
aliases = ["1.1(a)"]
summary = "Nobody walks in."
controls = [
  { control = "site", coverage = "full", why = "Guards and doors." },
  { control = "provider-oversight", coverage = "partial", why = "Somebody reads the report." },
]

[[requirement]]
ref = "1.2"
parent = "1"
title = "Patches"
kind = "standard"
family = "Care"
assessable = true
obligation = [{ value = "addressable", from = 2020-01-01 }, { value = "required", from = 2024-01-01 }]
summary = "Known holes are closed."
controls = [{ control = "patching", coverage = "full", why = "Patches close holes.", frequency = "P1M" }]

[[requirement]]
ref = "1.3"
parent = "1"
title = "Policy"
kind = "standard"
family = "Care"
assessable = true
obligation = [{ value = "required", from = 2020-01-01 }]
summary = "It is written down."
controls = [{ control = "policy", coverage = "full", why = "The policy is the record." }]
"""

CONTROLS = """\
[theme]
key = "general"
title = "General"

[[control]]
key = "site"
title = "Site"
objective = "Only those who must come in do."
good = "Guards."
cadence = "P1Y"
[control.split.any]
bearer = "aws"
aws = "AWS guards its sites."

[[control]]
key = "patching"
title = "Patching"
objective = "Holes are closed."
good = "Within thirty days."
cadence = "P1M"
[control.split.infrastructure]
bearer = "shared"
aws = "AWS patches hosts."
customer = "You patch the guest system."
[control.split.container]
bearer = "shared"
aws = "AWS patches the control plane."
customer = "You rebuild images."
[control.split.managed]
bearer = "shared"
aws = "AWS patches system and platform."
customer = "You patch what you deploy."
[control.split.saas]
bearer = "aws"
aws = "AWS patches all of it."
[control.service.s3]
bearer = "aws"
aws = "AWS patches all of S3."

[[control]]
key = "policy"
title = "Policy"
objective = "It is written."
good = "Signed and dated."
cadence = "P1Y"
[control.split.any]
bearer = "customer"
customer = "You write it."

[[control]]
key = "provider-oversight"
title = "Oversight of AWS"
objective = "AWS is watched."
good = "Each new report is read."
cadence = "P6M"
[control.split.any]
bearer = "customer"
customer = "You read AWS's reports."
"""

SERVICES = """\
[[service]]
key = "ec2"
name = "Amazon EC2"
category = "Compute"
model = "infrastructure"
client = "ec2"

[[service]]
key = "s3"
name = "Amazon S3"
aliases = ["Simple Storage"]
category = "Storage"
model = "managed"
client = "s3"

[[service]]
key = "rds"
name = "Amazon RDS"
category = "Database"
model = "managed"
client = "rds"

[[service]]
key = "chime"
name = "Amazon Chime"
category = "Talk"
model = "saas"
retired_on = 2026-02-20
"""

PROGRAMMES = """\
[[programme]]
key = "contract"
name = "The contract"
short = "Contract"
kind = "commitment"
document = "agreement"
currency = "dates"
obtain = "From AWS."
per_account = true
source = "test"
mark = "V"

[[programme]]
key = "report"
name = "The report"
short = "Report"
kind = "assurance"
document = "report"
currency = "period"
obtain = "From AWS."
per_account = false
source = "test"
mark = "V"

[[rule]]
framework = "care"
programme = "contract"
role = "necessary"
tests = ["touches"]
says = "It is there."
source = "test"
mark = "V"

[[rule]]
framework = "care"
programme = "report"
role = "corroborating"
tests = ["touches"]
variant = "type-2"
current_days = 365
says = "It is a year old at most."
source = "test"
mark = "J"

[rule.assessed.type-1]
current_days = 300
bridge_days = 300
"""

SCOPE = """\
programme = "contract"
as_of = 2026-01-01
source = "a list"
source_url = "https://example.org/list"

[services]
ec2 = "yes"
s3 = "yes"
rds = "no"
"""

DECISIONS = """\
[[decision]]
kind = "not-applicable"
title = "Not applicable"
says = "There is nothing to care for."
asks = ["Why"]
term = { most = "P1Y", source = "test", mark = "J" }
source = "test"
mark = "V"

[[decision]]
kind = "addressable-alternative"
title = "Alternative"
says = "Something else is done."
frameworks = ["care"]
obligation = "addressable"
asks = ["What"]
source = "test"
mark = "V"

[[decision]]
kind = "risk-acceptance"
title = "Accepted"
says = "Somebody carries the risk."
asks = ["Who"]
unmoved = [{ framework = "care", obligation = "required" }]
source = "test"
mark = "V"
"""

EXPECTATIONS = """\
[[expectation]]
kind = "csoc"
number = "CSOC-1"
wording = "AWS guards its sites."
controls = ["site"]

[[expectation]]
kind = "cuec"
number = "CUEC-1"
wording = "The client patches what it brings along."
controls = ["patching"]
"""

CROSSWALK = """\
[crosswalk]
framework = "care"
target = "cure"
title = "Cure"
name = "Care to Cure"
publisher = "The Ministry"
level = "Both speak of the same matter."
as_of = 2026-01-01
source = "a table"
source_url = "https://example.org/table"
mark = "V"

[links]
"1.1" = ["C-1", "C-2"]
"1.2" = ["C-2"]
"""

FILES = {
    "frameworks/care-2020/about.toml": ABOUT,
    "frameworks/care-2020/rule.toml": RULE,
    "controls/general.toml": CONTROLS,
    "services.toml": SERVICES,
    "programmes.toml": PROGRAMMES,
    "scope/contract.toml": SCOPE,
    "decisions.toml": DECISIONS,
    "expectations.toml": EXPECTATIONS,
    "crosswalks/care--cure.toml": CROSSWALK,
    "scope/report.toml": SCOPE.replace('"contract"', '"report"'),
}


def write_catalogue(root: Path, **replaced: str) -> Path:
    """Writes the small catalogue; `replaced` swaps whole files, their names spelt with `__` for `/`."""
    files = FILES | {f"{name.replace('__', '/')}.toml": text for name, text in replaced.items()}
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root
