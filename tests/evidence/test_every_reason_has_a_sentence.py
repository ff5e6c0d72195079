"""Does whoever reads that nobody could look also read why, and what to do?"""

from evidence.collecting.contract import ErrorReason
from evidence.wording import ERROR_REASONS, ERROR_REMEDIES


def test_each_reason_has_a_sentence_and_a_remedy() -> None:
    assert set(ErrorReason) <= ERROR_REASONS.keys()
    assert ERROR_REASONS.keys() == ERROR_REMEDIES.keys()
    assert all(str(sentence).strip() for sentence in (*ERROR_REASONS.values(), *ERROR_REMEDIES.values()))
