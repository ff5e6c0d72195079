"""Do the pages take a file of findings in, show what came of it, and let an officer map what we do not?"""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.models import Assessment
from evidence.models import CheckMapping, Import
from tests.evidence.exhibits import has_a_signing_key
from tests.evidence.findings import handed_in_and_read, of_config, read, sample
from tests.factories import PRODUCTION, REGION, Harbour

pytestmark = pytest.mark.django_db

OWN = "prowler:harbour_own_check"


def at(harbour: Harbour, route: str, *args: object) -> str:
    return reverse(f"evidence:{route}", args=[harbour.system.pk, *args])


def a_file(name: str = "ocsf/prowler") -> SimpleUploadedFile:
    return SimpleUploadedFile(sample(name).name, sample(name).read_bytes(), content_type="application/octet-stream")


def seen(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_olive_hands_a_file_in_and_follows_it(harbour: Harbour, client: Client) -> None:
    has_a_signing_key()
    client.force_login(harbour.cast.olive)
    assert "No other tool’s findings have come in yet" in seen(client, at(harbour, "imports"))
    answer = client.post(at(harbour, "hand-in-import"), {"file": a_file()})
    made = Import.objects.get()
    assert answer.headers["Location"] == at(harbour, "import", made.pk)
    page = seen(client, answer.headers["Location"])
    assert "Being read" in page and "every 1s" in page
    read(made)
    page = seen(client, at(harbour, "import", made.pk))
    assert "every 1s" not in page
    for said in ("2 checks that we do not map", "harbour_own_check", "999900001111", "It names no AWS account."):
        assert said in page
    assert "Prowler 5.46.0" in seen(client, at(harbour, "imports"))


def test_what_is_wrong_is_said_on_the_form_and_nothing_typed_is_lost(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    said = {"file": SimpleUploadedFile("x.json", b"{"), "format": "sarif", "account": PRODUCTION, "region": REGION}
    answer = client.post(at(harbour, "hand-in-import"), said)
    page = answer.content.decode()
    assert answer.status_code == 422 and "no whole JSON" in page
    assert '<option value="sarif" selected>' in page and f'<option value="{PRODUCTION}" selected>' in page


def test_the_findings_are_filtered(harbour: Harbour, client: Client) -> None:
    made = handed_in_and_read(harbour)
    client.force_login(harbour.cast.ben)
    page = seen(client, f"{at(harbour, 'import', made.pk)}?outcome=fail&q=exports")
    assert "arn:aws:s3:::harbour-exports" in page and "arn:aws:s3:::harbour-records" not in page
    assert "No finding fits" in seen(client, f"{at(harbour, 'import', made.pk)}?outcome=error&region=eu-west-3")
    assert "Map it" not in page and "Read again" not in page, "an owner only reads"


def test_olive_maps_a_check_and_it_speaks(harbour: Harbour, client: Client) -> None:
    made = handed_in_and_read(harbour)
    client.force_login(harbour.cast.olive)
    form = at(harbour, "map-check", made.pk)
    assert "Harbour own check" in seen(client, f"{form}?check_key={OWN}")
    answer = client.post(form, {"check_key": OWN, "controls": ["patching"], "service": "ec2"})
    assert answer.headers["Location"] == at(harbour, "import", made.pk)
    read(made)
    assert Assessment.objects.known().get(source__startswith=OWN).control.key == "patching"
    page = seen(client, at(harbour, "import", made.pk))
    assert "Mapped by us" in page and "1 check that we do not map" in page
    ticked = [
        each for each in re.findall(r"<input[^>]+>", seen(client, f"{form}?check_key={OWN}")) if "checked" in each
    ]
    assert len(ticked) == 1 and 'value="patching"' in ticked[0]


def test_a_check_of_the_tables_is_not_mapped_by_hand(harbour: Harbour, client: Client) -> None:
    made = handed_in_and_read(harbour)
    client.force_login(harbour.cast.olive)
    known = {"check_key": "prowler:s3_bucket_default_encryption", "controls": ["patching"], "service": ""}
    assert client.post(at(harbour, "map-check", made.pk), known).status_code == 302
    assert not CheckMapping.objects.exists()


def test_it_is_read_again_by_its_button_once_at_a_time(harbour: Harbour, client: Client) -> None:
    made = handed_in_and_read(harbour)
    client.force_login(harbour.cast.olive)
    again = at(harbour, "import-again", made.pk)
    assert client.post(again).status_code == 302
    answer = client.post(again)
    assert answer.status_code == 422 and "It is being read already" in answer.content.decode()


def test_the_duty_and_the_item_name_the_tools_check(harbour: Harbour, client: Client) -> None:
    made = handed_in_and_read(harbour)
    client.force_login(harbour.cast.olive)
    timeline = seen(client, at(harbour, "timeline", harbour.duty("encryption-at-rest").pk))
    assert "prowler:s3_bucket_default_encryption" in timeline and "retired" not in timeline
    item = seen(client, at(harbour, "item", made.item_id))
    assert at(harbour, "import", made.pk) in item and "8 findings of the tool were taken" in item


def test_a_long_import_asks_no_more_queries_than_a_short_one(harbour: Harbour, client: Client) -> None:
    rows = json.loads(sample("ocsf/prowler").read_text())
    many = [
        {
            **rows[0],
            "resources": [{"uid": f"arn:aws:s3:::b{number}"}],
            "metadata": {**rows[0]["metadata"], "event_code": f"own_{number}"},
        }
        for number in range(60)
    ]
    few, long = (handed_in_and_read(harbour, content=json.dumps(each).encode()) for each in (many[:2], many))
    client.force_login(harbour.cast.olive)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            seen(client, address)
        return len(captured)

    assert queries(at(harbour, "import", few.pk)) == queries(at(harbour, "import", long.pk))
    before = queries(at(harbour, "imports"))
    of_config(harbour)
    handed_in_and_read(harbour, "sarif/checkov")
    assert queries(at(harbour, "imports")) == before
