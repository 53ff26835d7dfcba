"""The commands of `./portal` and their options."""

import argparse
import os
import sys
from pathlib import Path

from launcher import (
    backup,
    benchmark,
    down,
    interrupts,
    management,
    messages,
    platforms,
    restore,
    testing,
    up,
)
from launcher.paths import Paths

# Everything after these words belongs to pytest and to manage.py, options included.
_PASSED_ON = {"test": testing.run, "manage": management.run}


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with every command and its help."""
    parser = argparse.ArgumentParser(
        prog="./portal",
        description="Start, stop, test and save the DZM portal. Everything it makes lives in var/.",
        epilog="More in docs/operations.md. Options of a command: ./portal COMMAND --help",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    command = commands.add_parser("up", help="start the portal here and keep it running until Ctrl-C")
    command.add_argument("--port", type=port_number, default=8000, help="first port to try (default 8000)")
    command.add_argument("--no-demo", action="store_true", help="first start: without demo region and demo persons")
    command.add_argument("--reset", action="store_true", help="delete all data first; asks before it does")
    command.add_argument("--yes", action="store_true", help="with --reset: do not ask")

    commands.add_parser("down", help="stop the portal of this folder from elsewhere")

    command = commands.add_parser("test", help="run the test suite against a database of its own", add_help=False)
    command.usage = "./portal test [options of pytest]"

    command = commands.add_parser("manage", help="run a command of manage.py, such as createsuperuser", add_help=False)
    command.usage = "./portal manage COMMAND ..."

    command = commands.add_parser("backup", help="save database, uploads and keys to one file")
    command.add_argument("file", type=Path)

    command = commands.add_parser("restore", help="bring a saved file into an empty folder")
    command.add_argument("file", type=Path)
    command.add_argument("--force", action="store_true", help="replace the installation that is there; asks first")
    command.add_argument("--yes", action="store_true", help="with --force: do not ask")

    command = commands.add_parser("bench-start", help="measure the first and the second start in a copy")
    command.add_argument("--port", type=port_number, default=8700, help="first port to try (default 8700)")
    return parser


def port_number(text: str) -> int:
    """Return a port a normal user may listen on. Raises argparse.ArgumentTypeError."""
    if not text.isdigit() or not 1024 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a number from 1024 to 65535 is needed")
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code. Problems are printed as one sentence, without a traceback."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        platforms.need_posix()
        return _dispatch(arguments)
    except messages.Problem as problem:
        messages.complain(f"portal: {problem}")
        return problem.exit_code
    except (interrupts.Stopped, KeyboardInterrupt):
        messages.complain("portal: stopped.")
        return 130


def _dispatch(arguments: list[str]) -> int:
    paths = Paths.of(os.environ)
    if arguments and arguments[0] in _PASSED_ON:
        return _PASSED_ON[arguments[0]](paths, arguments[1:])
    options = build_parser().parse_args(arguments)
    match options.command:
        case "up":
            return up.run(paths, up.Options(options.port, options.no_demo, options.reset, options.yes))
        case "down":
            return down.run(paths)
        case "backup":
            return backup.run(paths, options.file.absolute())
        case "restore":
            return restore.run(paths, options.file.absolute(), force=options.force, yes=options.yes)
        case "bench-start":
            return benchmark.run(paths, port=options.port)
    raise AssertionError(options.command)
