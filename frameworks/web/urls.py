"""The pages of this floor: the catalogue, to read."""

from django.urls import path

from frameworks.web import aws_services, controls, crosswalk, editions, overview

app_name = "frameworks"

urlpatterns = [
    path("catalogue/", overview.catalogue, name="catalogue"),
    path("catalogue/search/", overview.search, name="search"),
    path("catalogue/programmes/", overview.programmes, name="programmes"),
    path("catalogue/crosswalk/", crosswalk.crosswalk, name="crosswalk"),
    path("catalogue/frameworks/<str:edition>/", editions.edition, name="edition"),
    path("catalogue/frameworks/<str:edition>/oscal/", editions.oscal, name="oscal"),
    path("catalogue/frameworks/<str:edition>/<path:ref>/", editions.requirement, name="requirement"),
    path("catalogue/controls/", controls.controls, name="controls"),
    path("catalogue/controls/<slug:key>/", controls.control, name="control"),
    path("catalogue/services/", aws_services.services, name="services"),
    path("catalogue/services/<slug:key>/", aws_services.service, name="service"),
    path("catalogue/matrix/", aws_services.matrix, name="matrix"),
]
