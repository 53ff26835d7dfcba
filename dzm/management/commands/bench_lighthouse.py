"""Let Lighthouse judge the pages that visitors open first, as on a phone with a slow connection."""

import json
import os
import random
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from dzm.benching.server import server
from dzm.browsers import find_browser, sandbox_flags
from landscape.bench import fill
from landscape.catalogue import touch
from matchmaking.bench.runs import scratch_database

LEAST = 98  # of 100, in each category
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LIGHTHOUSE = settings.BASE_DIR / "tests" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
_ENTRIES = 200  # of a directory that is made for this
_SEED = 2018
_SECONDS = 300  # for one page
_ATTEMPTS = 3  # now and then Chromium loses the trace of a page

Report = dict[str, Any]


class Command(BaseCommand):
    help = (
        "Let Lighthouse judge start page, directory, a profile and the form for a need, with the mobile preset. "
        f"Exit code 1: a score is below {LEAST}."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--base", help="a running portal, http://127.0.0.1:8000; without, one is started over invented entries"
        )
        parser.add_argument("--json", dest="target", metavar="FILE", help="write scores and faults there as well")

    def handle(self, *, base=None, target=None, **options):
        if not LIGHTHOUSE.exists():
            raise CommandError("Start this command with ./portal manage, which installs Lighthouse.")
        with _portal(base, self.stdout) as url:
            found = {name: _judge(f"{url}{path}") for name, path in _pages(url).items()}
        self._show(found)
        if target:
            Path(target).write_text(json.dumps(found, indent=1), encoding="utf-8")
        if min(score for page in found.values() for score in page["scores"].values()) < LEAST:
            sys.exit(1)

    def _show(self, found: dict[str, Report]) -> None:
        self.stdout.write(f"{'':20}{''.join(f'{category:>16}' for category in CATEGORIES)}")
        for name, page in found.items():
            scores = "".join(f"{page['scores'][category]:16.0f}" for category in CATEGORIES)
            self.stdout.write(f"{name:20}{scores}")
        for name, page in found.items():
            for fault in page["faults"]:
                self.stdout.write(f"{name}: {fault}")


@contextmanager
def _portal(base: str | None, stdout) -> Iterator[str]:
    """Yield the address of the portal to judge."""
    if base:
        yield base.rstrip("/")
        return
    try:
        with scratch_database():
            call_command("load_reference_data", stdout=stdout)
            fill(_ENTRIES, random.Random(_SEED))
            with server() as port:
                yield f"http://127.0.0.1:{port}"
    finally:
        touch()  # the cache is that of the installation: its index must not be the one of the invented entries


def _pages(url: str) -> dict[str, str]:
    directory = reverse("landscape:directory")
    with urllib.request.urlopen(f"{url}{directory}", timeout=60) as answer:
        profile = re.search(rf'href="({directory}[\w-]+/)"', answer.read().decode())
    if profile is None:
        raise CommandError("The directory lists nobody: there is no profile to judge.")
    return {
        "start page": reverse("home"),
        "directory": directory,
        "profile": profile[1],
        "form for a need": reverse("companies:register_need"),
    }


def _judge(url: str) -> Report:
    """Return the scores of a page from 0 to 100, and the titles of what cost points."""
    flags = " ".join(["--headless=new", *sandbox_flags()])
    command = [LIGHTHOUSE, url, "--output=json", "--quiet", f"--only-categories={','.join(CATEGORIES)}"]
    # Node.js is on PATH, or beside Python where the launcher has installed it.
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    env = {**os.environ, "CHROME_PATH": find_browser(), "PATH": path}
    for _attempt in range(_ATTEMPTS):
        done = subprocess.run(
            [*command, f"--chrome-flags={flags}"],
            env=env,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if not done.returncode:
            break
    else:
        raise CommandError(f"Lighthouse failed on {url}: {done.stderr[-500:]}")
    report = json.loads(done.stdout)
    scores = {category: 100 * (report["categories"][category]["score"] or 0) for category in CATEGORIES}
    return {"scores": scores, "faults": _faults(report)}


def _faults(report: dict) -> list[str]:
    counted = {
        each["id"] for category in CATEGORIES for each in report["categories"][category]["auditRefs"] if each["weight"]
    }
    audits = (report["audits"][name] for name in sorted(counted))
    return [
        f"{audit['title']} {audit.get('displayValue', '')}".strip()
        for audit in audits
        if audit["score"] is not None and audit["score"] < 0.9
    ]
