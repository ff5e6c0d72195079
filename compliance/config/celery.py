"""The Celery application: tasks live in evidence, this only wires them to the broker."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "compliance.config.settings")

app = Celery("demarc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
