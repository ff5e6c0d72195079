"""Is a signed head mailed each day to those who keep heads for us, with a proof that it continues the one before?"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.utils import timezone

from compliance.config import environment
from compliance.models import JournalEntry, User
from evidence.actions.mailing_heads import mail_heads
from evidence.actions.rotating import rotate_key
from evidence.actions.sealing import append, make_checkpoint, signer
from evidence.ledger.keys import create_key
from evidence.ledger.leaves import Journal
from evidence.models import Checkpoint, HeadMail
from evidence.packing import verify

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]

NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def a_mail_server(settings: LazySettings) -> None:
    settings.SENDS_MAIL, settings.LEDGER_KEEPERS = True, ["escrow@example.org", "notary@example.org"]


def grown() -> Checkpoint:
    append([Journal(at=NOW, entry=1, sha256="0" * 64)], NOW)
    return make_checkpoint("tale", NOW)


def attached(message: EmailMessage) -> dict[str, bytes]:
    return {str(each[0]): each[1] for each in message.attachments}  # type: ignore[index, misc]


def test_once_a_day_and_only_if_the_ledger_grew(mailoutbox: list[EmailMessage]) -> None:
    assert mail_heads(NOW) == 0, "there is no head yet"
    first = grown()
    assert (mail_heads(NOW), mail_heads(NOW)) == (2, 0)
    assert [message.to for message in mailoutbox] == [["escrow@example.org"], ["notary@example.org"]]
    assert attached(mailoutbox[0]) == {f"checkpoint-{first.size}.txt": first.note.encode()}
    assert first.note in mailoutbox[0].body
    grown()
    assert mail_heads(NOW + timedelta(hours=23)) == 0
    assert mail_heads(NOW + DAY) == 2
    assert mail_heads(NOW + 3 * DAY) == 0, "nothing was added since"
    entries = JournalEntry.objects.filter(verb="head.mailed").order_by("number")
    assert [entry.after["keepers"] for entry in entries if entry.after] == [2, 2]


def test_whoever_keeps_them_can_tell_that_it_only_grew(mailoutbox: list[EmailMessage], tmp_path: Path) -> None:
    grown()
    mail_heads(NOW)
    grown()
    mail_heads(NOW + DAY)
    for message in (mailoutbox[0], mailoutbox[2]):
        for name, data in attached(message).items():
            (tmp_path / name).write_bytes(data)
    (kept,) = attached(mailoutbox[0])
    (proof,) = (name for name in attached(mailoutbox[2]) if name.startswith("growth"))
    assert f"python verify.py {proof} --key KEY --since {kept}" in mailoutbox[2].body
    given = [str(tmp_path / proof), "--key", str(signer().verifier), "--since", str(tmp_path / kept)]
    assert verify.main(given) == 0


def test_where_the_key_was_changed_meanwhile_the_mail_says_so(
    mailoutbox: list[EmailMessage], tmp_path: Path, settings: LazySettings
) -> None:
    settings.SIGNING_KEY_FILE = tmp_path / "signing-key.pem"
    create_key(settings.SIGNING_KEY_FILE)
    grown()
    old = str(signer().verifier)
    mail_heads(NOW)
    rotate_key(now=NOW)
    mail_heads(NOW + DAY)
    for message in (mailoutbox[0], mailoutbox[2]):
        for name, data in attached(message).items():
            (tmp_path / name).write_bytes(data)
    (command,) = re.findall(r"python verify\.py (.+)", mailoutbox[2].body)
    words = {"KEY": str(signer().verifier), "EARLIER-KEY": old}
    given = [words.get(word, str(tmp_path / word) if word.endswith(".txt") else word) for word in command.split()]
    assert given[-2:] == ["--since-key", old]
    assert verify.main(given) == 0


def test_a_server_that_is_away_is_asked_again_ever_more_slowly(
    mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    head = grown()
    with monkeypatch.context() as away:
        away.setattr(EmailMessage, "send", lambda self: 1 / 0)
        for minutes in (0, 5, 15):
            at = NOW + timedelta(minutes=minutes)
            assert mail_heads(at - timedelta(seconds=1)) == 0
            assert mail_heads(at) == 0
    row = HeadMail.objects.get(checkpoint=head)
    assert (row.attempts, row.last_error, row.sent_at) == (3, "ZeroDivisionError", None)
    assert mail_heads(NOW + timedelta(minutes=35)) == 2
    row.refresh_from_db()
    assert (row.sent_at, row.last_error) == (NOW + timedelta(minutes=35), "")


def test_without_names_the_administrators_keep_them(settings: LazySettings, mailoutbox: list[EmailMessage]) -> None:
    settings.LEDGER_KEEPERS = []
    grown()
    assert mail_heads(NOW) == 0
    User.objects.create_superuser("ada@example.org", "a long enough password", name="Ada")
    User.objects.create_user("ben@example.org", "a long enough password", name="Ben")
    assert mail_heads(NOW) == 1
    call_command("checkpoint", "--mail")
    assert [message.to for message in mailoutbox] == [["ada@example.org"], ["ada@example.org"]]


def test_what_is_no_address_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMARC_LEDGER_KEEPERS", "escrow@example.org, notary")
    with pytest.raises(ImproperlyConfigured, match="DEMARC_LEDGER_KEEPERS: 'notary' is no mail address"):
        environment.addresses("DEMARC_LEDGER_KEEPERS")
    monkeypatch.setenv("DEMARC_LEDGER_KEEPERS", "escrow@example.org, notary@example.org")
    assert environment.addresses("DEMARC_LEDGER_KEEPERS") == ["escrow@example.org", "notary@example.org"]


def test_without_a_server_nothing_is_entered(settings: LazySettings, mailoutbox: list[EmailMessage]) -> None:
    settings.SENDS_MAIL = False
    grown()
    assert mail_heads(NOW) == 0
    assert not HeadMail.objects.exists()
    settings.LEDGER_KEEPERS = []
    with pytest.raises(CommandError, match="Nobody keeps heads"):
        call_command("checkpoint", "--mail")
