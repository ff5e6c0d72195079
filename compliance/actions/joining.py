"""Draw many accounts into a system's boundary at once: a whole organisation, or none of them."""

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction

from compliance import journal
from compliance.actions.scoping import add_account, vet_regions
from compliance.actions.superseding import lock
from compliance.actions.vetting import vet
from compliance.models import Account, AccountTerm, System, User
from frameworks.errors import Refused


@transaction.atomic
def add_accounts(
    *,
    system: System,
    named: Mapping[str, str],
    regions: Sequence[str],
    since: datetime.date,
    actor: User | None,
    now: datetime.datetime,
    partition: str = "aws",
) -> list[Account]:
    """As `add_account`, for accounts that the system does not have yet: id -> name, all of them or none.

    One INSERT for each thousand; those that were here before come back one by one. An account that is in
    scope already, or another system's, is refused by its id.
    """
    vet_regions(regions)
    lock(system)
    known = {row.account_id: row for row in Account.objects.filter(account_id__in=named)}
    in_scope = AccountTerm.objects.beyond(since).filter(account__in=known.values()).values_list("account", flat=True)
    for account_id, row in sorted(known.items()):
        if row.system_id != system.pk:
            raise Refused(f"Account {account_id} cannot be added: it belongs to another system, and to one only.")
        if row.pk in in_scope:
            raise Refused(f"Account {account_id} is in scope already: leave it out.")
    fresh = [
        Account(system=system, account_id=key, name=named[key], partition=partition)
        for key in named
        if key not in known
    ]
    for account in fresh:
        vet(account, known={"system"})
    Account.objects.bulk_create(fresh, batch_size=journal.AT_A_TIME)
    said = {"regions": sorted(regions)}
    AccountTerm.objects.bulk_create(
        (AccountTerm(system=system, account=each, valid_from=since, recorded_at=now, **said) for each in fresh),
        batch_size=journal.AT_A_TIME,
    )
    journal.record_each(
        verb="account.scoped",
        changes=[(each, None, {"account": each.account_id, **said, "from": since.isoformat()}) for each in fresh],
        actor=actor,
        now=now,
        system=system,
    )
    for account_id in known:
        add_account(
            system=system,
            account_id=account_id,
            name=named[account_id],
            regions=regions,
            since=since,
            actor=actor,
            now=now,
        )
    rows = {each.account_id: each for each in (*fresh, *known.values())}
    return [rows[key] for key in named]
