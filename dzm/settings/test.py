"""Settings of the test suite: real PostgreSQL and real Valkey from the environment, mails kept in memory."""

import os
import tempfile

from dzm.settings.urls import database_url

if "PORTAL_VAR" not in os.environ:  # what this process starts uses its folder, which goes with it
    _var = tempfile.TemporaryDirectory(prefix="portal-test-")
    os.environ["PORTAL_VAR"] = _var.name
os.environ["EMAIL_URL"] = "dummymail://"
os.environ["PORTAL_DEMO"] = "true"
os.environ["SECRET_KEY"] = "tests-only"
os.environ["ALLOWED_HOSTS"] = "testserver,127.0.0.1,localhost"
os.environ["BASE_URL"] = "http://testserver"
if os.environ.get("PYTEST_XDIST_WORKER", "gw0") != os.environ.get("PORTAL_TEST_PROCESS") and "REDIS_URL" in os.environ:
    # Each process of the suite has its own queue and cache. A worker that a test starts inherits them; the
    # processes of the suite inherit those of the one that starts them, and choose again.
    os.environ["PORTAL_TEST_PROCESS"] = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    number = int(os.environ["PORTAL_TEST_PROCESS"].removeprefix("gw"))
    os.environ["REDIS_URL"] = database_url(os.environ["REDIS_URL"], 2 * (number % 7) + 2)

from dzm.settings.dev import *  # noqa: F403
from dzm.settings.dev import logging_config

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 would cost the suite minutes
MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
MAIL_HELD_KINDS = []  # cases run through; tests/mail/test_release.py holds what an installation holds
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "copies": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
PUBLIC_PAGE_SECONDS = (
    0  # in a transaction that is rolled back nothing becomes stale; see tests/core/test_public_pages.py
)
CELERY_TASK_ALWAYS_EAGER = False
LOGGING = logging_config(json=False, level="WARNING")
