from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "compliance"
    verbose_name = _("Compliance")

    def ready(self) -> None:
        from compliance import checks, guards  # registering needs the models, which need the apps

        post_migrate.connect(guards.reinstall, dispatch_uid="append-only-guards")
        checks.register_all()
