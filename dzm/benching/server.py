"""The web server as the launcher starts it, and what a page of it costs against a page without content."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management.base import CommandError

from matchmaking.bench.runs import database_address

# Passes every middleware that other pages pass, reads no database and says "ok".
TRIVIAL = "/healthz"
WARM = 20  # requests per page that are not counted: the first ones compile templates
_START_SECONDS = 120

Figures = dict[str, float]


@contextmanager
def server(**variables: str) -> Iterator[int]:
    """Start the web server with one process on the present database, with collected static files; yields its port.
    `variables` are added to its environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "dzm.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "1", "--preload", "--timeout", "60", "--no-control-socket", "--log-level", "warning"]
    with TemporaryDirectory() as folder:
        env = {**os.environ, "DATABASE_URL": database_address(), "ALLOWED_HOSTS": "127.0.0.1", "PORTAL_VAR": folder}
        env |= {"BASE_URL": f"http://127.0.0.1:{port}", **variables}
        collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(collect, cwd=settings.BASE_DIR, env=env, check=True, stderr=subprocess.DEVNULL)
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stderr=subprocess.DEVNULL)
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if fetch(port, TRIVIAL)[1] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise CommandError("The web server did not start.")


def fetch(port: int, address: str) -> tuple[float, int]:
    """Return how many seconds an answer took, read to its end, and its status."""
    started = time.perf_counter()
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    link.request("GET", address, headers={"Accept-Encoding": "gzip"})
    answer = link.getresponse()
    answer.read()
    link.close()
    return time.perf_counter() - started, answer.status


def against_trivial(port: int, pages: Mapping[str, Iterator[str]], requests: int) -> dict[str, Figures]:
    """Ask for the page without content and for one of each of `pages` in turn, `requests` times; return the figures.

    One client, each request on a new connection. A slow moment of the machine meets all of them alike, so the ratios
    can be trusted where the milliseconds cannot.
    """
    times: dict[str, list[float]] = {TRIVIAL: [], **{name: [] for name in pages}}
    for number in range(WARM + requests):
        addresses = {TRIVIAL: TRIVIAL, **{name: next(each) for name, each in pages.items()}}
        for name, address in addresses.items():
            seconds, status = fetch(port, address)
            if status != 200:
                raise CommandError(f"{address} answered {status}.")
            if number >= WARM:
                times[name].append(seconds)
    return {name: _figures(seconds, times[TRIVIAL]) for name, seconds in times.items()}


def _figures(seconds: list[float], trivial: list[float]) -> Figures:
    p50, p95 = (statistics.quantiles(seconds, n=100)[place] for place in (49, 94))
    return {
        "requests": len(seconds),
        "p50_ms": 1000 * p50,
        "p95_ms": 1000 * p95,
        "throughput_ratio": sum(trivial) / sum(seconds),
        "p95_ratio": p95 / statistics.quantiles(trivial, n=100)[94],
    }
