"""Broker, workers and deciding processes that can be killed: all of them the trial's own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import redis
from celery import current_app
from django.conf import settings

from dzm.settings.urls import broker_url
from launcher.paths import Paths
from launcher.valkey import Valkey
from matchmaking.bench.runs import database_address

START_SECONDS = 300  # a busy machine
PER_MINUTE = 30_000  # mails of an issue: the throttle is there, but does not make the trial last an hour
_DECIDE = "import django; django.setup(); from dzm.faults.cases import decide_all; print('ready', flush=True); "
_DECIDE += "input(); decide_all()"


class Broker:
    """A Valkey server on a socket of its own; what it has confirmed is on disk."""

    def __init__(self, folder: Path):
        self._server = Valkey(Paths.of({**os.environ, "PORTAL_VAR": str(folder)}), dict(os.environ))
        self._server.start()
        self.url = self._server.url

    @property
    def celery_url(self) -> str:
        return broker_url(self.url)

    def waiting_tasks(self) -> int:
        """Return how many tasks no worker has taken yet."""
        with redis.Redis.from_url(self.url) as client:
            return client.llen(current_app.conf.task_default_queue)

    def kill(self) -> None:
        """Kill it as `kill -9` does."""
        self._server.kill()

    def restart(self) -> None:
        self._server.restart()

    def stop(self) -> None:
        self._server.stop()


@contextmanager
def broker() -> Iterator[Broker]:
    with TemporaryDirectory(prefix="dzm-faults-") as folder:
        running = Broker(Path(folder))
        try:
            yield running
        finally:
            running.stop()


class Processes:
    """Worker and deciding processes on the present database, the given broker and the given mail server."""

    def __init__(self, broker_url: str, smtp_port: int):
        self._broker_url = broker_url
        self._running: list[subprocess.Popen] = []
        self._started = 0
        self._env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "dzm.settings.dev",
            "DATABASE_URL": database_address(),
            "REDIS_URL": broker_url,
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
            "MAIL_HELD_KINDS": "",  # nobody is there to release anything
            "NEWSLETTER_PER_MINUTE": str(PER_MINUTE),
        }

    def start_workers(self, number: int) -> list[subprocess.Popen]:
        """Start so many workers and wait until they take messages; one process each, so that a kill is one kill."""
        found = []
        for _place in range(number):
            self._started += 1
            command = [sys.executable, "-m", "celery", "-A", "dzm", "worker", "-P", "solo", "-l", "ERROR"]
            command += ["--without-gossip", "--without-mingle", "-n", f"fault{self._started}@%h"]
            found.append(self._start(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        self._wait_for(found)
        return found

    def start_deciders(self, number: int) -> list[subprocess.Popen]:
        """Start so many processes that answer every introduction; they begin together."""
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        found = [self._start([sys.executable, "-c", _DECIDE], **pipes) for _place in range(number)]
        for process in found:
            process.stdout.readline()
        for process in found:
            process.stdin.write(b"\n")
            process.stdin.flush()
        return found

    def kill(self, processes: list[subprocess.Popen]) -> int:
        """Kill those that still run as `kill -9` does; return how many."""
        alive = [process for process in processes if process.poll() is None]
        for process in alive:
            process.send_signal(signal.SIGKILL)
        for process in alive:
            process.wait()
        return len(alive)

    def stop(self) -> None:
        self.kill(self._running)
        for process in self._running:
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()

    def _start(self, command: list[str], **pipes) -> subprocess.Popen:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=self._env, **pipes)
        self._running.append(process)
        return process

    def _wait_for(self, workers: list[subprocess.Popen]) -> None:
        """Wait until a worker of ours listens for each that was started; all listen on the same key of the broker."""
        deadline = time.monotonic() + START_SECONDS
        with redis.Redis.from_url(self._broker_url) as client:
            alive = sum(process.poll() is None for process in self._running if process.stdin is None)
            while client.scard("_kombu.binding.celery.pidbox") < alive:
                if time.monotonic() > deadline or any(worker.poll() is not None for worker in workers):
                    raise TimeoutError("the workers did not start")
                time.sleep(0.1)
