"""`./portal up` as a person runs it: a real project, killed and stopped in every way."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import psycopg
import pytest

from launcher import processes
from launcher.paths import CHECKOUT
from launcher.services import Services

from .conftest import RunningPortal, launcher_variables, run_portal, temporary_folder, wait_for

pytestmark = pytest.mark.slow

# Writes mails to the outbox and queues their delivery; some jobs are taken by a worker that dies with them.
QUEUE_MAILS = """
import os, sys, django
django.setup()
from dzm.celery import app
from mail.models import OutboxMessage
from mail.tasks import deliver
number, taken = map(int, sys.argv[1:])
for index in range(number):
    message = OutboxMessage.objects.create(
        kind="test", key=f"test-{index}", to=["anna@example.org"], from_email="portal@example.org",
        subject=f"Mail {index}", body_text="Text", language="de",
    )
    deliver.delay(message.pk)
with app.connection_for_read() as connection:
    channel = connection.default_channel
    for _ in range(taken):
        assert channel.basic_get("celery") is not None
    print("queued", flush=True)
    os._exit(0)  # as kill -9 would: what was taken stays unconfirmed
"""


@pytest.fixture(scope="module")
def running():
    """Folder and running portal of this module; the portal is None until a test needs it."""
    with temporary_folder() as folder:
        found = {"folder": folder, "portal": None}
        try:
            yield found
        finally:
            if found["portal"]:
                found["portal"].stop()


@pytest.fixture
def portal(running):
    """A running portal without demo data, started again after a test that ended it."""
    if running["portal"] is None:
        running["portal"] = RunningPortal(running["folder"], "--no-demo", "--port", str(free_port()))
    assert running["portal"].process.poll() is None, running["portal"].said()
    return running["portal"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pid_of(portal: RunningPortal, name: str) -> int:
    return json.loads(portal.paths.pid_file(name).read_text())["pid"]


def queue_mails(portal: RunningPortal, number: int, taken: int = 0) -> None:
    """Queue mails from outside, as the web server would, without any help of the launcher."""
    services = Services(portal.paths, launcher_variables(portal.folder))
    env = launcher_variables(portal.folder) | services.variables | {"DJANGO_SETTINGS_MODULE": "dzm.settings.dev"}
    command = [sys.executable, "-c", QUEUE_MAILS, str(number), str(taken)]
    done = subprocess.run(command, env=env, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.stdout == "queued\n", done.stderr


def states(portal: RunningPortal) -> dict[str, int]:
    """How many mails are in which state."""
    sockets = Services(portal.paths, launcher_variables(portal.folder)).postgres.sockets
    with psycopg.connect(host=str(sockets), user="portal", dbname="portal") as connection:
        return dict(connection.execute("SELECT state, count(*) FROM mail_outboxmessage GROUP BY state").fetchall())


def page(portal: RunningPortal) -> int:
    with urllib.request.urlopen(portal.url, timeout=60) as answer:
        return answer.status


def test_the_page_is_served_where_it_says(portal):
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", portal.url)
    assert page(portal) == 200


def test_a_second_up_is_refused_and_the_first_goes_on(portal):
    done = run_portal(portal.folder, "up")
    assert done.returncode == 1
    assert f"already runs on this folder (process {portal.process.pid})" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert page(portal) == 200


def test_manage_uses_the_running_services(portal):
    done = run_portal(portal.folder, "manage", "migrate", "--check")
    assert (done.returncode, "uses this folder" in done.stderr) == (0, False)
    assert page(portal) == 200


def test_a_backup_of_the_running_portal_is_complete(portal, folder):
    done = run_portal(portal.folder, "backup", str(folder / "portal.tar"))
    assert done.returncode == 0, done.stderr
    assert page(portal) == 200


def test_restore_refuses_a_running_portal(portal, folder):
    with_backup = folder / "portal.tar"
    assert run_portal(portal.folder, "backup", str(with_backup)).returncode == 0
    done = run_portal(portal.folder, "restore", str(with_backup), "--force", "--yes")
    assert (done.returncode, "already runs on this folder" in done.stderr) == (1, True)


@pytest.mark.parametrize("name", ["postgres", "valkey", "worker", "web", "beat"])
def test_a_killed_child_is_replaced(portal, name):
    before = pid_of(portal, name)
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: pid_of(portal, name) != before)
    wait_for(lambda: processes.identity(pid_of(portal, name)))
    assert Services(portal.paths, launcher_variables(portal.folder)).wait(30)
    assert page(portal) == 200


def test_nothing_is_lost_when_everything_is_killed(portal, running):
    portal.kill()  # first, or it would start another worker
    os.kill(pid_of(portal, "worker"), signal.SIGKILL)
    orphans = [pid_of(portal, name) for name in ("web", "beat")]
    queue_mails(portal, 20, taken=3)
    for name in ("valkey", "postgres"):
        os.kill(pid_of(portal, name), signal.SIGKILL)

    running["portal"] = second = RunningPortal(portal.folder, "--port", str(free_port()))
    assert "Stopped what an earlier start had left running" in second.said()
    assert [pid for pid in orphans if processes.identity(pid)] == []
    wait_for(lambda: states(second) == {"sent": 20})
    assert list(second.paths.mails.iterdir())


def test_down_stops_everything_in_order(portal, running):
    running["portal"] = None
    done = run_portal(portal.folder, "down")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Stopped.")
    assert portal.process.wait(10) == 0
    stopped = [line.split("Stopping ")[1] for line in portal.said().splitlines() if "Stopping " in line]
    assert stopped == ["beat", "worker", "web", "Valkey", "PostgreSQL"]
    assert list((portal.folder / "pids").iterdir()) == []


def test_down_without_a_running_portal_says_so(paths):
    done = run_portal(paths.var, "down")
    assert (done.returncode, done.stdout) == (0, "Nothing is running.\n")
