"""Is there a sentence for whatever code a page of this floor may have to show?"""

from collections.abc import Mapping

import pytest

from compliance import wording
from compliance.inheritance.support import Support
from compliance.posture import Standing
from frameworks.compiled import shipped
from frameworks.inheritance import InheritanceClass, Reason, ReasonCode, Unbound


@pytest.mark.parametrize(
    ("sentences", "codes"),
    [
        (wording.CLASSES, set(InheritanceClass)),
        (wording.CLASS_SENTENCES, set(InheritanceClass)),
        (wording.UNBOUND, set(Unbound)),
        (wording.SUPPORT_SENTENCES, set(Support)),
        (wording.STANDING_SENTENCES, set(Standing)),
        (wording.REASONS, set(ReasonCode)),
        (wording.REMEDIES, set(ReasonCode)),
    ],
)
def test_each_code_has_one_and_no_sentence_is_left_over(sentences: Mapping[str, object], codes: set[str]) -> None:
    assert sentences.keys() == codes
    assert all(str(sentence).strip() for sentence in sentences.values())


def test_an_exception_that_names_no_control_is_the_opinion_on_the_whole_document() -> None:
    told = wording.reason_sentence(Reason(code=ReasonCode.EXCEPTION_OPEN, attestation_id="1"), shipped())
    assert told == str(wording.OPPOSED)


@pytest.mark.parametrize("code", ReasonCode)
def test_a_reason_is_told_with_names_and_without_a_hole(code: ReasonCode) -> None:
    told = wording.reason_sentence(Reason(code=code, service="rds", control="mfa"), shipped())
    assert "%(" not in told
    assert "Amazon RDS" in told if "%(service)s" in str(wording.REASONS[code]) else "rds" not in told
