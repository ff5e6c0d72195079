"""The catalogue's pages, opened as a browser opens them, and looked over on the way."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.frameworks.markup import Page, leads_somewhere

QUERIES, QUERIES_OF_A_REQUIREMENT = 4, 5
"""The session, the person, their roles and windows; a requirement's page asks for official texts besides."""


def at(route: str, *args: str, **query: str) -> str:
    address = reverse(f"frameworks:{route}", args=args)
    return f"{address}?{urlencode(query)}" if query else address


def opened(reader: Client, address: str, queries: int = QUERIES) -> str:
    """What the page says, found whole: its markup, its links and the number of its queries."""
    with CaptureQueriesContext(connection) as captured:
        answer = reader.get(address)
    assert answer.status_code == 200, address
    assert len(captured) == queries, address
    page = Page(answer.content)
    assert page.faults == [], address
    dead = [link for link in page.links if not leads_somewhere(link if link[0] == "/" else address)]
    assert dead == [], address
    here = {urlsplit(link).fragment for link in page.links if link.startswith("#")}
    assert here <= set(page.ids), address
    return main(answer)


def main(answer: Any) -> str:
    """What the page says itself, below the head that all pages have."""
    text: str = answer.content.decode()
    return text[text.index("<main") :]
