"""Evidence packs: ask for one, watch it being built, take it away, and learn how to verify it without us."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from compliance.actions.reading import note_read
from compliance.models import AuditedEdition, Engagement
from compliance.web.door import Visit
from evidence.actions.handing_out import make_link
from evidence.actions.packing import request_pack
from evidence.models import TERMINAL, Item, LeftOut, Pack
from evidence.packs.files import name_of
from evidence.packs.packed import Packed
from evidence.web.keeping.shown import gone, keeping_of
from evidence.web.pack_forms import BuildForm
from evidence.wording import ERROR_REASONS, ERROR_REMEDIES
from frameworks.errors import Refused
from frameworks.web.pages import page


def packs(request: Visit) -> HttpResponse:
    note_read(viewer=request.viewer, system=request.system, subject=request.system, now=request.now, page="packs")
    return _packs_page(request)


def choose(request: Visit) -> HttpResponse:
    """What goes into the pack of one audited edition: every requirement or some, names or none, all items or fewer."""
    audited = _audited(request)
    chosen = _chosen(audited, request.GET.get("audited", "")) or audited.first()
    if chosen is None:
        return redirect("evidence:packs", request.system.pk)
    form = BuildForm(initial={"audited": chosen.pk}, audited=audited, offered=_offered(chosen, request))
    return _choose_page(request, form, chosen)


def build(request: Visit) -> HttpResponse:
    """From the list, of all that there is; or from the page that offers items to leave out."""
    audited, refused = _audited(request), ""
    chosen = _chosen(audited, request.POST.get("audited", ""))
    has_choices = chosen is not None and "item_0" in request.POST
    offered = _offered(chosen, request) if chosen and has_choices else None
    form = BuildForm(request.POST, audited=audited, offered=offered)
    if form.is_valid() and chosen is not None:
        try:
            row = request_pack(
                engagement=chosen.engagement,
                edition=chosen.edition,
                actor=request.user,
                now=request.now,
                choices=form.choices(),
            )
        except Refused as refusal:
            refused = str(refusal)
        else:
            return redirect("evidence:pack", request.system.pk, row.pk)
    if chosen is not None and has_choices:
        return _choose_page(request, form, chosen, refused, status=422)
    return _packs_page(request, form=form, refused=refused, status=422)


def pack(request: Visit, pk: UUID) -> HttpResponse:
    row = get_object_or_404(_seen(request), pk=pk)
    note_read(viewer=request.viewer, system=request.system, subject=row, now=request.now)
    failed = row.job is not None and row.job.state in TERMINAL and row.sealed_at is None
    reason = row.job.reason if failed and row.job else ""
    is_auditor = request.viewer.is_only_auditor_in(request.system)
    context = {
        "pack": row,
        "keeping": keeping_of(request, row),
        "name": f"{name_of(row)}.zip",
        "building": row.sealed_at is None and not failed,
        "failed": failed,
        "reason": ERROR_REASONS.get(reason, reason),
        "remedy": ERROR_REMEDIES.get(reason, ""),
        "left_out": [
            (each["item"], LeftOut(each["reason"]).label, "" if is_auditor else each["text"]) for each in row.left_out
        ],
    }
    return page(request, "evidence/pack.html", context, part="pack")


def take(request: Visit, pk: UUID) -> HttpResponse:
    """A link for whoever asks, and there they go: nobody needs to see it who takes the pack at once."""
    row = get_object_or_404(_seen(request), pk=pk)
    if row.erased_at is not None:
        return gone(request, row)
    try:
        _link, token = make_link(pack=row, actor=request.user, now=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("evidence:pack", request.system.pk, row.pk)
    response = redirect("evidence:pack-link", token)
    response["Cache-Control"], response["Referrer-Policy"] = "private, no-store", "no-referrer"
    return response


def _packs_page(request: Visit, form: BuildForm | None = None, refused: str = "", status: int = 200) -> HttpResponse:
    audited = _audited(request)
    context = {
        "packs": _seen(request),
        "audited": audited,
        "form": form or BuildForm(audited=audited),
        "refused": refused,
    }
    return page(request, "evidence/packs.html", context, status=status)


def _choose_page(
    request: Visit, form: BuildForm, chosen: AuditedEdition, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "chosen": chosen, "refused": refused}
    return page(request, "evidence/choose-pack.html", context, status=status)


def _offered(chosen: AuditedEdition, request: Visit) -> QuerySet[Item]:
    """The items that a pack of it would hold now."""
    pack = Pack(system=request.system, engagement=chosen.engagement, edition=chosen.edition, as_of=request.now)
    return Packed(pack).scope().filter(erased_at=None).order_by("-received_at", "pk")


def _chosen(audited: QuerySet[AuditedEdition], pk: str) -> AuditedEdition | None:
    try:
        return audited.filter(pk=UUID(pk)).first()
    except ValueError:
        return None


def _audited(request: Visit) -> QuerySet[AuditedEdition]:
    """What each audit of the system examines: the team sees every audit, an auditor their own."""
    audits = Engagement.objects.visible_to(request.viewer).filter(system=request.system)
    rows = AuditedEdition.objects.filter(engagement__in=audits).order_by("-engagement__period_end", "edition__key")
    return rows.select_related("engagement__system", "edition")


def _seen(request: Visit) -> QuerySet[Pack]:
    rows = Pack.objects.visible_to(request.viewer).filter(system=request.system)
    return rows.select_related("edition__framework", "engagement", "system", "requested_by", "job", "checkpoint")
