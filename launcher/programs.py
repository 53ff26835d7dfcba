"""The processes of the Django project: web server, worker and beat."""

import socket

from launcher import installation, processes, variables
from launcher.messages import say
from launcher.paths import Paths
from launcher.services import Services
from launcher.valkey import Valkey


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


def environment(
    paths: Paths, outer: dict[str, str], services: Services, *, is_demo: bool, base_url: str
) -> dict[str, str]:
    """Return the environment of the project's processes. The demo mark of the folder cannot be overruled."""
    defaults = {**services.variables, "BASE_URL": base_url}
    if "SECRET_KEY" not in outer:
        defaults["SECRET_KEY"] = installation.secret_key(paths)
    env = variables.for_project(outer, paths, defaults)
    env["PORTAL_DEMO"] = "1" if is_demo else "0"
    return env


def all_programs(
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
    worker = [*celery, "worker", "-c", 2, "-l", "INFO", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "-l", "INFO", "--pidfile="]
    redeliver = [paths.python, "-m", "launcher.inside.redeliver"]
    return [
        WebServer("web", gunicorn, listener=listener, **options("web", 15)),
        Worker("worker", worker, valkey=valkey, redeliver=redeliver, **options("worker", 30)),
        ProjectProgram("beat", beat, **options("beat", 10)),
    ]
