"""The API of this floor, below /api/v1/."""

from django.urls import include, path

from compliance.api import (
    assigning,
    attestations,
    decisions,
    duties,
    matrix,
    requirements,
    root,
    systems,
    tokens,
    trend,
)

app_name = "compliance-api"

in_a_system = [
    path("", systems.OneSystem.as_view(), name="system"),
    path("requirements/", requirements.Requirements.as_view(), name="requirements"),
    path("requirements/<str:edition>/<path:ref>/", requirements.OneRequirement.as_view(), name="requirement"),
    path("matrix/<str:edition>/", matrix.Matrix.as_view(), name="matrix"),
    path("trend/", trend.Trend.as_view(), name="trend"),
    path("decisions/", decisions.Decisions.as_view(), name="decisions"),
    path("decisions/<uuid:pk>/", decisions.OneDecision.as_view(), name="decision"),
    path("decisions/<uuid:pk>/approve/", decisions.Approve.as_view(), name="approve-decision"),
    path("decisions/<uuid:pk>/decline/", decisions.Decline.as_view(), name="decline-decision"),
    path("decisions/<uuid:pk>/withdraw/", decisions.Withdraw.as_view(), name="withdraw-decision"),
    path("duties/", duties.Duties.as_view(), name="duties"),
    path("duties/assign/", assigning.AssignMany.as_view(), name="assign-many"),
    path("duties/hand-over/", assigning.HandOver.as_view(), name="hand-over"),
    path("duties/<uuid:pk>/", duties.OneDuty.as_view(), name="duty"),
    path("duties/<uuid:pk>/assign/", duties.Assign.as_view(), name="assign"),
    path("duties/<uuid:pk>/split-off/", duties.SplitOff.as_view(), name="split-off"),
]

urlpatterns = [
    path("", root.Root.as_view(), name="root"),
    path("token/", tokens.Token.as_view(), name="token"),
    path("systems/", systems.Systems.as_view(), name="systems"),
    path("attestations/", attestations.Attestations.as_view(), name="attestations"),
    path("attestations/<uuid:pk>/", attestations.OneAttestation.as_view(), name="attestation"),
    path("attestations/<uuid:pk>/accept/", attestations.Accept.as_view(), name="accept-attestation"),
    path("systems/<uuid:system_id>/", include(in_a_system)),
]
