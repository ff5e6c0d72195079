"""The pages of this floor. A route that carries a system has `system_id`, which the door takes for itself."""

from django.urls import include, path

from compliance.web import dashboard, duties, requirements, signing_in, systems

app_name = "compliance"

in_a_system = [
    path("", systems.system, name="system"),
    path("requirements/<str:edition>/<path:ref>/", requirements.requirement, name="requirement"),
    path("duties/", duties.duties, name="duties"),
    path("duties/<uuid:pk>/", duties.duty, name="duty"),
    path("duties/<uuid:pk>/assign/", duties.assign, name="assign"),
    path("duties/<uuid:pk>/narrate/", duties.narrate, name="narrate"),
    path("duties/<uuid:pk>/split-off/", duties.split_off, name="split-off"),
]

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("log-in/", signing_in.LogIn.as_view(), name="log-in"),
    path("log-out/", signing_in.LogOut.as_view(), name="log-out"),
    path("systems/<uuid:system_id>/", include(in_a_system)),
]
