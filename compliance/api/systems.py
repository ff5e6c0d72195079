"""Systems: those in which you hold a role, and where one of them stands."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from compliance.actions.reading import note_read
from compliance.api.serializers.people import members
from compliance.api.serializers.systems import SystemDetailSerializer, SystemSerializer, TodaySerializer
from compliance.api.visited import Visited
from compliance.models import AccountTerm, Engagement, FrameworkScope, Leaning, ServiceUse, System
from compliance.posture import posture_of
from frameworks.api.describing import LISTED, SIGNED_IN, operation
from frameworks.compiled import shipped


class Systems(Visited):
    queryset = System.objects.all()
    serializer_class = SystemSerializer

    @operation(
        "systems_list",
        "The systems in which you hold a role",
        SystemSerializer(many=True),
        wrong=(*SIGNED_IN, *LISTED),
    )
    def get(self, request: Request) -> Response:
        return self.page(System.objects.visible_to(self.viewer).order_by("pk"))


class OneSystem(Visited):
    serializer_class = SystemSerializer

    @operation("system_read", "A system: its boundary, its people, and where it stands today", SystemDetailSerializer)
    def get(self, request: Request, system_id: object) -> Response:
        note_read(viewer=self.viewer, system=self.system, subject=self.system, now=self.now, page="overview")
        today = TodaySerializer(self.today(), context=self.get_serializer_context())
        return Response({**self.get_serializer(self.system).data, "today": today.data})

    def today(self) -> dict[str, Any]:
        system, on, catalogue = self.system, self.on, shipped()
        posture = posture_of(system, catalogue, on, self.now, leaving=True)
        terms = AccountTerm.objects.on(on).filter(system=system).select_related("account")
        uses = ServiceUse.objects.on(on).filter(system=system).select_related("account", "service")
        leanings = Leaning.objects.on(on).filter(system=system).select_related("on_system")
        scopes = FrameworkScope.objects.on(on).filter(system=system).select_related("edition")
        scope_of = {scope.edition.key: scope for scope in scopes}
        return {
            "on": on,
            "editions": [
                {
                    "edition": key,
                    "name": catalogue.editions[key].name,
                    "role": scope_of[key].role,
                    "assessment": scope_of[key].assessment,
                    "classes": posture.classes(key),
                    "support": posture.supports(key),
                }
                for key in posture.editions
            ],
            "duties": posture.standings(),
            "accounts": terms.order_by("account__name"),
            "services": uses.order_by("service__key", "account__account_id", "region"),
            "leans_on": leanings.order_by("on_system__name"),
            "people": members(system, on),
            "engagements": self.reach(Engagement.objects.prefetch_related("audited__edition")),
        }
