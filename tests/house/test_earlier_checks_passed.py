"""Did all that script/test ran before the tests pass? Asked here so that the closing line is truthful."""

import os


def test_every_check_before_the_tests_passed() -> None:
    assert os.environ.get("DEMARC_TEST_FAILED_CHECKS", "") == "", "these checks failed; see above for what they said"
