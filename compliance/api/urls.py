"""The API of this floor, below /api/v1/."""

from django.urls import include, path

from compliance.api import attestations, duties, requirements, root, systems, tokens

app_name = "compliance-api"

in_a_system = [
    path("", systems.OneSystem.as_view(), name="system"),
    path("requirements/", requirements.Requirements.as_view(), name="requirements"),
    path("requirements/<str:edition>/<path:ref>/", requirements.OneRequirement.as_view(), name="requirement"),
    path("duties/", duties.Duties.as_view(), name="duties"),
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
    path("systems/<uuid:system_id>/", include(in_a_system)),
]
