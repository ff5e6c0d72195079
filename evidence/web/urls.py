"""The pages of this floor: those inside a system, whose `system_id` the door takes for itself, and a person's own."""

from django.urls import include, path

from evidence.web import handing_in, items, packs, reports, runs, timeline, to_review, trained, training

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
    path("reports/", reports.reports, name="reports"),
    path("reports/ask/", reports.ask, name="ask-for-report"),
    path("reports/<uuid:pk>/", reports.report, name="report"),
    path("reports/<uuid:pk>/content/", reports.content, name="report-content"),
    path("training/", trained.trained, name="trained"),
    path("training/export/", trained.export, name="trained-export"),
]

of_ones_own = [
    path("", training.training, name="training"),
    path("begin/", training.begin, name="begin-training"),
    path("hand-in/", training.hand_in, name="hand-in-training"),
    path("questions/<slug:key>/", training.question, name="training-question"),
]

urlpatterns = [
    path("systems/<uuid:system_id>/", include(in_a_system)),
    path("training/", include(of_ones_own)),
    path("to-review/", to_review.to_review, name="to-review"),
]
