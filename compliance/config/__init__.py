"""The fuse box: settings, addresses, queue, look. It names the apps by string; no app imports it."""

from compliance.config.celery import app as celery_app

__all__ = ["celery_app"]
