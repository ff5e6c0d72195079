"""Does each page open for those it is for, and stay shut for the others?"""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import Harbour

pytestmark = pytest.mark.django_db

EVERYBODY = {"olive": 200, "ben": 200, "rita": 200, "ada": 200, "otto": 404, "sam": 404}
TEAM = EVERYBODY | {"ada": 403}
OFFICER = EVERYBODY | {"ben": 403, "rita": 403, "ada": 403}
PACK_READERS = EVERYBODY | {"ben": 403, "rita": 403}


def address(harbour: Harbour, route: str) -> str:
    system, duty = harbour.system.pk, harbour.duty("log-review").pk
    arguments = {
        "compliance:requirement": ["hipaa-2013", "164.312(b)"],
        "compliance:duty": [duty],
        "compliance:assign": [duty],
        "compliance:comments": ["duty", duty],
        "compliance:audit": [harbour.engagement.pk],
        "compliance:change-audit": [harbour.engagement.pk],
        "compliance:custody": [harbour.engagement.pk],
        "compliance:audited-requirement": [harbour.engagement.pk, "hipaa-2013", "164.312(b)"],
        "evidence:audited": [harbour.engagement.pk, "hipaa-2013", "164.312(b)"],
        "evidence:period-moves": [harbour.engagement.pk],
        "evidence:timeline": [duty],
    }
    return reverse(route, args=[system, *arguments.get(route, [])])


@pytest.mark.parametrize(
    ("route", "answers"),
    [
        ("compliance:system", EVERYBODY),
        ("compliance:requirement", EVERYBODY),
        ("compliance:duties", TEAM),
        ("compliance:duty", EVERYBODY),
        ("compliance:assign", OFFICER),
        ("compliance:workload", TEAM),
        ("compliance:comments", EVERYBODY | {"ada": 404}),
        ("compliance:findings", EVERYBODY),
        ("compliance:rules", OFFICER),
        ("compliance:hand-over", OFFICER),
        ("compliance:import-assignments", OFFICER),
        ("compliance:export-assignments", OFFICER),
        ("compliance:audits", EVERYBODY),
        ("compliance:open-audit", OFFICER),
        ("compliance:audit", EVERYBODY),
        ("compliance:change-audit", OFFICER),
        ("compliance:custody", OFFICER),
        ("compliance:audited-requirement", EVERYBODY),
        ("evidence:audited", EVERYBODY),
        ("evidence:period-moves", OFFICER),
        ("evidence:timeline", EVERYBODY),
        ("evidence:requests", EVERYBODY),
        ("evidence:raise-request", EVERYBODY | {"ben": 403, "rita": 403}),
        ("evidence:request-load", TEAM),
        ("evidence:populations", EVERYBODY),
        ("evidence:runs", TEAM),
        ("evidence:retention", TEAM),
        ("evidence:place-hold", OFFICER),
        ("evidence:packs", PACK_READERS),
    ],
)
def test_it_answers_each_of_the_cast_as_access_says(
    harbour: Harbour, client: Client, route: str, answers: dict[str, int]
) -> None:
    given = {}
    for name in answers:
        client.force_login(getattr(harbour.cast, name))
        given[name] = client.get(address(harbour, route)).status_code
    assert given == answers


def test_the_dashboard_tells_an_outsider_that_there_is_nothing_to_see(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.otto)
    page = client.get(reverse("compliance:dashboard")).content.decode()
    assert "You hold no role in any system today" in page
    assert harbour.system.name not in page


def test_who_is_not_logged_in_is_sent_to_the_log_in_and_comes_back(harbour: Harbour, client: Client) -> None:
    wanted = address(harbour, "compliance:duties")
    answer = client.get(wanted)
    assert answer.headers["Location"] == f"{reverse('compliance:log-in')}?next={wanted}"


def test_a_requirement_of_another_edition_is_not_found(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    unknown = reverse("compliance:requirement", args=[harbour.system.pk, "pci-dss-4.0.1", "1.1.1"])
    assert client.get(unknown).status_code == 404
