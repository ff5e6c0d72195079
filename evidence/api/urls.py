"""The API of this floor, below /api/v1/."""

from django.urls import include, path

from evidence.api import (
    connections,
    coverage,
    exceptions,
    imports,
    items,
    packs,
    populations,
    reports,
    request_lists,
    requests,
    runs,
    training,
)

app_name = "evidence-api"

in_a_system = [
    path("items/", items.Items.as_view(), name="items"),
    path("items/<uuid:pk>/", items.OneItem.as_view(), name="item"),
    path("items/<uuid:pk>/content/", items.Content.as_view(), name="item-content"),
    path("uses/<uuid:pk>/review/", items.Review.as_view(), name="review"),
    path("requests/", requests.Requests.as_view(), name="requests"),
    path("requests/<uuid:pk>/", requests.OneRequest.as_view(), name="request"),
    path("requests/<uuid:pk>/owner/", requests.Hand.as_view(), name="hand-request"),
    path("requests/<uuid:pk>/withdraw/", requests.Withdraw.as_view(), name="withdraw-request"),
    path("requests/<uuid:pk>/answer/", requests.Answer.as_view(), name="answer-request"),
    path("requests/<uuid:pk>/use-again/", requests.UseAgain.as_view(), name="use-again"),
    path("runs/", runs.Runs.as_view(), name="runs"),
    path("runs/<uuid:pk>/", runs.OneRun.as_view(), name="run"),
    path("runs/<uuid:pk>/cancel/", runs.Cancel.as_view(), name="cancel-run"),
    path("runs/<uuid:pk>/again/", runs.Again.as_view(), name="run-again"),
    path("connections/", connections.Connections.as_view(), name="connections"),
    path("connections/prove/", connections.ProveAll.as_view(), name="prove-every"),
    path("connections/<uuid:pk>/", connections.OneConnection.as_view(), name="one-connection"),
    path("connections/<uuid:pk>/prove/", connections.Prove.as_view(), name="prove-one"),
    path("connections/<uuid:pk>/external-id/", connections.ExternalId.as_view(), name="external-id"),
    path("organisations/", connections.Organisations.as_view(), name="organisations"),
    path("looked/", runs.LookedToday.as_view(), name="looked"),
    path("runs/<uuid:pk>/observations/", runs.Observations.as_view(), name="observations"),
    path("imports/", imports.Imports.as_view(), name="imports"),
    path("imports/<uuid:pk>/", imports.OneImport.as_view(), name="import"),
    path("imports/<uuid:pk>/findings/", imports.Findings.as_view(), name="import-findings"),
    path("imports/<uuid:pk>/again/", imports.Again.as_view(), name="import-again"),
    path("audits/<uuid:pk>/exceptions/", exceptions.AuditExceptions.as_view(), name="audit-exceptions"),
    path("populations/", populations.Populations.as_view(), name="populations"),
    path("populations/<uuid:pk>/", populations.OnePopulation.as_view(), name="population"),
    path("populations/<uuid:pk>/samples/", populations.Draw.as_view(), name="draw-sample"),
    path("samples/<uuid:pk>/", populations.OneSample.as_view(), name="sample"),
    path("samples/<uuid:pk>/content/", populations.Content.as_view(), name="sample-content"),
    path("samples/<uuid:pk>/redraw/", populations.Redraw.as_view(), name="redraw-sample"),
    path("packs/", packs.Packs.as_view(), name="packs"),
    path("packs/<uuid:pk>/", packs.OnePack.as_view(), name="pack"),
    path("packs/<uuid:pk>/content/", packs.Content.as_view(), name="pack-content"),
    path("reports/", reports.Reports.as_view(), name="reports"),
    path("reports/<uuid:pk>/", reports.OneReport.as_view(), name="report"),
    path("reports/<uuid:pk>/content/", reports.Content.as_view(), name="report-content"),
    path("audits/<uuid:pk>/coverage/", coverage.AuditCoverage.as_view(), name="audit-coverage"),
    path("audits/<uuid:pk>/requests/import/", request_lists.ImportRequests.as_view(), name="import-requests"),
    path("training/", training.Trained.as_view(), name="trained"),
]

urlpatterns = [
    path("systems/<uuid:system_id>/", include(in_a_system)),
    path("training/", training.OwnTraining.as_view(), name="training"),
]
