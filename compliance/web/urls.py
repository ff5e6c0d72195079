"""The pages of this floor. A route that carries a system has `system_id`, which the door takes for itself."""

from django.urls import include, path

from compliance.web import (
    accepting,
    attestations,
    changes,
    dashboard,
    duties,
    import_uses,
    matrix,
    matrix_exports,
    new_system,
    recording,
    requirements,
    scope,
    scope_rows,
    signing_in,
    systems,
)

app_name = "compliance"

in_a_system = [
    path("", systems.system, name="system"),
    path("requirements/<str:edition>/<path:ref>/", requirements.requirement, name="requirement"),
    path("changes/", changes.changed, name="changes"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix/export/<str:form>/", matrix_exports.export, name="matrix-export"),
    path("duties/", duties.duties, name="duties"),
    path("duties/<uuid:pk>/", duties.duty, name="duty"),
    path("duties/<uuid:pk>/assign/", duties.assign, name="assign"),
    path("duties/<uuid:pk>/narrate/", duties.narrate, name="narrate"),
    path("duties/<uuid:pk>/split-off/", duties.split_off, name="split-off"),
    path("scope/", scope.scope, name="scope"),
    path("scope/frameworks/", scope.answer_to, name="answer-to"),
    path("scope/frameworks/<uuid:pk>/", scope_rows.framework, name="scope-framework"),
    path("scope/frameworks/<uuid:pk>/end/", scope_rows.end_framework, name="end-framework"),
    path("scope/accounts/", scope.add_account, name="add-account"),
    path("scope/accounts/<uuid:pk>/", scope_rows.account, name="scope-account"),
    path("scope/accounts/<uuid:pk>/end/", scope_rows.end_account, name="end-account"),
    path("scope/uses/", scope.use_service, name="use-service"),
    path("scope/uses/import/", import_uses.import_uses, name="import-uses"),
    path("scope/uses/import/confirm/", import_uses.confirm_uses, name="confirm-uses"),
    path("scope/uses/<uuid:pk>/", scope_rows.use, name="scope-use"),
    path("scope/uses/<uuid:pk>/end/", scope_rows.end_use, name="end-use"),
]

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("log-in/", signing_in.LogIn.as_view(), name="log-in"),
    path("log-out/", signing_in.LogOut.as_view(), name="log-out"),
    path("attestations/", attestations.attestations, name="attestations"),
    path("attestations/record/", recording.record, name="record-attestation"),
    path("attestations/<uuid:pk>/", attestations.attestation, name="attestation"),
    path("attestations/<uuid:pk>/correct/", recording.correct, name="correct-attestation"),
    path("attestations/<uuid:pk>/accept/", accepting.accept, name="accept-attestation"),
    path("systems/new/", new_system.new_system, name="new-system"),
    path("systems/<uuid:system_id>/", include(in_a_system)),
]
