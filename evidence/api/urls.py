"""The API of this floor, below /api/v1/."""

from django.urls import include, path

from evidence.api import items, packs, reports, runs, training

app_name = "evidence-api"

in_a_system = [
    path("items/", items.Items.as_view(), name="items"),
    path("items/<uuid:pk>/", items.OneItem.as_view(), name="item"),
    path("items/<uuid:pk>/content/", items.Content.as_view(), name="item-content"),
    path("uses/<uuid:pk>/review/", items.Review.as_view(), name="review"),
    path("runs/", runs.Runs.as_view(), name="runs"),
    path("runs/<uuid:pk>/", runs.OneRun.as_view(), name="run"),
    path("runs/<uuid:pk>/observations/", runs.Observations.as_view(), name="observations"),
    path("packs/", packs.Packs.as_view(), name="packs"),
    path("packs/<uuid:pk>/", packs.OnePack.as_view(), name="pack"),
    path("packs/<uuid:pk>/content/", packs.Content.as_view(), name="pack-content"),
    path("reports/", reports.Reports.as_view(), name="reports"),
    path("reports/<uuid:pk>/", reports.OneReport.as_view(), name="report"),
    path("reports/<uuid:pk>/content/", reports.Content.as_view(), name="report-content"),
    path("training/", training.Trained.as_view(), name="trained"),
]

urlpatterns = [
    path("systems/<uuid:system_id>/", include(in_a_system)),
    path("training/", training.OwnTraining.as_view(), name="training"),
]
