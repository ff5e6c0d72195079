"""Which names of variables look like secrets, and which only say where a secret lies?"""

import pytest

from evidence.collecting.names import named_like_secrets

SECRETS = "DB_PASSWORD AWS_SECRET_ACCESS_KEY AWS_ACCESS_KEY_ID apiKey accessKeyId GITHUB_TOKEN dbPwd ClientSecret"
HARMLESS = "TABLE KEYBOARD SECRET_ARN DB_SECRET_NAME TOKEN_URL PASSWORD_FILE tokenId dbPasswordFile PASSWORD_LENGTH"


@pytest.mark.parametrize("name", SECRETS.split())
def test_a_name_that_looks_like_a_secret(name: str) -> None:
    assert named_like_secrets([name]) == [name]


@pytest.mark.parametrize("name", HARMLESS.split())
def test_a_name_that_does_not(name: str) -> None:
    assert named_like_secrets([name]) == []
