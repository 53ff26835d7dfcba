"""What the launcher says: progress lines, problems in one clear sentence, the list of demo persons."""

import sys
import time

_started = time.monotonic()

DEMO_PASSWORD = "demo-dzm-2018"
DEMO_PERSONS = (
    ("anna", "admin of a company with live cases: registers needs, agrees or declines"),
    ("ben", "member of the same company: sees its needs, cannot manage its people"),
    ("clara", "admin of a startup: publishes offers, agrees or declines"),
    ("carl", "another provider: must not see what concerns Clara"),
    ("dora", "another company: must not see what concerns Anna"),
    ("lead", "project lead: qualifies needs, moderates proposals, records outcomes"),
    ("lead2", "second project lead: shares the same cases"),
    ("far-lead", "region lead of Dortmund: sees that region only"),
    ("editor", "editor: texts, no cases"),
    ("partner", "municipality of Lippstadt: figures and the shareholder register"),
    ("operator", "operator: settings and accounts"),
)


class Problem(Exception):
    """Something a person can act on: one sentence for them, and the exit code of the command."""

    def __init__(self, sentence: str, *, exit_code: int = 1):
        super().__init__(sentence)
        self.exit_code = exit_code


def say(text: str) -> None:
    """Print one line of progress with the seconds since the command began."""
    print(f"{time.monotonic() - _started:6.1f} s  {text}", flush=True)


def tell(text: str = "") -> None:
    """Print a plain line on standard output."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print a plain line on standard error."""
    print(text, file=sys.stderr, flush=True)


def demo_table() -> str:
    """Return the demo persons and what each can do, one per line, ready to print."""
    width = max(len(name) for name, _ in DEMO_PERSONS) + len("@example.org")
    rows = [f"  {name + '@example.org':<{width}}  {duty}" for name, duty in DEMO_PERSONS]
    return "\n".join([f"Demo persons (password of all: {DEMO_PASSWORD}):", *rows])
