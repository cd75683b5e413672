"""Celery: the database is the truth, the broker is only a hint.

Tasks take ids, re-read state and are safe to run twice. Nothing here depends on a result backend:
progress and outcome live on the `Job` row.
"""

import os

from celery import Celery
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("sanad")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()
app.autodiscover_tasks(["config"], related_name="heartbeat")
