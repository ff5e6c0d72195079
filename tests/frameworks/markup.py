"""What is wrong with a page's markup, and where its links lead: read from the bytes that a browser gets."""

from collections import Counter
from functools import cache
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from django.http import Http404
from django.urls import resolve

from frameworks.compiled import shipped

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SAYS_SOMETHING = {"title", "h1", "h2", "h3", "a", "li", "dt", "dd", "p", "option", "label", "summary", "button"}
UNRENDERED = ("{{", "{%", "{#")
LEFT_BLANK = {"None", "()", "[]", "True", "False", "undefined"}


class Page(HTMLParser):
    """`faults` in the order of the page, `links` without those that leave the house, `ids`."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(content.decode())
        self.close()
        self.faults += [f"<{name}> is never closed" for name, _ in self._open]
        self.faults += [f"id {each} stands {times} times" for each, times in Counter(self.ids).items() if times > 1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if told.get("id"):
            self.ids.append(told["id"] or "")
        if tag == "a":
            self._link(told.get("href") or "")
        if tag not in VOID:
            self._open.append((tag, [told.get("aria-label") or told.get("label") or ""]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Of an SVG's own elements; they say nothing."""

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} closes nothing that is open")
            return
        _, said = self._open.pop()
        words = " ".join("".join(said).split())
        if tag in SAYS_SOMETHING and not words:
            self.faults.append(f"<{tag}> before {self.getpos()} is empty")
        if words in LEFT_BLANK:
            self.faults.append(f"<{tag}> before {self.getpos()} says {words}")
        if self._open:
            self._open[-1][1].append(words)

    def handle_data(self, data: str) -> None:
        self.faults += [f"{sign} was not rendered at {self.getpos()}" for sign in UNRENDERED if sign in data]
        if self._open:
            self._open[-1][1].append(data)

    def _link(self, href: str) -> None:
        if href.startswith(("/", "?", "#")):
            self.links.append(href)
        elif not href.startswith("https://"):
            self.faults.append(f"a link leads to '{href}'")


@cache
def leads_somewhere(href: str) -> bool:
    """Whether an address of the catalogue has a view, and the view an entry of that name."""
    path = unquote(urlsplit(href).path)
    try:
        match = resolve(path)
        if match.view_name == "frameworks:requirement":
            shipped().requirement(**{"edition_key": match.kwargs["edition"], "ref": match.kwargs["ref"]})
        elif "edition" in match.kwargs:
            shipped().edition(match.kwargs["edition"])
    except (Http404, KeyError):
        return False
    known = {"frameworks:control": shipped().controls, "frameworks:service": shipped().services}
    return match.kwargs.get("key") in known[match.view_name] if match.view_name in known else True
