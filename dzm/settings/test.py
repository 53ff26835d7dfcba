"""Settings of the test suite: real PostgreSQL and real Valkey from the environment, mails kept in memory."""

import os
import tempfile

os.environ.setdefault("PORTAL_VAR", tempfile.mkdtemp(prefix="portal-test-"))
os.environ["EMAIL_URL"] = "dummymail://"
os.environ["PORTAL_DEMO"] = "true"
os.environ["SECRET_KEY"] = "tests-only"
os.environ["ALLOWED_HOSTS"] = "testserver,127.0.0.1,localhost"
os.environ["BASE_URL"] = "http://testserver"

from dzm.settings.dev import *  # noqa: F403
from dzm.settings.dev import logging_config

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 would cost the suite minutes
MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
CELERY_TASK_ALWAYS_EAGER = False
LOGGING = logging_config(json=False, level="WARNING")
