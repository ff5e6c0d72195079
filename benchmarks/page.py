"""How soon a large matrix is there: to the bytes of the page, and to the first paint in Chromium."""

import datetime
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.catalogue import best, once
from compliance.actions.granting import grant
from compliance.actions.scoping import add_account, answer_to, create_system, use_service
from compliance.actions.settling import settle_duties
from compliance.models import Role, System, User
from frameworks.compiled import shipped
from frameworks.models import Edition, Service

ROLES = {"hipaa": "covered-entity", "pci-dss": "merchant", "gdpr": "controller", "soc2": "service-organisation"}
SERVICES = 60
REGION = "eu-central-1"

FIRST_CONTENTFUL_PAINT = """() => new Promise(found => new PerformanceObserver(list =>
  list.getEntriesByName("first-contentful-paint").forEach(entry => found(entry.startTime))
).observe({type: "paint", buffered: true}))"""


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the figures are what is printed."""


def a_large_system(officer: User, now: datetime.datetime) -> System:
    """Four frameworks on sixty services in one account."""
    system = create_system(
        key="large", name="Large", purpose="", time_zone="UTC", data_classes=["phi"], actor=None, now=now
    )
    since = now.date() - datetime.timedelta(days=30)
    grant(system=system, user=officer, role=Role.OFFICER, since=since, actor=None, now=now)
    for framework, role in ROLES.items():
        edition = Edition.objects.by_key(framework)
        answer_to(system=system, edition=edition, role=role, since=since, actor=officer, now=now)
    account = add_account(
        system=system,
        account_id="111122223333",
        name="Production",
        regions=[REGION],
        since=since,
        actor=officer,
        now=now,
    )
    for service in Service.objects.order_by("key")[:SERVICES]:
        (place, *_) = shipped().services[service.key].places([REGION])
        use_service(account=account, service=service, region=place, touches={}, since=since, actor=officer, now=now)
    settle_duties(system=system, catalogue=shipped(), on=now.date(), actor=officer, now=now)
    return system


@contextmanager
def served() -> Iterator[str]:
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def first_paints(address: str, path: str, cookie: str, times: int = 5) -> list[float]:
    """Milliseconds from asking for the page to the first content on the screen, by Chromium's own account."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("DEMARC_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
        page, found = context.new_page(), []
        for _ in range(times):
            page.goto(address + path, wait_until="load")
            found.append(page.evaluate(FIRST_CONTENTFUL_PAINT))
        browser.close()
    return found


def main() -> None:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("load_frameworks", verbosity=0)
    officer = User.objects.create_user("olive@example.org", name="Olive Park")
    system = a_large_system(officer, timezone.now())
    client = Client()
    client.force_login(officer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    table = Table(
        "page", "kB", "ms to its bytes, first", "again", "ms to first paint", title="A matrix on sixty services"
    )
    path = reverse("compliance:matrix", args=[system.pk])
    with served() as address:
        for framework in ROLES:
            asked = f"{path}?edition={shipped().edition(framework).key}"
            first = once(lambda asked=asked: client.get(asked))
            again = best(lambda asked=asked: client.get(asked))
            paints = first_paints(address, asked, cookie)
            table.add_row(
                shipped().edition(framework).title,
                f"{len(client.get(asked).content) / 1000:.0f}",
                f"{first * 1000:.0f}",
                f"{again * 1000:.0f}",
                f"{paints[0]:.0f}, then {min(paints[1:]):.0f}",
            )
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
