"""`./portal manage take_screens`: look at every page of a running demo in Chromium and keep what it looks like.

Follows the links of the pages as each demo person, so that a new page appears here by itself: of each address pattern
the first page found. Each is taken at three widths, light and dark, and kept as one sheet per theme.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import Resolver404, resolve
from PIL import Image

from demo.persons import PASSWORD
from dzm.browsers import find_browser, sandbox_flags

WIDTHS = (390, 768, 1280)  # pixels
THEMES = ("light", "dark")
SCALE = 0.4  # of a sheet against the screen
TALLEST = 3600  # pixels of a page that are kept; what lies below repeats
QUALITY = 35  # of WebP
GAP = 16
# Who looks: each after the one before, and only at what nobody has shown yet or what looks different to each.
PERSONS = ("", "anna", "clara", "lead", "editor", "partner", "operator")
DIFFERENT_TO_EACH = {
    "dashboard",
    "glance",
    "companies:need_detail",
    "matchmaking:introduction_detail",
    "organisations:detail",
    "startups:offer_detail",
}
NEVER = ("admin:", "account_logout", "set_language", "mfa_")  # Django's own pages, and what ends the visit


@dataclass(frozen=True)
class Page:
    person: str
    name: str  # of the address pattern
    path: str

    @property
    def file(self) -> str:
        return f"{self.person or 'everybody'}-{self.name.replace(':', '-').replace('_', '-')}"


class Command(BaseCommand):
    help = "Takes pictures of every page of a running demo into docs/screens/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base", default=settings.BASE_URL, help="where the demo runs (%(default)s)")
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / "docs" / "screens")
        parser.add_argument("--only", default="", help="take only pages whose name contains this")

    def handle(self, *args, base: str, to: Path, only: str, **options) -> None:
        if not settings.PORTAL_DEMO:
            raise CommandError("Pictures are taken of a demo only: elsewhere they would show real people.")
        try:
            from playwright.sync_api import sync_playwright
        except ImportError:
            raise CommandError("Run `./portal test` once: it installs what drives the browser.") from None
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        to.mkdir(parents=True, exist_ok=True)
        taken: list[Page] = []
        faults: list[str] = []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=sandbox_flags())
            for person in PERSONS:
                visit = Visit(browser, base, person)
                for page in visit.pages(seen={each.name for each in taken} - DIFFERENT_TO_EACH):
                    taken.append(page)
                    if only in page.file:
                        faults += visit.take(page, to)
                        self.stdout.write(page.file)
                visit.close()
            browser.close()
        if not only:
            _write_index(taken, to)
        self.stdout.write(f"{len(taken)} pages, {len(faults)} wider than their window")
        for fault in faults:
            self.stdout.write(fault)


class Visit:
    """One person in one browser window."""

    def __init__(self, browser, base: str, person: str):
        self.base, self.person = base, person
        self.context = browser.new_context(base_url=base, locale="de-DE", reduced_motion="reduce")
        self.page = self.context.new_page()
        if person:
            self.page.goto("/accounts/login/")
            self.page.fill("#id_login", f"{person}@example.org")
            self.page.fill("#id_password", PASSWORD)
            self.page.locator("form", has=self.page.locator("#id_password")).locator("button[type=submit]").click()
            self.page.wait_for_url("**/dashboard/")

    def close(self) -> None:
        self.context.close()

    def pages(self, seen: set[str]) -> Iterator[Page]:
        """Follow the links, nearest first; of each address pattern yield one page."""
        paths, found = ["/dashboard/" if self.person else "/"], set(seen)
        for path in paths:  # grows while it is walked
            name = _name(path)
            if name is None or name in found - DIFFERENT_TO_EACH or (name in DIFFERENT_TO_EACH and name in found):
                continue
            answer = self.page.request.get(path)
            if not answer.ok or not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            arrived = urlsplit(answer.url).path
            if arrived != urlsplit(path).path:  # a redirect: what it leads to stands for itself
                paths.append(arrived)
                continue
            found.add(name)
            self.page.goto(path)
            paths += self._links()
            yield Page(self.person, name, path)

    def _links(self) -> list[str]:
        links = self.page.eval_on_selector_all("a[href]", "all => all.map(link => link.getAttribute('href'))")
        here = [urljoin(self.page.url, link) for link in links]
        ours = [urlsplit(link) for link in here if link.startswith(f"{self.base}/")]
        return list(dict.fromkeys(link.path for link in ours))

    def take(self, page: Page, to: Path) -> list[str]:
        """Write the sheets of a page; return where it is wider than its window."""
        faults = []
        for theme in THEMES:
            self.page.emulate_media(color_scheme=theme)
            shots = []
            for width in WIDTHS:
                self.page.set_viewport_size({"width": width, "height": 900})
                self.page.goto(page.path)
                if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    faults.append(f"{page.file} at {width}")
                shots.append(Image.open(BytesIO(self.page.screenshot(full_page=True))))
            _sheet(shots).save(to / f"{page.file}-{theme}.webp", quality=QUALITY, method=6)
        return faults


def _name(path: str) -> str | None:
    try:
        name = resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None
    return None if not name or name.startswith(NEVER) else name


def _sheet(shots: list[Image.Image]) -> Image.Image:
    """Return the pictures beside each other, smaller."""
    small = []
    for shot in shots:
        kept = shot.crop((0, 0, shot.width, min(shot.height, TALLEST)))
        small.append(kept.resize((round(kept.width * SCALE), round(kept.height * SCALE)), Image.Resampling.LANCZOS))
    width = sum(shot.width for shot in small) + GAP * (len(small) - 1)
    sheet = Image.new("RGB", (width, max(shot.height for shot in small)), "#8a8a8a")
    left = 0
    for shot in small:
        sheet.paste(shot, (left, 0))
        left += shot.width + GAP
    return sheet


def _write_index(taken: list[Page], to: Path) -> None:
    """List the sheets, and remove those of pages that are gone."""
    names = {f"{page.file}-{theme}.webp" for page in taken for theme in THEMES}
    for old in to.glob("*.webp"):
        if old.name not in names:
            old.unlink()
    lines = [
        "# Screens",
        "",
        "Every page of the demo in Chromium, German, at 390, 768 and 1280 pixels side by side, light and dark. Names,",
        "firms and cases are invented. Made by `./portal up` and, in another window, `./portal manage take_screens`.",
        "",
        "| who | page | light | dark |",
        "|---|---|---|---|",
    ]
    for page in taken:
        sheets = " | ".join(f"[{theme}]({page.file}-{theme}.webp)" for theme in THEMES)
        lines.append(f"| {page.person or 'everybody'} | {page.name} | {sheets} |")
    (to / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
