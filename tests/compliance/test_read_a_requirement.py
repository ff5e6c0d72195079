"""Does the page say who bears what, on the strength of what, and never that AWS's part is enough?"""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from compliance.models import Attestation
from tests.factories import Harbour

pytestmark = pytest.mark.django_db
MISCONCEPTION = "AWS being attested does not make this met: your part is open."


def text_of(harbour: Harbour, client: Client, ref: str) -> str:
    client.force_login(harbour.cast.olive)
    return client.get(reverse("compliance:requirement", args=[harbour.system.pk, "hipaa-2013", ref])).content.decode()


def test_both_parts_stand_side_by_side_with_their_words(harbour: Harbour, client: Client) -> None:
    text = text_of(harbour, client, "164.312(b)")
    split = harbour.catalogue.controls["audit-logging"].overrides["s3"]
    assert escape(split.aws) in text and escape(split.customer) in text


def test_it_warns_that_awss_documents_do_not_meet_our_part(harbour: Harbour, client: Client) -> None:
    assert MISCONCEPTION in text_of(harbour, client, "164.312(b)")


def test_commitment_and_assurance_are_shown_apart_with_the_documents_identities(
    harbour: Harbour, client: Client
) -> None:
    text = text_of(harbour, client, "164.312(b)")
    commitment, assurance = text.index("Commitment: what AWS is bound by"), text.index("Assurance: who examined AWS")
    assert commitment < text.index("AWS-DEMO-HIPAA-BAA") < assurance < text.index("AWS-DEMO-SOC2")
    assert "accepted by Olive Park" in text


def test_a_lapsed_agreement_is_told_in_a_sentence_with_what_to_do(harbour: Harbour, client: Client) -> None:
    yesterday = harbour.on - datetime.timedelta(days=1)
    Attestation.objects.filter(identity="AWS-DEMO-HIPAA-BAA").update(valid_until=yesterday)
    text = text_of(harbour, client, "164.312(b)")
    assert "The document has lapsed: it could be relied on until" in text
    assert "AWS’s part may not be relied on today." in text
    assert MISCONCEPTION not in text


def test_the_explanation_goes_down_to_the_lines_of_the_catalogue(harbour: Harbour, client: Client) -> None:
    requirement = harbour.catalogue.requirement("hipaa-2013", "164.312(b)")
    text = text_of(harbour, client, "164.312(b)")
    assert requirement.source in text
    assert harbour.catalogue.controls["audit-logging"].overrides["s3"].source in text


def test_another_spelling_of_the_reference_finds_it(harbour: Harbour, client: Client) -> None:
    requirements = harbour.catalogue.editions["hipaa-2013"].requirements
    spelt = next(each for each in requirements if each.aliases and each.assessable)
    assert spelt.title in text_of(harbour, client, spelt.aliases[0])
