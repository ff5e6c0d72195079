"""AWS's part in one word: how far the documents behind it reach."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from frameworks.inheritance import Standing


class Support(TextChoices):
    UNSUPPORTED = "unsupported", _("Unsupported")
    COMMITTED = "committed", _("Committed, not corroborated")
    SUPPORTED = "supported", _("Supported")
    NO_PART = "no-part", _("AWS bears no part")


def support_of(aws: Standing | None) -> Support:
    """COMMITTED where the necessary documents hold and none of those that would corroborate them does.

    A requirement that one document answers by itself, or that nothing could corroborate, needs no more than SUPPORTED.
    """
    if aws is None:
        return Support.NO_PART
    if not aws.supported:
        return Support.UNSUPPORTED
    programmes = (*aws.commitment, *aws.assurance)
    answered = any(each.met and each.answers_fully for each in programmes)
    could_corroborate = any(each.role == "corroborating" for each in programmes)
    return Support.COMMITTED if could_corroborate and not (aws.corroborated or answered) else Support.SUPPORTED
