"""A real Celery worker on the database and queue of the running test process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from dzm.celery import app

START_SECONDS = 120  # a busy machine; the test goes on as soon as the worker answers


@contextmanager
def celery_worker() -> Iterator[subprocess.Popen]:
    """Start one worker process and stop it at the end; yields once it answers."""
    app.control.purge()
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "dzm", "worker", "-c", "1", "--loglevel", "warning", "-n", "test@%h"],
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "dzm.settings.test", "DATABASE_URL": _test_database_url()},
    )
    try:
        for _second in range(START_SECONDS):
            if app.control.ping(timeout=1):
                break
            assert process.poll() is None, "the worker ended while it started"
        else:
            raise AssertionError("the worker did not answer")
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def _test_database_url() -> str:
    database = connection.settings_dict
    host = database["HOST"]
    if host.startswith("/"):
        return f"postgres://{database['USER']}@/{host}/{database['NAME']}"
    login = f"{database['USER']}:{quote(database['PASSWORD'])}"
    return f"postgres://{login}@{host}:{database['PORT'] or 5432}/{database['NAME']}"
