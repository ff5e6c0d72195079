"""The pages of this floor, all of them inside a system. The door takes `system_id` for itself."""

from django.urls import include, path

from evidence.web import handing_in, items, packs, runs, timeline

app_name = "evidence"

in_a_system = [
    path("duties/<uuid:pk>/timeline/", timeline.timeline, name="timeline"),
    path("duties/<uuid:pk>/upload/", handing_in.upload, name="upload"),
    path("uses/<uuid:pk>/review/", handing_in.review, name="review"),
    path("items/<uuid:pk>/", items.item, name="item"),
    path("items/<uuid:pk>/content/", items.content, name="item-content"),
    path("runs/", runs.runs, name="runs"),
    path("runs/start/", runs.start, name="start-run"),
    path("runs/<uuid:pk>/", runs.run, name="run"),
    path("packs/", packs.packs, name="packs"),
    path("packs/build/", packs.build, name="build-pack"),
    path("packs/<uuid:pk>/", packs.pack, name="pack"),
    path("packs/<uuid:pk>/content/", packs.content, name="pack-content"),
]

urlpatterns = [path("systems/<uuid:system_id>/", include(in_a_system))]
