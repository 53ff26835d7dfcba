"""`./portal test`: the whole suite against a database and a broker that live as long as the run."""

import fcntl
import os
import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from launcher import assets, environment, interrupts, platforms, variables
from launcher.management import run_in_foreground
from launcher.messages import Problem, complain, say
from launcher.paths import Paths
from launcher.services import Services

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FOLDER = "test-"


def find_chromium(environ) -> str | None:
    """Return the browser for the tests: PORTAL_CHROMIUM, else the first known name on PATH, else None."""
    wanted = [environ["PORTAL_CHROMIUM"]] if environ.get("PORTAL_CHROMIUM") else CHROMIUM_NAMES
    for name in wanted:
        if found := shutil.which(name, path=environ.get("PATH")):
            return found
    return None


def run(paths: Paths, arguments: list[str]) -> int:
    """Run pytest with `arguments`; return its exit code.

    Raises Problem when PORTAL_REQUIRE_BROWSER is set and there is no Chromium.
    """
    chromium = find_chromium(os.environ)
    if not chromium and os.environ.get("PORTAL_REQUIRE_BROWSER"):
        raise Problem("PORTAL_REQUIRE_BROWSER is set, but no Chromium was found; set PORTAL_CHROMIUM or install one.")
    # The operator's settings, a real database among them, stay outside: only the machine's variables go in.
    outer = {name: value for name, value in os.environ.items() if name not in variables.OPERATOR_VARIABLES}
    platforms.need_services(outer)
    with interrupts.raised():
        paths.prepare()
        environment.ensure(paths, "base", "dev", *(["embedded"] if platforms.wheels_suit() else []))
        assets.ensure(paths)
        if shutil.which("java"):  # without it the tests of the markup say that they were skipped
            assets.ensure(paths, paths.root / "tests" / "checker", "checker of the markup")
        remove_leftovers(paths, outer)
        with throwaway(paths, outer) as (folder, services):
            # The caches outlive the throwaway folder: compiling takes longer than many a test.
            env = variables.for_project(outer, folder, {**services.variables, **variables.caches(paths)})
            # Launchers started by tests use this environment and no .env file.
            env |= {"PORTAL_VENV": str(paths.venv), "PORTAL_ENV_FILE": os.devnull}
            env["DJANGO_SETTINGS_MODULE"] = "dzm.settings.test"
            if chromium:
                env["PORTAL_CHROMIUM"] = chromium
            command = ["-m", "pytest", "-o", f"cache_dir={paths.var / 'pytest'}", *with_workers(arguments)]
            code = run_in_foreground(paths, command, env, cwd=paths.root)
    if not chromium:
        complain(
            "\nNOT TESTED: pages in a real browser. No Chromium was found; the browser tests were skipped.\n"
            "Install Chromium or set PORTAL_CHROMIUM to its program, then run ./portal test again."
        )
    return code


def with_workers(arguments: list[str]) -> list[str]:
    """Return pytest's arguments with two processes, unless the caller chose a number or a debugger.

    Each begins with half of the modules; who is done first takes over tests from the end of the other's half. So the
    servers of a module are started once, at most twice, and no process waits for a module of long tests.
    """
    chosen = any(argument.startswith(("-n", "--numprocesses", "--pdb", "--trace")) for argument in arguments)
    return arguments if chosen else ["-n", "2", "--dist", "worksteal", *arguments]


@contextmanager
def throwaway(paths: Paths, outer: dict[str, str]):
    """Give the block an empty folder and running services whose data vanish afterwards."""
    with ExitStack() as stack:
        var = Path(tempfile.mkdtemp(prefix=_FOLDER, dir=paths.var))
        var.chmod(0o755)  # the database server may run as another user
        folder = replace(paths, var=var)
        lock = stack.enter_context(folder.lock.open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder.prepare()
        services = Services(folder, outer, durable=False)
        stack.callback(_remove, folder, services)
        stack.callback(services.stop)
        say("Starting a database and a broker for the tests")
        services.start()
        yield folder, services


def _remove(folder: Paths, services: Services) -> None:
    for service in services.embedded:
        service.remove()
    shutil.rmtree(folder.var, ignore_errors=True)


def remove_leftovers(paths: Paths, outer: dict[str, str]) -> None:
    """Stop and delete what a killed test run left behind; a run that still goes on holds its lock."""
    for var in paths.var.glob(f"{_FOLDER}*"):
        folder = replace(paths, var=var)
        with folder.lock.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            services = Services(folder, outer)
            services.stop_orphans()
            _remove(folder, services)
