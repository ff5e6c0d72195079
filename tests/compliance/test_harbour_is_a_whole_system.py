"""Do the rows that all other stories start from hang together?"""

import pytest

from compliance.models import Role
from compliance.posture import posture_of
from tests.factories import ASSIGNED, Harbour

pytestmark = pytest.mark.django_db


def test_its_people_hold_the_roles_of_the_stories(harbour: Harbour) -> None:
    cast, system = harbour.cast, harbour.system
    held = {name: harbour.viewer(getattr(cast, name)).roles_in(system) for name in cast.__dataclass_fields__}
    assert held == {
        "olive": {Role.OFFICER},
        "ben": {Role.OWNER},
        "nora": {Role.OWNER},
        "rita": {Role.REVIEWER},
        "ada": {Role.AUDITOR},
        "otto": frozenset(),
        "sam": frozenset(),
    }


def test_aws_supports_its_part_and_four_duties_have_an_owner(harbour: Harbour) -> None:
    posture = posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now)
    assert posture.supports("hipaa-2013")["supported"] > 20
    owned = {each.duty.control.key: each.duty.assignment for each in posture.duties if each.duty.assignment}
    assert owned.keys() == ASSIGNED.keys()
    assert len(posture.duties) > 40
