"""Take a list of services in use from a file: what was understood is shown first, and written when it is confirmed.

Between the two nothing is kept on the server: the page carries what was understood, signed and bound to the system.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing
from django.http import HttpResponse
from django.utils.translation import gettext as _

from compliance.actions.importing import import_uses as import_places
from compliance.importing.understood import Kind, Place, Reading, Unclear
from compliance.importing.uses import read_uses
from compliance.models import Account, AccountTerm, Origin, ServiceUse
from compliance.web.door import Visit
from compliance.web.listed import ListForm, text_of
from compliance.web.scope import tried
from compliance.web.scope_forms import ConfirmForm
from compliance.wording import UNCLEAR
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.web.pages import page

SALT = "compliance.import-uses"
EXAMPLE = "account_id,region,service,touches"
LONGEST = 12 * 3600
"""Seconds for which a preview may be confirmed: as long as a session lasts."""


@dataclass(frozen=True)
class Row:
    """One line of the preview."""

    service: str
    account: str
    region: str
    lines: int
    is_new: bool


@dataclass(frozen=True)
class Question:
    """What is not understood, why, and what may have been meant."""

    about: Unclear
    sentence: object


def import_uses(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _file_page(request, ListForm(example=EXAMPLE))
    form = ListForm(request.POST, request.FILES, example=EXAMPLE)
    if not form.is_valid():
        return _file_page(request, form, status=422)
    terms = _terms(request)
    try:
        reading = read_uses(
            text_of(form.cleaned_data, keep=_("the columns of account, product and region")),
            accounts={term.account.account_id: term.regions for term in terms},
            data_classes=request.system.data_classes,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _file_page(request, form, status=422)
    asked = [Question(each, UNCLEAR[each.why]) for each in reading.unclear.values()]
    if asked and (reading.kind is Kind.LIST or not reading.found):
        return _file_page(request, form, asked, status=422)
    understood = _sealed(request, reading)
    confirm = ConfirmForm(on=request.system.day_of(request.now), initial={"understood": understood})
    return _preview_page(request, confirm, understood, asked)


def confirm_uses(request: Visit) -> HttpResponse:
    form = ConfirmForm(request.POST, on=request.system.day_of(request.now))

    def act() -> None:
        origin, counted = _opened(request, form.cleaned_data["understood"])
        import_places(
            system=request.system,
            places=[place for place, _lines in counted],
            origin=origin,
            since=form.cleaned_data["since"],
            actor=request.user,
            now=request.now,
        )

    return tried(request, form, act) or _preview_page(request, form, request.POST.get("understood", ""), status=422)


def _sealed(request: Visit, reading: Reading) -> str:
    origin = Origin.DECLARED if reading.kind is Kind.LIST else Origin.DISCOVERED
    rows = [
        [each.account_id, each.service, each.region, each.touches, reading.counts[key]]
        for key, each in reading.found.items()
    ]
    return signing.dumps([str(request.system.pk), origin.value, rows], salt=SALT, compress=True)


def _opened(request: Visit, understood: str) -> tuple[str, list[tuple[Place, int]]]:
    """The origin of the list, and each place with the number of lines that speak of it."""
    try:
        system, origin, rows = signing.loads(understood, salt=SALT, max_age=LONGEST)
    except signing.BadSignature:
        raise Refused(_("What was understood is too old or was changed: read the file again.")) from None
    if system != str(request.system.pk):
        raise Refused(_("This list was read for another system: read the file again here."))
    return origin, [(Place(*said), lines) for *said, lines in rows]


def _terms(request: Visit) -> list[AccountTerm]:
    rows = AccountTerm.objects.on(request.system.day_of(request.now)).filter(system=request.system)
    return list(rows.select_related("account"))


def _file_page(request: Visit, form: ListForm, asked: Iterable[Question] = (), status: int = 200) -> HttpResponse:
    return page(request, "compliance/import-uses.html", {"form": form, "asked": list(asked)}, status=status)


def _preview_page(
    request: Visit, form: ConfirmForm, understood: str, asked: Iterable[Question] = (), status: int = 200
) -> HttpResponse:
    try:
        rows = _rows(request, _opened(request, understood)[1])
    except Refused:  # the form says so
        rows = []
    context = {"form": form, "rows": rows, "new": sum(row.is_new for row in rows), "asked": list(asked)}
    return page(request, "compliance/import-preview.html", context, status=status)


def _rows(request: Visit, counted: Iterable[tuple[Place, int]]) -> list[Row]:
    uses = ServiceUse.objects.on(request.system.day_of(request.now)).filter(system=request.system)
    known = set(uses.values_list("account__account_id", "service__key", "region"))
    names = dict(Account.objects.filter(system=request.system).values_list("account_id", "name"))
    rows = [
        Row(
            service=shipped().services[place.service].name,
            account=names.get(place.account_id, place.account_id),
            region=place.region,
            lines=lines,
            is_new=(place.account_id, place.service, place.region) not in known,
        )
        for place, lines in counted
    ]
    return sorted(rows, key=lambda row: (row.service, row.account, row.region))
