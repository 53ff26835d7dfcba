"""What the first visit costs: bytes and requests of the start page, from the web server as an installation runs it."""

import http.client
import random

import pytest
from django.db import connection
from django.urls import reverse

from dzm.benching.server import server
from landscape.bench import fill

pytestmark = pytest.mark.django_db(transaction=True)

MOST_BYTES = 250_000
MOST_REQUESTS = 12


@pytest.fixture
def port():
    """A server with collected, compressed and hashed static files, over a directory with entries."""
    fill(30, random.Random(7))
    connection.close()
    with server(DJANGO_SETTINGS_MODULE="dzm.settings.dev", PORTAL_DEMO="false") as port:
        yield port


def test_the_first_visit_of_the_start_page_is_light_and_static_files_are_never_asked_for_again(browser, port):
    context = browser.new_context(locale="de-DE", viewport={"width": 390, "height": 844}, device_scale_factor=2)
    page = context.new_page()
    network = context.new_cdp_session(page)
    weights: list[float] = []
    network.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    network.send("Network.enable")
    page.goto(f"http://127.0.0.1:{port}{reverse('home')}", wait_until="networkidle")
    styles = page.locator("link[rel=stylesheet]").first.get_attribute("href")
    context.close()
    assert 3 < len(weights) <= MOST_REQUESTS
    assert 20_000 < sum(weights) <= MOST_BYTES

    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    link.request("GET", styles, headers={"Accept-Encoding": "gzip"})
    answer = link.getresponse()
    link.close()
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
