"""An audit as its auditor sees it: the requirements in scope, both parts apart, and the auditor's own conclusions."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from compliance.actions.concluding import conclude
from compliance.audits.exceptions import PeriodException, exceptions_of
from compliance.audits.seen import conclusions_of, examined_by, outcomes
from compliance.inheritance.support import Support
from compliance.models import AuditorGrant, Conclusion, Engagement
from compliance.posture import RequirementPosture, Standing, posture_of
from compliance.web.audits.forms import ConcludeForm
from compliance.web.door import Visit
from compliance.web.editions import asked_edition
from compliance.wording import UNBOUND
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Requirement
from frameworks.schema import Edition
from frameworks.web import filters
from frameworks.web.pages import page
from frameworks.wording import CONCLUSIONS

OPEN = "open"
"""The filter of requirements about which nothing is concluded yet."""


@dataclass(frozen=True)
class Row:
    """One requirement in scope: our status on one side, the auditor's conclusion on the other."""

    posture: RequirementPosture
    conclusion: Conclusion | None
    is_ticked: bool
    exceptions: tuple[PeriodException, ...] = ()

    @property
    def outcome(self) -> str:
        return self.conclusion.outcome if self.conclusion else OPEN


def auditors_page(
    request: Visit,
    audit: Engagement,
    form: ConcludeForm | None = None,
    ticked: Collection[str] = (),
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """As the address chooses edition and filters, with what was ticked and why it was refused."""
    system, catalogue = request.system, shipped()
    on = system.day_of(request.now)
    edition = _edition(request, audit)
    posture = posture_of(system, catalogue, on, request.now, leaving=True)
    answers = posture.editions.get(edition.key, ())
    concluded = conclusions_of(audit, request.viewer)
    exceptions = exceptions_of(audit, catalogue)
    binding = [each for each in answers if each.inheritance.unbound is None]
    rows = [
        Row(
            each,
            concluded.get((edition.key, each.requirement.ref)),
            each.requirement.ref in ticked,
            exceptions.get((edition.key, each.requirement.ref), ()),
        )
        for each in binding
    ]
    chosen = filters.read(
        request.GET,
        {
            "supported": (_("AWS’s part"), Support.choices),
            "standing": (_("The system’s part"), Standing.choices),
            "concluded": (
                _("Conclusion"),
                [(OPEN, _("None yet")), *((code.value, CONCLUSIONS[code]) for code in edition.conclusions)],
            ),
        },
    )
    found = [row for row in rows if _lets(chosen, row)]
    context = {
        "audit": audit,
        "examined": examined_by(audit.audited.all()),
        "edition": edition,
        "groups": [
            (family, list(of_one)) for family, of_one in groupby(found, lambda row: row.posture.requirement.family)
        ],
        "found": len(found),
        "total": len(rows),
        "filters": chosen,
        "unbound": [
            (each, UNBOUND[each.inheritance.unbound]) for each in answers if each.inheritance.unbound is not None
        ],
        "counts": [(CONCLUSIONS[code], n) for code, n in outcomes(edition.key, concluded).most_common()],
        "is_concluded": bool(concluded),
        "form": form or ConcludeForm(outcomes=edition.conclusions),
        "refused": refused,
        "until": _last_day(request, audit),
        "on": on,
    }
    return page(request, "compliance/audits/auditors-view.html", context, part="requirements", status=status)


def conclude_ticked(request: Visit, audit: Engagement) -> HttpResponse:
    edition = _edition(request, audit)
    refs = set(request.POST.getlist("refs"))
    form = ConcludeForm(request.POST, outcomes=edition.conclusions)
    if form.is_valid():
        try:
            new = conclude(
                engagement=audit,
                requirements=requirements_of(edition, refs),
                **form.cleaned_data,
                author=request.user,
                on=request.system.day_of(request.now),
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            told = ngettext("%(n)d conclusion is recorded.", "%(n)d conclusions are recorded.", len(new))
            messages.success(request, told % {"n": len(new)} if new else _("That was concluded already."))
            return HttpResponseRedirect(request.get_full_path())
    return auditors_page(request, audit, form, ticked=refs, status=422)


def requirements_of(edition: Edition, refs: Collection[str]) -> list[Requirement]:
    """The rows of these references. Refused where one is no requirement of the edition."""
    rows = list(Requirement.objects.filter(edition__key=edition.key, ref__in=refs).select_related("edition"))
    if len(rows) != len(set(refs)):
        raise Refused(_("What was ticked is no requirement of this audit: look at the list again and tick anew."))
    return rows


def _edition(request: Visit, audit: Engagement) -> Edition:
    """The edition of the address, or the first; an audit always examines one that some release knew."""
    known = shipped().editions
    editions = [known[row.edition.key] for row in audit.audited.all() if row.edition.key in known]
    chosen = asked_edition(request, editions)
    if chosen is None:
        raise Http404("The catalogue of this release knows no edition that this audit examines.")
    return chosen


def _last_day(request: Visit, audit: Engagement) -> datetime.date | None:
    """Until when the reader may look."""
    on = request.system.day_of(request.now)
    window = AuditorGrant.objects.on(on).filter(engagement=audit, user=request.user).first()
    return window.valid_until if window else None


def _lets(chosen: filters.Filters, row: Row) -> bool:
    asked = row.posture.requirement
    return chosen.lets(
        supported=row.posture.support, standing=row.posture.standing or "none", concluded=row.outcome
    ) and chosen.finds(asked.ref, asked.title)
