"""The thread of one subject: on a page of its own, where a comment is written; it also stands on the subject's page."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance.actions.commenting import comment as write_comment
from compliance.actions.commenting import withdraw_comment as take_back
from compliance.actions.reading import note_read
from compliance.models import Comment
from compliance.threads import KINDS, subject_of
from compliance.web.door import Visit
from frameworks.errors import Refused
from frameworks.web.pages import page


class CommentForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,  # the verb says in a sentence what to do about an empty one
        help_text=gettext_lazy("Call somebody by @ and their name. It cannot be edited, only withdrawn."),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
    )


def comments(request: Visit, subject: str, pk: UUID) -> HttpResponse:
    row = _subject(request, subject, pk)
    if request.method == "GET":
        note_read(viewer=request.viewer, system=request.system, subject=row, now=request.now, page="comments")
        return _page(request, subject, row, CommentForm())
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            write_comment(
                system=request.system,
                kind=subject,
                subject=row,
                text=form.cleaned_data["text"],
                author=request.user,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _back(request, subject, pk)
    return _page(request, subject, row, form, status=422)


def withdraw_comment(request: Visit, pk: UUID) -> HttpResponse:
    said = get_object_or_404(Comment.objects.filter(system=request.system).select_related("system"), pk=pk)
    row = _subject(request, said.kind, said.subject)
    try:
        take_back(comment=said, actor=request.user, now=request.now)
    except Refused as refusal:
        return _page(request, said.kind, row, CommentForm(), refused=str(refusal), status=422)
    messages.success(request, _("The comment is withdrawn."))
    return _back(request, said.kind, said.subject)


def _subject(request: Visit, kind: str, pk: UUID) -> Any:
    row = subject_of(request.viewer, request.system, kind, pk)
    if row is None:
        raise Http404
    return row


def _back(request: Visit, kind: str, pk: UUID) -> HttpResponse:
    """To the subject's page, where the thread is."""
    return HttpResponseRedirect(reverse(KINDS[kind].page, args=[request.system.pk, pk]) + "#comments")


def _page(request: Visit, kind: str, row: Any, form: CommentForm, refused: str = "", status: int = 200) -> HttpResponse:
    context = {
        "kind": kind,
        "subject": row,
        "form": form,
        "refused": refused,
        "address": reverse(KINDS[kind].page, args=[request.system.pk, row.pk]),
    }
    return page(request, "compliance/thread.html", context, status=status)
