"""What the demonstration prints at its end."""

from pathlib import Path

from django.db.models import Count
from django.utils import timezone
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from compliance.inheritance.support import Support
from compliance.models import Outcome, System
from compliance.posture import posture_of
from evidence.demo.people import ROLES, mail_of
from evidence.models import Item, Observation, Pack
from frameworks.compiled import shipped


def show(console: Console, system: System, pack: Pack, path: Path, verified: bool) -> None:
    """Requirements, evidence, gaps, the pack and how to verify it."""
    now = timezone.now()
    posture = posture_of(system, shipped(), system.day_of(now), now)
    edition = pack.edition.key
    classes, supports = posture.classes(edition), posture.supports(edition)
    outcomes = dict(
        Observation.objects.known().filter(system=system).values_list("outcome").annotate(count=Count("pk")).order_by()
    )
    rows = (
        (
            "Requirements",
            f"{sum(classes.values())} of HIPAA: {classes['inherited']} inherited, {classes['shared']} shared, "
            f"{classes['customer']} yours, {classes['not_applicable']} not applicable",
        ),
        (
            "AWS's part",
            f"{supports[Support.SUPPORTED]} supported, {supports[Support.COMMITTED]} committed but not corroborated, "
            f"{supports[Support.UNSUPPORTED]} unsupported",
        ),
        ("Your duties", _counted(posture.standings())),
        (
            "Evidence",
            f"{Item.objects.filter(system=system).count()} sealed items, {sum(outcomes.values())} answers: "
            f"{outcomes.get(Outcome.PASS, 0)} pass, {outcomes.get(Outcome.FAIL, 0)} fail",
        ),
        (
            "Gaps",
            f"{outcomes.get(Outcome.ERROR, 0)} answers “could not look”: shown as gaps, never as a pass",
        ),
        ("Pack", str(path)),
        ("Verified", "yes, by the stand-alone verifier" if verified else "NO: run the command below"),
    )
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, value)
    console.print(Panel(table, title="Patient records, Harbour Health (demonstration)", title_align="left"))
    console.print(Text("Verify the pack yourself, without Demarc:", style="bold"))
    console.print(f"  unzip -p {path} '*/data/verify.py' > verify.py", soft_wrap=True, highlight=False)
    console.print(f"  python3 verify.py {path} --key '{pack.key_name}'", soft_wrap=True, highlight=False)


def show_people(console: Console, password: str, address: str) -> None:
    """Addresses and log-ins."""
    table = Table(box=None, padding=(0, 2), show_header=False)
    for name, (full_name, role) in ROLES.items():
        table.add_row(mail_of(name), full_name, role)
    console.print(Text("\nLog in as any of them", style="bold"), f"with the password [bold]{password}[/bold]")
    console.print(table)
    console.print(
        f"\nThe site: {address}/   its API: {address}/api/v1/docs/   the admin: {address}/admin/",
        soft_wrap=True,
    )


def _counted(standings: dict[str, int]) -> str:
    return ", ".join(f"{count} {standing.replace('-', ' ')}" for standing, count in sorted(standings.items()))
