"""May anybody, even an administrator with every permission, change the catalogue in the admin?"""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import RequestFactory

from frameworks.apps import FrameworksConfig

REGISTERED = [
    (model, site) for model, site in admin.site._registry.items() if model._meta.app_label == FrameworksConfig.name
]


def test_every_table_can_be_looked_at() -> None:
    assert {model for model, _ in REGISTERED} == set(apps.get_app_config("frameworks").get_models())


@pytest.mark.parametrize(("model", "site"), REGISTERED, ids=str)
def test_nobody_writes(model: type, site: admin.ModelAdmin) -> None:
    request = RequestFactory().get("/")
    request.user = get_user_model()(is_superuser=True, is_staff=True)
    assert site.has_view_permission(request)
    assert not site.has_add_permission(request)
    assert not site.has_change_permission(request)
    assert not site.has_delete_permission(request)
