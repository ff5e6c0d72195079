"""Can a program run an audit: open it, invite, extend, revoke, conclude, and read who read what?"""

import datetime

import pytest
from pytest_django import Settings

from compliance.models import Conclusion, Invitation
from tests.compliance.audited import DAY, NEW, adas_window, an_invitation, concluded
from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db

AUDIT_CONTROLS = "164.312(b)"


@pytest.fixture
def olive(harbour: Harbour) -> Program:
    return Program(harbour.cast.olive, harbour.system)


@pytest.fixture
def ada(harbour: Harbour) -> Program:
    return Program(harbour.cast.ada, harbour.system)


def said(harbour: Harbour, **other: object) -> dict[str, object]:
    return {
        "title": "Yearly audit",
        "editions": [{"edition": "hipaa"}],
        "period_start": (harbour.on - 30 * DAY).isoformat(),
        "period_end": harbour.on.isoformat(),
    } | other


def test_an_audit_is_opened_and_ended(harbour: Harbour, olive: Program) -> None:
    answer = olive.say("compliance-api:audits", **said(harbour))
    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert (row["editions"], row["windows"]) == ([{"edition": "hipaa-2013", "assessment": ""}], [])
    assert [each["title"] for each in olive.every("compliance-api:audits")] == ["HIPAA readiness", "Yearly audit"]
    assert olive.say("compliance-api:end-audit", row["id"]).json()["ended_at"]
    assert olive.say("compliance-api:end-audit", row["id"]).status_code == 422


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"editions": [{"edition": "made-up"}]}, 400),
        ({"period_end": "soon"}, 400),
        ({"editions": []}, 422),
        ({"editions": [{"edition": "gdpr"}]}, 422),
        ({"editions": [{"edition": "hipaa", "assessment": "type-1"}]}, 422),
        ({"period_end": "2000-01-01"}, 422),
    ],
)
def test_what_cannot_be_audited_is_refused(
    harbour: Harbour, olive: Program, other: dict[str, object], status: int
) -> None:
    assert olive.say("compliance-api:audits", **said(harbour, **other)).status_code == status


def test_an_auditor_is_shown_their_own_audit_and_their_own_access(
    harbour: Harbour, olive: Program, ada: Program
) -> None:
    olive.say("compliance-api:audits", **said(harbour))
    (row,) = ada.every("compliance-api:audits")
    assert (row["id"], [each["auditor"]["name"] for each in row["windows"]]) == (
        str(harbour.engagement.pk),
        ["Ada Moreau"],
    )
    assert ada.read("compliance-api:audit", harbour.engagement.pk) == row
    assert ada.say("compliance-api:audits", **said(harbour)).status_code == 403


def test_an_invitation_carries_its_link_once_and_only_where_no_mail_goes(
    harbour: Harbour, olive: Program, settings: Settings
) -> None:
    audit, until = harbour.engagement.pk, (harbour.on + DAY).isoformat()
    row = olive.say("compliance-api:invitations", audit, mail=NEW, until=until).json()
    assert (row["state"], row["mail"], "/invitations/" in row["link"]) == ("open", NEW, True)
    assert [each["link"] for each in olive.every("compliance-api:invitations", audit)] == [None]
    settings.SENDS_MAIL = True
    again = olive.say("compliance-api:invitations", audit, mail=NEW, until=until).json()
    assert again["link"] is None
    assert {each["state"] for each in olive.every("compliance-api:invitations", audit)} == {"open", "withdrawn"}
    late = olive.say("compliance-api:invitations", audit, mail=NEW, until="2199-01-01")
    assert (late.status_code, "at most 90 days" in late.json()["detail"]) == (422, True)


def test_an_invitation_is_withdrawn_once(harbour: Harbour, olive: Program) -> None:
    invitation = an_invitation(harbour)
    assert olive.say("compliance-api:withdraw-invitation", invitation.pk).json()["state"] == "withdrawn"
    assert olive.say("compliance-api:withdraw-invitation", invitation.pk).status_code == 422
    assert Invitation.objects.get().withdrawn_at is not None


def test_an_access_is_extended_and_revoked(harbour: Harbour, olive: Program, ada: Program) -> None:
    until = (harbour.on + 60 * DAY).isoformat()
    row = olive.say("compliance-api:extend", adas_window(harbour).pk, until=until).json()
    assert (row["valid_until"], row["auditor"]["name"]) == (until, "Ada Moreau")
    assert olive.say("compliance-api:extend", row["id"], until="2199-01-01").status_code == 422
    assert olive.say("compliance-api:shut-out", row["id"]).status_code == 204
    assert ada.get(ada.at("compliance-api:audit", harbour.engagement.pk)).status_code == 404


def test_conclusions_are_the_auditors_until_they_share_them(harbour: Harbour, olive: Program, ada: Program) -> None:
    audit = harbour.engagement.pk
    asked = [{"edition": "hipaa", "ref": AUDIT_CONTROLS}]
    answer = ada.say("compliance-api:conclusions", audit, requirements=asked, outcome="exception", note="A gap.")
    assert answer.status_code == 201, answer.content
    (row,) = answer.json()["recorded"]
    assert (row["ref"], row["outcome"], row["author"]["name"]) == (AUDIT_CONTROLS, "exception", "Ada Moreau")
    assert ada.every("compliance-api:conclusions", audit) == [row]
    assert olive.every("compliance-api:conclusions", audit) == []
    assert olive.say("compliance-api:conclusions", audit, requirements=asked, outcome="not-tested").status_code == 403
    assert olive.say("compliance-api:share-conclusions", audit).status_code == 403
    assert ada.say("compliance-api:share-conclusions", audit).json()["shared_at"]
    assert olive.every("compliance-api:conclusions", audit) == [row]


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"requirements": [{"edition": "hipaa", "ref": "999"}]}, 400),
        ({"outcome": "splendid"}, 400),
        ({"requirements": []}, 422),
        ({"outcome": "in-place"}, 422),
        ({"outcome": "exception"}, 422),
    ],
)
def test_what_cannot_be_concluded_is_refused(
    harbour: Harbour, ada: Program, other: dict[str, object], status: int
) -> None:
    body = {"requirements": [{"edition": "hipaa", "ref": AUDIT_CONTROLS}], "outcome": "not-tested"} | other
    assert ada.say("compliance-api:conclusions", harbour.engagement.pk, **body).status_code == status
    assert not Conclusion.objects.exists()


def test_the_officer_reads_who_read_what(harbour: Harbour, olive: Program, ada: Program) -> None:
    concluded(harbour, AUDIT_CONTROLS)
    ada.read("compliance-api:requirement", "hipaa", AUDIT_CONTROLS)
    ada.read("compliance-api:conclusions", harbour.engagement.pk)
    latest, before = olive.every("compliance-api:custody", harbour.engagement.pk)
    assert (before["name"], before["who"]["name"]) == ("HIPAA 164.312(b) Audit controls", "Ada Moreau")
    assert (latest["name"], latest["page"]) == ("HIPAA readiness", "conclusions")
    assert datetime.datetime.fromisoformat(latest["at"]) >= datetime.datetime.fromisoformat(before["at"])
