"""A real Chromium for the tests that need one. Found by PORTAL_CHROMIUM or on PATH; without one these tests are
skipped and say so, with PORTAL_REQUIRE_BROWSER=1 they fail instead."""

import os
import shutil
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NOT_FOUND = "status of 40"  # a page that answers "not found" on purpose is told in the console too
CUT = ("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")  # tests marked cuts_connection
MISSING = (
    "no Chromium found: install one or name it in PORTAL_CHROMIUM; without it nothing proves that the pages work "
    "in a browser, without JavaScript errors and accessibly"
)


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = os.environ.get("PORTAL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path and Path(path).exists():
        return path
    if os.environ.get("PORTAL_REQUIRE_BROWSER") == "1":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@pytest.fixture(scope="session")
def browser(chromium_path):
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django takes that for asynchronous code and refuses the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=sandbox)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser, live_server, request):
    """`open_page(width=390, color_scheme="dark", java_script_enabled=False)` returns a fresh page whose relative
    addresses lead to the test server. When the test ends, no page may have complained in its console (breaches of
    the content security policy appear there) or have asked another host for anything."""
    contexts, complaints = [], []

    def _open_page(width: int = 1280, height: int = 900, **options):
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)  # milliseconds; machines that build other things at the same time are slow
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: _is_foreign(request.url) and complaints.append(request.url))
        return page

    def _is_foreign(url: str) -> bool:
        return not url.startswith((f"{live_server.url}/", "data:"))

    yield _open_page
    for context in contexts:
        context.close()
    expected = (NOT_FOUND, *CUT) if request.node.get_closest_marker("cuts_connection") else (NOT_FOUND,)
    assert [text for text in complaints if not any(known in text for known in expected)] == []


@pytest.fixture
def page(open_page):
    """One page of 1280 pixels in the light theme."""
    return open_page()
