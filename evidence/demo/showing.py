"""The demonstration's real work on the simulated estate: connect, collect, hand in, review, pack."""

import datetime
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from rich.console import Console

from compliance.models import Account, Duty, Engagement, System
from evidence import blobs, embedded
from evidence.actions.collecting import open_run
from evidence.actions.connecting import connect, prove_connection
from evidence.actions.filing import file_memos
from evidence.actions.freshening import stale_cells
from evidence.actions.packing import request_pack
from evidence.actions.reviewing import accept
from evidence.actions.uploading import upload
from evidence.collecting.policy import permissions_policy
from evidence.collecting.shipped import collectors
from evidence.demo.estate import BASE, Estate, create_role
from evidence.demo.people import People
from evidence.models import ItemUse, JobState, Pack, Run
from evidence.packing import verify
from evidence.packs import files as pack_files
from evidence.reporting import pdf
from evidence.runs.watching import watch_job, watch_run

POLICY = Path(__file__).parent / "policy"
POLICY_TITLE = "Log review procedure, version 3.2"


def enter_accounts(system: System, people: People, estate: Estate) -> None:
    """Connect each account and prove it. The customer's administrator makes the role; a stopped estate forgot it."""
    every = list(collectors().values())
    for account in Account.objects.filter(system=system).select_related("system"):
        connection = connect(account=account, actor=people.olive, now=timezone.now())
        create_role(
            endpoint_url=estate.endpoint_url,
            account_id=account.account_id,
            external_id=connection.external_id,
            trusted_arn=BASE.arn,
            policy=permissions_policy(every),
        )
        if connection.proven_at is None:
            prove_connection(connection=connection, collector=every[0], actor=people.olive, now=timezone.now())


def collect(system: System, people: People, console: Console) -> Run | None:
    """Collect what is stale; None when nothing is. A run that an earlier start left open is finished first."""
    left = Run.objects.filter(system=system, closed_at=None).first()
    if left:
        watch_run(left, console)
    now = timezone.now()
    cells = stale_cells(system, now)
    if not cells:
        return None
    return watch_run(open_run(system=system, cells=cells, actor=people.olive, now=now), console)


def hand_in_the_policy(system: System, people: People) -> None:
    """Olive's memos are filed; Ben hands in a policy as a PDF, and Rita, not he, accepts it. Once."""
    file_memos(timezone.now())
    if ItemUse.objects.filter(system=system, item__title=POLICY_TITLE).exists():
        return
    duty = Duty.objects.select_related("system", "control", "service").get(
        system=system, control__key="log-review", service=None
    )
    html = (POLICY / "policy.html").read_text(encoding="utf-8")
    now = timezone.now()
    today = system.day_of(now)
    use = upload(
        duty=duty,
        content=io.BytesIO(pdf.render(html, styles=[POLICY / "policy.css"], folder=POLICY)),
        title=POLICY_TITLE,
        media_type="application/pdf",
        observed_from=today - datetime.timedelta(days=30),
        observed_until=today,
        actor=people.ben,
        now=now,
    )
    accept(use=use, actor=people.rita, comment="Covers every source in the register.", now=timezone.now())


def make_pack(system: System, people: People) -> Pack:
    """A pack of the engagement; the last one when nothing was collected or handed in since."""
    engagement = Engagement.objects.filter(system=system).select_related("system").latest("created_at")
    latest = Pack.objects.filter(engagement=engagement).exclude(sealed_at=None).order_by("-as_of").first()
    newest = system.items.order_by("-received_at").first()
    if latest and newest and newest.received_at <= latest.as_of and blobs.exists(latest.digest):
        return latest
    pack = request_pack(
        engagement=engagement, edition=engagement.editions.get(), actor=people.olive, now=timezone.now()
    )
    if pack.job is None:
        raise RuntimeError("A requested pack always has its job.")
    job = watch_job(pack.job)
    if job.state != JobState.DONE:
        raise embedded.CannotStart(f"The pack was not built ({job.reason}): the worker's own message stands above.")
    return Pack.objects.select_related("checkpoint", "edition__framework", "engagement", "system").get(pk=pack.pk)


def put_out(pack: Pack) -> Path:
    """The pack as a file under its own name, for somebody to take away."""
    folder = Path(settings.DATA_DIR) / "packs"
    folder.mkdir(exist_ok=True)
    path = folder / f"{pack_files.name_of(pack)}.zip"
    if not path.exists():
        half = path.with_suffix(".half")
        with blobs.open_blob(pack.digest) as source, half.open("wb") as target:
            shutil.copyfileobj(source, target)
        half.replace(path)
    return path


def verified(path: Path, vkey: str) -> bool:
    """Whether the stand-alone verifier, as an auditor would run it, is content with the pack."""
    command = [sys.executable, verify.__file__, str(path), "--key", vkey]
    return subprocess.run(command, capture_output=True, check=False, env={"PATH": os.environ["PATH"]}).returncode == 0
