"""Does an auditor find another tool's findings in a pack, beside our own observations and as frozen as they are?"""

import datetime

import pytest
from django.utils import timezone

from evidence.actions.taking_findings import read_again
from evidence.models import Pack
from evidence.packs.packed import Packed
from evidence.packs.records import observation_records
from evidence.reports.readiness.missing import missing_of
from frameworks.models import CatalogueRelease
from tests.evidence.findings import NOW, handed_in_and_read, read
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

CHECK = "prowler:s3_bucket_default_encryption"


def packed(harbour: Harbour, as_of: datetime.datetime) -> Packed:
    """Of a period in which the samples were written, whenever that is read."""
    harbour.engagement.period_start = min(harbour.engagement.period_start, NOW.date() - datetime.timedelta(days=30))
    return Packed(
        Pack(
            system=harbour.system,
            engagement=harbour.engagement,
            edition=harbour.engagement.editions.get(),
            catalogue=CatalogueRelease.objects.latest("loaded_at"),
            as_of=as_of,
        ),
    )


def test_they_stand_among_the_observations_with_their_item_and_without_a_run(harbour: Harbour) -> None:
    made = handed_in_and_read(harbour)
    rows = observation_records(packed(harbour, timezone.now()))
    ours = [row for row in rows if row["check"] == CHECK]
    assert [(row["outcome"], row["item"], row["run"]) for row in ours] == [
        ("fail", str(made.item_id), None),
        ("pass", str(made.item_id), None),
    ]


def test_what_is_read_again_later_does_not_change_them(harbour: Harbour) -> None:
    made = handed_in_and_read(harbour)
    as_of = timezone.now()
    before = observation_records(packed(harbour, as_of))
    read(read_again(made=made, actor=harbour.cast.olive, now=timezone.now()))
    assert observation_records(packed(harbour, as_of)) == before


def test_its_report_names_what_failed_and_why_nobody_could_tell(harbour: Harbour) -> None:
    handed_in_and_read(harbour)
    missing = missing_of(packed(harbour, timezone.now()), ())
    (found,) = [each for each in missing.findings if each.check == CHECK]
    assert found.resources == ("arn:aws:s3:::harbour-exports",)
    (blind,) = missing.blind
    assert blind.reason == "The tool uses a word for its outcome that is not known here."
