"""Run several management commands in one process: Django starts once instead of once for each.

Arguments: the commands, each with its options in one string, such as "migrate --noinput". The name of each
is printed when it begins.
"""

import shlex
import sys

import django
from django.core.management import call_command


def main(commands: list[str]) -> None:
    django.setup()
    for command in commands:
        name, *options = shlex.split(command)
        print(f"begin {name}", flush=True)
        call_command(name, *options)


if __name__ == "__main__":
    main(sys.argv[1:])
