"""`./portal up`: from an empty checkout to a running portal, and then looking after it."""

import http.client
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from launcher import (
    assets,
    environment,
    installation,
    interrupts,
    locks,
    messages,
    platforms,
    ports,
    preparation,
    processes,
    variables,
)
from launcher.messages import Problem, say, tell
from launcher.paths import Paths
from launcher.services import Services
from launcher.supervisor import Supervisor
from launcher.valkey import Valkey

_FIRST_PAGE_WITHIN = 90  # seconds


@dataclass(frozen=True)
class Options:
    """Options of `./portal up`."""

    port: int = 8000
    no_demo: bool = False
    reset: bool = False
    yes: bool = False


class ProjectProgram(processes.Program):
    """A process of the Django project: web server, worker or beat."""

    def restart(self) -> None:
        """Start it again, after what the dead one left of its group is gone."""
        self.clear_away()
        self.start()


class WebServer(ProjectProgram):
    """gunicorn on a socket that we keep open: while it starts again, requests wait instead of failing."""

    def __init__(self, *args, listener: socket.socket, **options):
        super().__init__(*args, pass_fds=(listener.fileno(),), **options)
        self._listener = listener

    def stop(self) -> None:
        super().stop()
        self._listener.close()


class Worker(ProjectProgram):
    """The Celery worker. Jobs that a killed one had taken go back into the queue before the next starts."""

    def __init__(self, *args, valkey: Valkey | None, redeliver: list, **options):
        super().__init__(*args, **options)
        self._valkey = valkey
        self._redeliver = redeliver
        self._redeliver_options = {"env": options["env"], "cwd": options["cwd"]}

    def start(self) -> None:
        # With a broker of the operator's own, other workers may be busy with these very jobs.
        if (
            self._valkey
            and self._valkey.has_undelivered()
            and processes.run_step(self._redeliver, log=self.log, **self._redeliver_options)
        ):
            say(f"Interrupted jobs could not be put back at once; they return in 15 minutes (see {self.log})")
        super().start()


def run(paths: Paths, options: Options) -> int:
    """Start everything, say where it is, stay until stopped. Returns the exit code.

    Raises Problem with one sentence for everything a person can put right.
    """
    outer = variables.given(paths)
    ready = False
    with interrupts.raised():
        try:
            with locks.hold(paths, "up"):
                supervisor = Supervisor()
                try:
                    url, known = _start(paths, outer, options, supervisor)
                    ready = True
                    tell(f"ready: {url}")
                    if known.is_demo:
                        tell(messages.demo_table())
                    tell("Stop with Ctrl-C, or from elsewhere with ./portal down.")
                    supervisor.watch()
                finally:
                    supervisor.stop()
        except interrupts.Stopped:
            say("Stopped")
    return 0 if ready else 130


def _start(paths: Paths, outer: dict[str, str], options: Options, supervisor: Supervisor):
    platforms.need_services(outer)
    if paths.half_restored.exists() and not options.reset:
        raise Problem("A restore was interrupted here; repeat it with: ./portal restore FILE --force --yes")
    say(f"DZM portal in {paths.var}")
    if options.reset:
        installation.confirm_reset(paths, outer, yes=options.yes)
    environment.ensure(paths, "base", *(["embedded"] if platforms.wheels_suit() else []))
    services = Services(paths, outer)
    if services.stop_orphans():
        say("Stopped what an earlier start had left running")
    if options.reset:
        installation.delete_data(paths, services)
    known = installation.decide(paths, outer, no_demo=options.no_demo)
    assets.ensure(paths)

    for service in services.embedded:
        say(f"Starting {service.name}")
        supervisor.add(service)
        service.start()

    listener = ports.listen(options.port)
    port = listener.getsockname()[1]
    if port != options.port:
        say(f"Port {options.port} is taken; using {port}")
    url = f"http://{ports.ADDRESS}:{port}/"
    env = project_environment(paths, outer, services, is_demo=known.is_demo, base_url=url.rstrip("/"))
    known = preparation.prepare(paths, env, known)

    web, *background = project_programs(paths, env, services.valkey, listener)
    say("Starting the web server")
    supervisor.add(web)
    web.start()
    wait_for_page(port, supervisor, paths.log("web"))
    # Not earlier: on two cores they would double the time until the first page.
    say("Starting worker and beat")
    for program in background:
        supervisor.add(program)
        program.start()
    return url, known


def project_environment(
    paths: Paths, outer: dict[str, str], services: Services, *, is_demo: bool, base_url: str
) -> dict[str, str]:
    """Return the environment of the project's processes. The demo mark of the folder cannot be overruled."""
    defaults = {**services.variables, "BASE_URL": base_url}
    if "SECRET_KEY" not in outer:
        defaults["SECRET_KEY"] = installation.secret_key(paths)
    env = variables.for_project(outer, paths, defaults)
    env["PORTAL_DEMO"] = "1" if is_demo else "0"
    return env


def project_programs(
    paths: Paths, env: dict[str, str], valkey: Valkey | None, listener: socket.socket
) -> list[ProjectProgram]:
    """Return web server, worker and beat, in the order of starting."""

    def options(name: str, stop_within: float) -> dict:
        return {
            "log": paths.log(name),
            "pid_file": paths.pid_file(name),
            "env": env,
            "cwd": paths.root,
            "stop_within": stop_within,
        }

    gunicorn = [paths.python, "-m", "gunicorn", "dzm.wsgi:application", "--bind", f"fd://{listener.fileno()}"]
    gunicorn += ["--workers", 2, "--preload", "--timeout", 60, "--graceful-timeout", 10, "--no-control-socket"]
    celery = [paths.python, "-m", "celery", "-A", "dzm"]
    worker = [
        *celery,
        "worker",
        "--concurrency",
        2,
        "--loglevel",
        "INFO",
        "--without-gossip",
        "--without-mingle",
    ]
    beat = [*celery, "beat", "--loglevel", "INFO", "--pidfile="]
    redeliver = [paths.python, "-m", "launcher.inside.redeliver"]
    return [
        WebServer("web", gunicorn, listener=listener, **options("web", 15)),
        Worker("worker", worker, valkey=valkey, redeliver=redeliver, **options("worker", 30)),
        ProjectProgram("beat", beat, **options("beat", 10)),
    ]


def wait_for_page(port: int, supervisor: Supervisor, log: Path) -> None:
    """Wait until the start page is served. Raises Problem when it fails or takes too long."""
    deadline = time.monotonic() + _FIRST_PAGE_WITHIN
    while time.monotonic() < deadline:
        supervisor.require_all()
        status = page_status(port)
        if status is None:
            time.sleep(0.05)
        elif status < 500:
            return
        else:
            raise Problem(f"The start page fails with status {status}; {log} ends with:\n{processes.tail(log)}")
    raise Problem(f"The start page was not served within {_FIRST_PAGE_WITHIN} s; see {log}.")


def page_status(port: int) -> int | None:
    """Return the HTTP status of the start page, None when nobody answers within a minute."""
    # The socket listens already while gunicorn loads: one patient request, not a queue of impatient ones.
    connection = http.client.HTTPConnection(ports.ADDRESS, port, timeout=60)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
