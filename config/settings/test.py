"""Tests: the local settings, mails kept in memory, fast hashing, plain static files."""

from config.settings.local import *
from config.settings.local import CELERY_BROKER_TRANSPORT_OPTIONS, STORAGES

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SMS_URL = "memory://"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
}
CELERY_BROKER_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | {"socket_connect_timeout": 0.2}
ALLOWED_HOSTS = ["*"]
DESK_MENU_SECONDS = 0
WEB_PROCESSES = 1
