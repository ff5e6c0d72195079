"""Take in another tool's findings: a file that is sealed as it is, or a read of Security Hub; a job reads them."""

import datetime
import hashlib
from typing import BinaryIO

from django.db import transaction

from compliance import journal
from compliance.models import AccountTerm, System, User
from evidence.actions.collecting import proven_accounts
from evidence.actions.uploading import Given, keep
from evidence.admitting import refuse_file
from evidence.importing.findings import ACCOUNT, Format
from evidence.importing.loading import load, media_type_of
from evidence.importing.reading import Reading, Said, days_of, read, recognise, refuse_what_says_nothing
from evidence.importing.shipped import tools
from evidence.jobs import engine
from evidence.models import TERMINAL, Import, Item, ItemKind
from frameworks.errors import Refused
from frameworks.ids import new_id

IMPORT = "import"
HUB = "security-hub"


def import_file(
    *,
    system: System,
    content: BinaryIO,
    actor: User,
    now: datetime.datetime,
    format: str = "",
    account: str = "",
    region: str = "",
    as_of: datetime.date | None = None,
) -> Import:
    """Seal the file; a job reads it. `format` by its key, recognised by the content where it is empty.

    `account`, `region`: whose findings they are, where the file does not name it. `as_of`: the day of which they are,
    where it does not say so, or where the file tells how things stood when it was exported. Refused, and nothing kept,
    for what no evidence is taken in of, for a file in which nothing can be read, and for one that came in before.
    """
    media_type = media_type_of(content)
    refuse_file(content, media_type)
    said = _said(system, account.strip(), region.strip(), as_of, now)
    document = load(content, media_type)
    chosen = recognise(document, format)
    reading = read(document, chosen, said, now)
    refuse_what_says_nothing(reading)
    _refuse_twice(system, content)
    first, last = (min(system.day_of(each), system.day_of(now)) for each in days_of(reading.findings))
    given = Given(
        content,
        _title(chosen, reading),
        media_type,
        first,
        last,
        ItemKind.IMPORTED,
        f"import.{chosen.key}.{reading.tool}",
    )

    def use(item: Item) -> Import:
        made = Import.objects.create(
            system=system,
            item=item,
            format=chosen.key,
            tool=reading.tool,
            tool_version=reading.version,
            account=said.account if chosen.accounts == "said" else "",
            region=said.region if chosen.accounts == "said" else "",
            as_of=said.as_of,
            requested_by=actor,
            requested_at=now,
        )
        _enter(made, now)
        _record("import.handed_in", made, actor, now)
        return made

    return keep(given=given, system=system, actor=actor, now=now, use=use)


@transaction.atomic
def import_from_security_hub(
    *, system: System, account: str, region: str, actor: User, now: datetime.datetime
) -> Import:
    """A job asks Security Hub in the account and region for the findings of its controls, and reads them."""
    regions = _regions(system, now)
    if region not in regions.get(account, ()):
        raise Refused("The account has no such region in this system’s scope: choose from what is in scope.")
    if account not in proven_accounts(system):
        raise Refused(f"Account {account} has no proven connection: connect it first, then ask again.")
    if (
        Import.objects.filter(system=system, item=None, account=account, region=region)
        .exclude(job__state__in=TERMINAL)
        .exists()
    ):
        raise Refused("It is being asked already: wait until that is done.")
    made = Import.objects.create(
        system=system,
        format="asff",
        tool=HUB,
        account=account,
        region=region,
        requested_by=actor,
        requested_at=now,
    )
    _enter(made, now)
    _record("import.asked_for", made, actor, now)
    return made


@transaction.atomic
def read_again(*, made: Import, actor: User, now: datetime.datetime) -> Import:
    """From the sealed file, by today's scope and today's mapping."""
    made = (
        Import.objects.select_for_update(of=("self",), no_key=True)
        .select_related("system", "item", "job")
        .get(pk=made.pk)
    )
    if made.job and made.job.state not in TERMINAL:
        raise Refused("It is being read already: wait until that is done.")
    if made.item and made.item.erased_at:
        raise Refused("Its file was erased: there is nothing to read again.")
    _enter(made, now)
    _record("import.read_again", made, actor, now)
    return made


def _enter(made: Import, now: datetime.datetime) -> None:
    works = {f"{made.pk}/{new_id()}": {"import": str(made.pk)}}
    (made.job,) = engine.publish(kind=IMPORT, works=works, system=made.system, now=now)
    made.save(update_fields=["job"])


def _record(verb: str, made: Import, actor: User, now: datetime.datetime) -> None:
    journal.record(
        verb=verb,
        subject=made,
        system=made.system,
        actor=actor,
        now=now,
        after={"format": made.format, "tool": made.tool, "item": str(made.item_id) if made.item_id else None},
    )


def _said(system: System, account: str, region: str, as_of: datetime.date | None, now: datetime.datetime) -> Said:
    if account and (not ACCOUNT.fullmatch(account) or account not in _regions(system, now)):
        raise Refused(f"{account} is no account of this system: choose one of its scope, or add it there.")
    if as_of is None:
        return Said(account, region)
    if as_of > system.day_of(now):
        raise Refused(f"{as_of} has not come yet: say of which day the findings are.")
    return Said(account, region, min(system.instants_of(as_of, as_of)[0], now))


def _regions(system: System, now: datetime.datetime) -> dict[str, list[str]]:
    terms = AccountTerm.objects.on(system.day_of(now)).filter(system=system).select_related("account")
    return {term.account.account_id: term.regions for term in terms}


def _refuse_twice(system: System, content: BinaryIO) -> None:
    content.seek(0)
    digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]  # any binary file will do
    content.seek(0)
    if known := Item.objects.filter(system=system, kind=ItemKind.IMPORTED, digest=digest, erased_at=None).first():
        day = system.day_of(known.received_at)
        raise Refused(f"This very file was handed in on {day}: read that import again instead.")


def _title(chosen: Format, reading: Reading) -> str:
    known = tools().get(reading.tool)
    return f"{chosen.title}: {known.title if known else reading.tool} {reading.version}".strip()
