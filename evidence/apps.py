from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        from compliance.notices.calendars import SOURCES
        from evidence import checks  # registering needs the models, which need the apps
        from evidence.coverage.due_days import requests_due

        checks.register_all()
        SOURCES.append(requests_due)
