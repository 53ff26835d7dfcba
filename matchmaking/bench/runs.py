"""A place to measure whole runs in: a database and a queue of their own, and real worker processes."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import redis
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings

from matchmaking.bench.memory import peak_of

DATABASE = "bench_runs"
QUEUE = 14  # number of the queue's database in Redis; the next one is the cache
START_SECONDS = 120


class NotEmpty(Exception):
    """The scratch database of the queue holds something that is not ours."""


@contextmanager
def scratch_database(kept: str = "") -> Iterator[None]:
    """Let Django work on a new, migrated database of the same server; it is dropped afterwards. One with the name
    `kept` stays, and is found as it was left by who comes with that name again."""
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = kept or DATABASE
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=bool(kept))
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0, keepdb=bool(kept))


@contextmanager
def scratch_queue() -> Iterator[str]:
    """Yield the address of an empty queue on the same server; it is emptied afterwards. Raises NotEmpty."""
    url = numbered(settings.REDIS_URL, QUEUE)
    client = redis.Redis.from_url(url)
    if client.dbsize():
        raise NotEmpty(f"Database {QUEUE} of {settings.REDIS_URL} is in use.")
    try:
        yield url
    finally:
        client.flushdb()
        client.close()


@contextmanager
def scratch_cache() -> Iterator[None]:
    """Let Django keep things in an empty place of its own: what is kept of invented data must not be shown as that of
    the installation. Raises NotEmpty."""
    with scratch_queue():
        own = settings.CACHES["default"] | {"LOCATION": numbered(settings.REDIS_URL, QUEUE + 1)}
        with override_settings(CACHES={**settings.CACHES, "default": own}):
            cache.clear()
            try:
                yield
            finally:
                cache.clear()


@contextmanager
def workers(number: int, queue: str) -> Iterator[list[subprocess.Popen]]:
    """Start worker processes on the present database and the given queue; yields once all of them answer."""
    env = {**os.environ, "DATABASE_URL": database_address(), "REDIS_URL": queue}
    with ExitStack() as stack:
        found = []
        for place in range(number):
            command = [sys.executable, "-m", "celery", "-A", "dzm", "worker", "-P", "solo", "-l", "WARNING"]
            command += ["--without-gossip", "--without-mingle", "-n", f"bench{place}@%h"]
            process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=subprocess.DEVNULL)
            found.append(stack.enter_context(_stopped(process)))
        _wait_for(number, queue)
        yield found


@contextmanager
def _stopped(process: subprocess.Popen) -> Iterator[subprocess.Popen]:
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(number: int, queue: str) -> None:
    """Wait until so many workers listen for messages to all of them; they do so when they are ready for work."""
    deadline = time.monotonic() + START_SECONDS
    client = redis.Redis.from_url(queue)
    while client.scard("_kombu.binding.celery.pidbox") < number:
        if time.monotonic() > deadline:
            raise TimeoutError("the workers did not start")
        time.sleep(0.1)
    client.close()


@contextmanager
def connected() -> Iterator:
    """Yield a connection of Celery to the scratch queue."""
    with current_app.connection_for_write(numbered(settings.CELERY_BROKER_URL, QUEUE)) as link:
        yield link


def numbered(url: str, number: int) -> str:
    """Return the address of another numbered database of the same Redis."""
    if re.search(r"(/|=)\d+$", url):
        return re.sub(r"\d+$", str(number), url)
    return f"{url.rstrip('/')}/{number}"


def database_address() -> str:
    """Return the URL of the database Django works on at present."""
    database = connection.settings_dict
    host, name, user = database["HOST"], database["NAME"], database["USER"]
    if not host or host.startswith("/"):
        return f"postgres://{user}@/{host}/{name}" if host else f"postgres:///{name}"
    login = f"{user}:{quote(database['PASSWORD'])}"
    return f"postgres://{login}@{host}:{database['PORT'] or 5432}/{name}"


def peaks(processes: list[subprocess.Popen]) -> list[int]:
    """Return the bytes each worker held at its peak."""
    return [peak_of(process.pid) for process in processes]


def cpu_seconds(processes: list[subprocess.Popen]) -> list[float]:
    """Return how long each worker has been computing, 0 where nobody knows."""
    return [_cpu_of(process.pid) for process in processes]


def _cpu_of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
