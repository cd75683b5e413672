"""Production: nothing starts without its secrets, nothing travels in clear, the application cannot change the schema.

`docs/operate.md` tells how the environment around it is built.
"""

import os
import sys

from config.settings.guard import refuse_unsafe

refuse_unsafe(os.environ)

from config.settings.base import *  # noqa: E402 (base would stumble over a missing value with a worse sentence)
from config.settings.base import DATABASES, PUBLIC_URL, REST_FRAMEWORK, STORAGES, env  # noqa: E402

# --- keys and messages
# The former key, while sessions and links made with it still live.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Without a gateway a text message fails where staff see it; it never lands in a log, where its sign-in code would be read.
SMS_URL = env("SMS_URL", default="none://")

# --- data
# The schema has an owner of its own; only these commands use it.
if sys.argv[1:2] in (["migrate"], ["createcachetable"]) and env("DATABASE_OWNER_URL", default=""):
    _owner = env.db("DATABASE_OWNER_URL")
    DATABASES = {
        "default": DATABASES["default"]
        | _owner
        | {"OPTIONS": _owner.get("OPTIONS", {}) | {"options": "-c lock_timeout=5s"}}
    }
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}

# --- the way in: one proxy in front, which ends TLS and writes X-Forwarded-Proto and X-Forwarded-For itself
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# Limits on sign-in count by the visitor's address, which is the proxy's word.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
REST_FRAMEWORK = REST_FRAMEWORK | {"NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT}

# --- cookies: `__Host-` binds them to this very host, over TLS, for all paths
SESSION_COOKIE_NAME = "__Host-sanad"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
