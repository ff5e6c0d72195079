"""The link by which an auditor is invited, and the mail that carries it."""

import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from compliance.actions.choosing import digest_of
from compliance.models import Invitation


def token_of(invitation: Invitation) -> str:
    """Derived from the installation's secret, not stored: who reads the database alone can let nobody in."""
    return salted_hmac("compliance.invitations", str(invitation.pk), algorithm="sha256").hexdigest()


def address_of(invitation: Invitation) -> str:
    return settings.BASE_URL + reverse("compliance:invitation", args=[token_of(invitation)])


def invitation_for(token: str, now: datetime.datetime) -> Invitation | None:
    """What a link opens now; None of one that is not ours, was used, was withdrawn or is too old."""
    rows = Invitation.objects.open_at(now).filter(digest=digest_of(token))
    found = rows.select_related("engagement__system", "system", "invited_by").first()
    return found if found and found.until >= found.system.day_of(now) else None


def invitation_mail(invitation: Invitation) -> EmailMessage:
    """Its Message-ID is the invitation's own, so that a second copy can be told as one."""
    engagement = invitation.engagement
    context = {
        "invitation": invitation,
        "engagement": engagement,
        "system": invitation.system,
        "editions": [edition.title for edition in engagement.editions.all()],
        "address": address_of(invitation),
    }
    subject = _("%(who)s invites you to audit %(system)s") % {
        "who": invitation.invited_by,
        "system": invitation.system,
    }
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string("compliance/mails/invitation.txt", context),
        to=[invitation.mail],
        headers={"Message-ID": f"<{invitation.pk}@{settings.HOST}>", "Auto-Submitted": "auto-generated"},
    )
