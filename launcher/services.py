"""Database and broker together: the operator's own, those of a running `up`, or started for one command."""

import time
from contextlib import ExitStack, contextmanager

from launcher import locks, processes
from launcher.messages import Problem
from launcher.paths import Paths
from launcher.postgres import Postgres
from launcher.valkey import Valkey

# What uses the services, in the order of stopping: nothing new, then what is under way, then the pages.
PROGRAMS = ("beat", "worker", "web")


class Services:
    """The services of one installation. An external URL leaves its embedded counterpart None."""

    def __init__(self, paths: Paths, outer: dict[str, str], *, durable: bool = True):
        self._paths = paths
        self.postgres = None if "DATABASE_URL" in outer else Postgres(paths, outer, durable=durable)
        self.valkey = None if "REDIS_URL" in outer else Valkey(paths, outer, durable=durable)

    @property
    def embedded(self) -> list[Postgres | Valkey]:
        """Those that we run, in the order of starting."""
        return [service for service in (self.postgres, self.valkey) if service]

    @property
    def variables(self) -> dict[str, str]:
        """DATABASE_URL and REDIS_URL of the embedded ones."""
        found = {}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.url
        if self.valkey:
            found["REDIS_URL"] = self.valkey.url
        return found

    def start(self) -> None:
        for service in self.embedded:
            service.start()

    def stop(self) -> None:
        for service in reversed(self.embedded):
            service.stop()

    def stop_orphans(self) -> bool:
        """Stop what a killed launcher left running; return whether anything was. Hold the folder's lock."""
        programs = [processes.stop_orphan(self._paths.pid_file(name)) for name in PROGRAMS]
        return any([*programs, *[service.stop_orphan() for service in reversed(self.embedded)]])

    def wait(self, seconds: float) -> bool:
        """Wait until the embedded services answer; they may belong to another command."""
        deadline = time.monotonic() + seconds
        while not all(service.answers() for service in self.embedded):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)
        return True


@contextmanager
def available(paths: Paths, outer: dict[str, str], command: str):
    """Give the block running services: those of an active `up`, else own ones, stopped afterwards.

    Raises Busy when another command than `up` holds the folder, Problem when a service does not start.
    """
    services = Services(paths, outer)
    with ExitStack() as stack:
        try:
            stack.enter_context(locks.hold(paths, command))
        except locks.Busy as busy:
            if busy.holder.command != "up":
                raise
            if not services.wait(60):
                raise Problem("The portal is starting but its services do not answer yet; try again.") from busy
        else:
            services.stop_orphans()
            stack.callback(services.stop)
            services.start()
        yield services
