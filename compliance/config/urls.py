"""Every address of the site: pages of each floor, the API, the admin."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("compliance.config.api_urls")),
    path("", include("frameworks.web.urls")),
    path("", include("compliance.web.urls")),
    path("", include("evidence.web.urls")),
]

# The API answers problems even where no view was reached; elsewhere these are Django's own pages.
handler400 = "frameworks.api.problems.malformed"
handler404 = "frameworks.api.problems.nowhere"
handler500 = "frameworks.api.problems.failed"
