"""The time-stamp authority is silent: are a report, and a pack with its report, held back, and for that reason?"""

from collections.abc import Callable

import pytest
from django.utils import timezone
from pytest_django import Settings

from evidence.actions.packing import PACK_KIND
from evidence.actions.reporting import REPORT_KIND, request_report
from evidence.jobs.working import Kind, attempt
from evidence.models import JobState, Pack, Report
from evidence.wording import NOT_SIGNED
from frameworks.models import Edition
from tests.evidence.exhibits import hand_in, pack_of
from tests.evidence.signing_authority import an_authority
from tests.factories import Harbour

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def silent_authority(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    with an_authority(tmp_path_factory.mktemp("authority")) as there:
        settings.PDF_CERTIFICATE, settings.PDF_KEY = there.certificate, there.key
    settings.PDF_TIME_STAMPS = "http://127.0.0.1:9/stamps"


def a_register_of(harbour: Harbour) -> Report:
    """The shortest of all reports."""
    return request_report(
        system=harbour.system,
        kind="training",
        edition=Edition.objects.by_key("hipaa"),
        on=harbour.on,
        actor=harbour.cast.olive,
        now=timezone.now(),
    )


@pytest.mark.parametrize(("made", "kind"), [(a_register_of, REPORT_KIND), (pack_of, PACK_KIND)], ids=["report", "pack"])
def test_nothing_unsigned_goes_out_and_the_reason_is_kept(
    harbour: Harbour, silent_authority: None, made: Callable[[Harbour], Pack | Report], kind: Kind
) -> None:
    hand_in(harbour)
    asked = made(harbour)
    job = asked.job
    assert job is not None
    assert attempt(job.pk, {job.kind: kind})
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.READY, NOT_SIGNED)
    asked.refresh_from_db()
    assert asked.digest == ""
