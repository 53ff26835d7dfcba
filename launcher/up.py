"""`./portal up`: from an empty checkout to a running portal, and then looking after it."""

import re
import select
import socket
import time
from contextlib import suppress
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
    programs,
    variables,
)
from launcher.messages import Problem, say, tell
from launcher.paths import Paths
from launcher.services import Services
from launcher.supervisor import Supervisor

FIRST_PAGE = "The first page is served"
_FIRST_PAGE_WITHIN = 90  # seconds


@dataclass(frozen=True)
class Options:
    """Options of `./portal up`."""

    port: int = 8000
    no_demo: bool = False
    reset: bool = False
    yes: bool = False


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
    env = programs.environment(paths, outer, services, is_demo=known.is_demo, base_url=url.rstrip("/"))
    preparation.prepare(paths, env)

    web, *background = programs.all_programs(paths, env, services.valkey, listener)
    say("Starting the web server")
    supervisor.add(web)
    web.start()
    wait_for_page(port, supervisor, paths.log("web"))
    say(FIRST_PAGE)
    # Not earlier: on two cores they would double the time until the first page.
    say("Starting worker and beat")
    for program in background:
        supervisor.add(program)
        program.start()
    return url, preparation.load_demo_once(paths, env, known)


def wait_for_page(port: int, supervisor: Supervisor, log: Path) -> None:
    """Wait until the start page is served. Raises Problem when it fails or takes too long.

    One patient request: the socket listens already while gunicorn loads.
    """
    deadline = time.monotonic() + _FIRST_PAGE_WITHIN
    while time.monotonic() < deadline:
        with socket.create_connection((ports.ADDRESS, port)) as connection:
            connection.sendall(f"GET / HTTP/1.0\r\nHost: {ports.ADDRESS}:{port}\r\n\r\n".encode())
            while not select.select([connection], [], [], 0.1)[0] and time.monotonic() < deadline:
                supervisor.require_all()
            connection.settimeout(1)
            with suppress(OSError):
                status = re.match(rb"HTTP/1\.\d (\d+)", connection.recv(100))
                if status and int(status[1]) < 500:
                    return
                if status:
                    raise Problem(f"The start page fails; {log} ends with:\n{processes.tail(log)}")
        supervisor.require_all()
    raise Problem(f"The start page was not served within {_FIRST_PAGE_WITHIN} s; see {log}.")
