"""Wiring only: settings, URLs, Celery, the admin site, the policy table and the commands that need every room."""

from partnership.config.celery import app as celery_app

__all__ = ["celery_app"]
