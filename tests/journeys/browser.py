"""Chromium for the journeys: Debian's own, driven by Playwright, told off by any word of the console."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from compliance.models import User
from tests.cast import PASSWORD

PATIENCE = 60_000
"""Milliseconds. Two workers more may share the machine's cores."""


@contextmanager
def running_chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("There is no chromium: run script/test, which installs it.")
    with sync_playwright() as playwright:
        # Without a sandbox, because root may not have one; nothing but our own pages is opened.
        # A process that has made a PDF has the reports' own typefaces and no others, which are none for a browser.
        around: dict[str, str | float | bool] = {key: os.environ[key] for key in os.environ if key != "FONTCONFIG_FILE"}
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"], env=around)
        try:
            yield browser
        finally:
            browser.close()


class Guest:
    """Somebody in a browser of their own. `complaints` is whatever the console said: CSP errors end up there."""

    def __init__(self, browser: Browser, site: str, *, width: int = 1280) -> None:
        self.context = browser.new_context(base_url=site, viewport={"width": width, "height": 900})
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def opens(self, address: str) -> Page:
        self.page.goto(address, wait_until="networkidle")
        return self.page

    def is_too_wide(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


class Visitor(Guest):
    """One of the cast, logged in."""

    def __init__(self, browser: Browser, site: str, user: User, *, width: int = 1280) -> None:
        super().__init__(browser, site, width=width)
        self.page.goto("/log-in/")
        self.page.get_by_label("Mail address").fill(user.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url(lambda address: "/log-in/" not in address)


def tab_to(page: Page, name: str, role: str = "button") -> None:
    """Press Tab until that control of the page's content has the focus."""
    wanted = page.locator("main").get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("control => control === document.activeElement"):
            return
    raise AssertionError(f"no key leads to “{name}”")


def arrow_down_to(page: Page, said: str, wanted: str) -> None:
    """Press the arrow down until what has the focus says so of itself: `said` is looked up on the active element."""
    for _ in range(20):
        if page.evaluate(f"document.activeElement.{said}") == wanted:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no arrow leads to “{wanted}”")


def choose(page: Page, label: str) -> None:
    """From the list that has the focus. Letters would have to come within a second of each other; arrows need not."""
    arrow_down_to(page, "selectedOptions[0].label", label)
