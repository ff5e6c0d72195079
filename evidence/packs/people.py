"""Who is who in a pack: a name and roles for each id, or roles alone where the pack is redacted."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from compliance.models import AuditorGrant, Membership, Role, User
from evidence.packs.packed import Packed


@dataclass(frozen=True)
class People:
    """Everybody who held a role in the system, or was let in by the audit, by the pack's instant."""

    packed: Packed

    @cached_property
    def roles(self) -> Mapping[UUID, tuple[str, ...]]:
        """The codes of each person's roles, those of former days too: their doings are in the pack."""
        as_of = self.packed.as_of
        found: dict[UUID, set[str]] = {}
        held = Membership.objects.filter(system=self.packed.system, recorded_at__lte=as_of)
        for person, role in held.values_list("user", "role"):
            found.setdefault(person, set()).add(role)
        let_in = AuditorGrant.objects.filter(engagement=self.packed.pack.engagement_id, recorded_at__lte=as_of)
        for person in let_in.values_list("user", flat=True):
            found.setdefault(person, set()).add(Role.AUDITOR)
        return {person: tuple(sorted(roles)) for person, roles in sorted(found.items())}

    @cached_property
    def names(self) -> Mapping[UUID, str]:
        """Nobody's in a redacted pack."""
        if self.packed.pack.redacted:
            return {}
        return {user.pk: str(user) for user in User.objects.filter(pk__in=self.roles)}

    def unnamed(self, person: UUID) -> str:
        """A role and the end of the id, which is the same person's everywhere in the pack."""
        roles = [str(Role(role).label) for role in self.roles.get(person, ())]
        return f"{roles[0] if roles else 'Person'} {str(person)[-6:]}"

    def shown(self, person: UUID | None) -> str:
        if person is None:
            return ""
        return self.names.get(person) or self.unnamed(person)

    def records(self) -> list[dict[str, object]]:
        return [
            {"person": str(person), "roles": list(roles), "name": self.names.get(person)}
            for person, roles in self.roles.items()
        ]
