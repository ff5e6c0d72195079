"""The thread of a subject, for whichever page shows the subject: `{% comments "duty" duty.pk %}`."""

from typing import Any
from uuid import UUID

from django import forms, template
from django.template.context import Context

from compliance.threads import KINDS, sees_thread, thread_of
from compliance.web.comments import CommentForm

register = template.Library()


@register.inclusion_tag("compliance/comments.html", takes_context=True)
def comments(
    context: Context, kind: str, pk: UUID, form: forms.Form | None = None, refused: str = ""
) -> dict[str, Any]:
    """Nothing for whom the thread is not; `form` is one that came back with what was typed. Two queries."""
    request = context["request"]
    if not sees_thread(request.viewer, request.system, kind):
        return {"is_seen": False}
    return {
        "is_seen": True,
        "is_shared": KINDS[kind].is_shared,
        "kind": kind,
        "pk": pk,
        "thread": thread_of(request.system, kind, pk),
        "form": form or CommentForm(),
        "refused": refused,
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }
