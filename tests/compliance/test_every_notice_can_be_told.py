"""Has every kind of notice a sentence, a mail or the digest, and a name for other programs that they can choose?"""

from compliance.models import AT_ONCE, NoticeKind
from compliance.notices.mails import MAILS
from compliance.notices.telling import SENTENCES
from compliance.notices.webhooks import MEANINGS, TYPES


def test_every_kind_has_a_sentence() -> None:
    assert set(SENTENCES) | {NoticeKind.LAPSE} == set(NoticeKind), "a lapse makes its own"


def test_what_goes_at_once_has_a_mail_and_nothing_else_has() -> None:
    assert set(MAILS) == set(AT_ONCE)


def test_other_programs_hear_of_all_but_themselves() -> None:
    assert set(TYPES) == set(NoticeKind) - {NoticeKind.WEBHOOK}
    assert set(TYPES.values()) == set(MEANINGS) and len(MEANINGS) == len(TYPES)
