"""Say anew what a system is, on its scope page."""

from django.http import HttpResponse

from compliance.actions import describing
from compliance.web.description_forms import DescriptionForm
from compliance.web.door import Visit
from compliance.web.scope import scope_page, tried


def describe(request: Visit) -> HttpResponse:
    form = DescriptionForm(request.POST)

    def act() -> None:
        describing.describe(system=request.system, **form.cleaned_data, actor=request.user, now=request.now)

    return tried(request, form, act) or scope_page(request, describe_form=form, status=422)
