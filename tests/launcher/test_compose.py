"""The containers of docker-compose.yml, without Docker: their very commands as processes, with production settings."""

import os
import re
import secrets
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import yaml

from launcher import processes, variables
from launcher.paths import CHECKOUT

from .conftest import launcher_variables, wait_for

COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))
OWN = ("migrate", "web", "worker", "beat")


@pytest.fixture
def production(services, paths):
    """The environment of the portal's containers: the image's, the file .env, the two addresses."""
    image = dict(re.findall(r"(DJANGO_SETTINGS_MODULE)=(\S+)", (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")))
    env_file = variables.read_env_file(CHECKOUT / ".env.example") | {"SECRET_KEY": secrets.token_urlsafe(48)}
    bare = {name: value for name, value in launcher_variables(paths.var).items() if not name.startswith("PORTAL_")}
    path = os.pathsep.join([str(Path(sys.executable).parent), bare["PATH"]])
    return bare | env_file | image | services.variables | {"PORTAL_VAR": str(paths.var), "PATH": path}


@pytest.fixture
def start(production, paths):
    """A function that starts a service's command; everything is stopped in the end."""
    started = []

    def start_service(name: str, **extra: str) -> processes.Program:
        found = processes.Program(
            name,
            COMPOSE["services"][name]["command"],
            log=paths.log(name),
            pid_file=paths.pid_file(name),
            env=production | extra,
            cwd=CHECKOUT,
        )
        found.start()
        started.append(found)
        return found

    yield start_service
    for found in reversed(started):
        found.stop()


def health_check(name: str, env: dict[str, str]) -> int:
    """Run the health check of a service once."""
    keyword, *command = COMPOSE["services"][name]["healthcheck"]["test"]
    assert keyword == "CMD"
    return subprocess.run(command, env=env, cwd=CHECKOUT, capture_output=True, check=False).returncode


@pytest.mark.slow
def test_the_commands_of_the_containers_work_with_production_settings(start, production, services, paths):
    migrate = start("migrate")
    assert migrate.process.wait(120) == 0, processes.tail(paths.log("migrate"))
    with psycopg.connect(host=str(services.postgres.sockets), user="portal", dbname="portal") as connection:
        (municipalities,) = connection.execute("SELECT count(*) FROM regions_municipality").fetchone()
    assert municipalities > 0
    assert (paths.var / "static" / "staticfiles.json").exists()

    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    programs = [start("web", GUNICORN_CMD_ARGS=f"--bind=127.0.0.1:{port}"), start("worker"), start("beat")]
    wait_for(lambda: health_check("web", production | {"PORT": port}) == 0)
    wait_for(lambda: health_check("worker", production) == 0)
    wait_for(lambda: "beat: Starting" in paths.log("beat").read_text())
    assert [program.exit_code() for program in programs] == [None, None, None]


def test_the_health_check_fails_where_nothing_listens(production):
    assert health_check("web", production | {"PORT": "1"}) == 1


def test_every_service_that_stays_comes_back_after_a_crash():
    restarts = {name: service["restart"] for name, service in COMPOSE["services"].items()}
    assert restarts.pop("migrate") == "no"
    assert set(restarts.values()) == {"unless-stopped"}


def test_the_portal_runs_without_root_and_without_extra_rights():
    assert re.search(r"^USER (?!root)", (CHECKOUT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    for name in OWN:
        service = COMPOSE["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])


def test_the_image_starts_the_web_server_as_compose_does():
    (command,) = re.findall(r"^CMD (.+)$", (CHECKOUT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert yaml.safe_load(command) == COMPOSE["services"]["web"]["command"]


def test_only_the_proxy_is_reachable_from_outside():
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]
    assert "reverse_proxy web:8000" in (CHECKOUT / "deploy" / "Caddyfile").read_text(encoding="utf-8")


def test_the_production_database_sorts_like_the_embedded_one():
    options = COMPOSE["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    embedded = (CHECKOUT / "launcher" / "postgres.py").read_text(encoding="utf-8")
    assert options
    assert [option for option in options if f'"{option}"' not in embedded] == []


def test_the_queue_forgets_nothing():
    command = COMPOSE["services"]["redis"]["command"]
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert (options["--appendonly"], options["--maxmemory-policy"]) == ("yes", "noeviction")


def test_secrets_come_from_the_env_file_alone():
    text = (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")
    assert re.findall(r"(?:PASSWORD|SECRET_KEY): (?!\$\{)", text) == []
    assert ".env" in (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_every_volume_is_declared():
    named = {
        volume.partition(":")[0]
        for service in COMPOSE["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }
    assert named == set(COMPOSE["volumes"])
