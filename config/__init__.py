"""The frame. Importing Celery's app here makes `.delay()` use it in the web process too."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
