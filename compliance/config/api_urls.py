"""Version 1 of the API: the routes of each floor, and their OpenAPI description."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

urlpatterns = [
    path("openapi/", SpectacularAPIView.as_view(), name="openapi"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="openapi", template_name="api_docs.html"),
        name="api-docs",
    ),
    path("", include("frameworks.api.urls")),
    path("", include("compliance.api.urls")),
    path("", include("evidence.api.urls")),
]
