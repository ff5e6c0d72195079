"""`/healthz`: for whoever watches the installation. Public, and it says no more than what works."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from evidence.health import health


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when every part answers, 503 when one does not."""
    found = health(timezone.now())
    return JsonResponse({"well": found.is_well, **found.parts}, status=200 if found.is_well else 503)
