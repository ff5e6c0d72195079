"""Requirements with their inheritance: computed on reading, never stored."""

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions.reading import note_read, note_read_of_requirement
from compliance.api.serializers.requirements import RequirementDetailSerializer, RequirementSerializer
from compliance.api.visited import Reading
from compliance.inheritance.support import Support
from compliance.posture import RequirementPosture, Standing, posture_of
from frameworks.api.describing import IN_A_SYSTEM, LISTED, operation
from frameworks.api.pages import Computed
from frameworks.compiled import shipped
from frameworks.inheritance import InheritanceClass

CLASSES = [(each.value, each.value) for each in InheritanceClass]


class RequirementsAsked(serializers.Serializer):
    """What a list of requirements may be asked for."""

    edition = serializers.CharField(required=False, help_text="Key of an edition, or of a framework.")
    supported = serializers.ChoiceField(choices=Support.choices, required=False, help_text="AWS's part.")
    standing = serializers.ChoiceField(choices=Standing.choices, required=False, help_text="Our part.")

    def get_fields(self) -> dict[str, serializers.Field]:
        asked = serializers.ChoiceField(choices=CLASSES, required=False, help_text="Who bears it.")
        return super().get_fields() | {"class": asked}


class Requirements(Reading):
    serializer_class = RequirementSerializer

    @operation(
        "requirements_list",
        "The requirements of a system, with who bears each",
        RequirementSerializer(many=True),
        query=RequirementsAsked,
        wrong=(*IN_A_SYSTEM, *LISTED),
    )
    def get(self, request: Request, system_id: object) -> Response:
        asked = self.query(RequirementsAsked)
        note_read(viewer=self.viewer, system=self.system, subject=self.system, now=self.now, page="requirements")
        posture = posture_of(self.system, shipped(), self.on, self.now, leaving=True)
        edition = asked.get("edition")
        rows = [
            row
            for key, answers in posture.editions.items()
            if edition in {None, key, shipped().editions[key].framework}
            for row in answers
            if _lets(asked, row)
        ]
        return self.page(Computed(rows, _name))


class OneRequirement(Reading):
    serializer_class = RequirementDetailSerializer

    @operation(
        "requirement_read",
        "A requirement with its inheritance, explained down to the source",
        RequirementDetailSerializer,
    )
    def get(self, request: Request, system_id: object, edition: str, ref: str) -> Response:
        """`edition` may be a framework's key, `ref` another spelling of the reference."""
        try:
            edition, ref = shipped().edition(edition).key, shipped().requirement(edition, ref).ref
        except KeyError:
            raise Http404 from None
        answers = posture_of(self.system, shipped(), self.on, self.now, leaving=True).editions.get(edition, ())
        for row in answers:
            if row.requirement.ref == ref:
                note_read_of_requirement(viewer=self.viewer, system=self.system, edition=edition, ref=ref, now=self.now)
                return Response(self.get_serializer(row).data)
        raise Http404


def _lets(asked: dict[str, str], row: RequirementPosture) -> bool:
    codes = {
        "class": row.inheritance.class_,
        "supported": row.support,
        "standing": row.standing,
    }
    return all(name not in asked or asked[name] == code for name, code in codes.items())


def _name(row: RequirementPosture) -> str:
    return f"{row.inheritance.edition}/{row.requirement.ref}"
