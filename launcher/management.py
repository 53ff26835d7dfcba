"""`./portal manage ...`: manage.py in the project's environment, with services only where they are needed."""

import subprocess

from launcher import assets, environment, installation, interrupts, platforms, programs, services, variables
from launcher.paths import Paths

# They read and write files only; starting a database for them would cost seconds and hold the folder's lock.
WITHOUT_SERVICES = frozenset(
    {
        "bench_start",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "maintenance",
        "makemessages",
        "match_files",
        "simulate_allocation",
        "simulate_learning",
        "startapp",
        "version",
    }
)

# What a command needs beyond the packages of the portal: its own lock.
LOCKS = {"bench_matching": "bench", "take_screens": "dev"}
# The same for programs from npm: the folder of the checkout with their lock.
NPM_LOCKS = {"bench_lighthouse": "tests/lighthouse"}


def needs_services(arguments: list[str]) -> bool:
    """Tell whether this call of manage.py needs a database or a broker."""
    if not arguments or "--help" in arguments or "-h" in arguments:
        return False
    command = arguments[0]
    if command == "check":
        return any(argument.startswith("--database") for argument in arguments)
    return not command.startswith("-") and command not in WITHOUT_SERVICES


def run(paths: Paths, arguments: list[str]) -> int:
    """Run manage.py with `arguments` in the folder of the caller; return its exit code."""
    outer = variables.given(paths)
    if not needs_services(arguments):
        environment.ensure(paths, "base")
        return run_in_foreground(paths, [paths.root / "manage.py", *arguments], variables.for_project(outer, paths, {}))
    platforms.need_services(outer)
    with interrupts.raised():
        extra = [LOCKS[arguments[0]]] if arguments[0] in LOCKS else []
        environment.ensure(paths, "base", *(["embedded"] if platforms.wheels_suit() else []), *extra)
        if arguments[0] in NPM_LOCKS:
            assets.ensure(paths, paths.root / NPM_LOCKS[arguments[0]], f"programs of {arguments[0]}")
        with services.available(paths, outer, "manage") as running:
            is_demo = installation.is_demo(paths, outer)
            env = programs.environment(paths, outer, running, is_demo=is_demo, base_url="http://127.0.0.1:8000")
            return run_in_foreground(paths, [paths.root / "manage.py", *arguments], env)


def run_in_foreground(paths: Paths, arguments: list, env: dict[str, str], cwd=None) -> int:
    """Run Python with the terminal as it is, Ctrl-C going to the child; return its exit code."""
    with interrupts.left_to_child():
        child = subprocess.Popen([paths.python, *map(str, arguments)], env=env, cwd=cwd)
        try:
            code = child.wait()
        except BaseException:
            child.terminate()
            child.wait()
            raise
    return code if code >= 0 else 128 - code
