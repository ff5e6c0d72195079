"""The API of this floor, below /api/v1/."""

from django.urls import include, path

from compliance.api import (
    assigning,
    attestations,
    auditors,
    audits,
    decisions,
    duties,
    findings,
    matrix,
    requirements,
    root,
    sightings,
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
    path("sightings/", sightings.Sightings.as_view(), name="sightings"),
    path("sightings/<uuid:pk>/take/", sightings.Take.as_view(), name="take-sighting"),
    path("sightings/<uuid:pk>/dismiss/", sightings.Dismiss.as_view(), name="dismiss-sighting"),
    path("trend/", trend.Trend.as_view(), name="trend"),
    path("audits/", audits.Audits.as_view(), name="audits"),
    path("audits/<uuid:pk>/", audits.OneAudit.as_view(), name="audit"),
    path("audits/<uuid:pk>/end/", audits.End.as_view(), name="end-audit"),
    path("audits/<uuid:pk>/invitations/", auditors.Invitations.as_view(), name="invitations"),
    path("audits/<uuid:pk>/conclusions/", audits.Conclusions.as_view(), name="conclusions"),
    path("audits/<uuid:pk>/share/", audits.Share.as_view(), name="share-conclusions"),
    path("audits/<uuid:pk>/custody/", audits.Custody.as_view(), name="custody"),
    path("audits/invitations/<uuid:pk>/withdraw/", auditors.WithdrawInvitation.as_view(), name="withdraw-invitation"),
    path("audits/windows/<uuid:pk>/extend/", auditors.Extend.as_view(), name="extend"),
    path("audits/windows/<uuid:pk>/shut-out/", auditors.ShutOut.as_view(), name="shut-out"),
    path("decisions/", decisions.Decisions.as_view(), name="decisions"),
    path("decisions/<uuid:pk>/", decisions.OneDecision.as_view(), name="decision"),
    path("decisions/<uuid:pk>/approve/", decisions.Approve.as_view(), name="approve-decision"),
    path("decisions/<uuid:pk>/decline/", decisions.Decline.as_view(), name="decline-decision"),
    path("decisions/<uuid:pk>/withdraw/", decisions.Withdraw.as_view(), name="withdraw-decision"),
    path("findings/", findings.Findings.as_view(), name="findings"),
    path("findings/<uuid:pk>/", findings.OneFinding.as_view(), name="finding"),
    path("findings/<uuid:pk>/steps/", findings.FollowUp.as_view(), name="follow-up"),
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
