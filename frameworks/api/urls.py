"""The API of this floor, below /api/v1/."""

from django.urls import path

from frameworks.api import views

app_name = "frameworks-api"

urlpatterns = [
    path("catalogue/editions/", views.Editions.as_view(), name="editions"),
    path("catalogue/editions/<str:edition>/requirements/", views.Requirements.as_view(), name="requirements"),
    path(
        "catalogue/editions/<str:edition>/requirements/<path:ref>/",
        views.OneRequirement.as_view(),
        name="requirement",
    ),
    path("catalogue/controls/", views.Controls.as_view(), name="controls"),
    path("catalogue/controls/<slug:key>/", views.OneControl.as_view(), name="control"),
    path("catalogue/services/", views.Services.as_view(), name="services"),
    path("catalogue/services/<slug:key>/", views.OneService.as_view(), name="service"),
    path("catalogue/matrix/", views.Matrix.as_view(), name="matrix"),
    path("catalogue/crosswalk/", views.Crosswalk.as_view(), name="crosswalk"),
    path("catalogue/search/", views.Search.as_view(), name="search"),
]
