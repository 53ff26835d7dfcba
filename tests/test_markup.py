"""Every page of the portal is valid HTML by the Nu checker of the W3C, as it is sent to the persons who may read it.

The operator's admin is Django's own and left out. Without Java or the checker these tests are skipped and say so; with
PORTAL_REQUIRE_MARKUP=1 they fail instead.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.test_access import addresses

JAR = Path(__file__).parent / "checker" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
MISSING = "no Java, or no Nu checker in tests/checker: nothing proves that the pages are valid HTML"
READERS = ("anonymous", "anna", "clara", "lead", "partner", "operator")

__all__ = ["addresses"]  # the fixture


@pytest.fixture(scope="module")
def checker() -> list[str]:
    """The command that checks files."""
    java = shutil.which("java")
    if java and JAR.exists():
        return [java, "-jar", str(JAR), "--format", "json", "--exit-zero-always"]
    if os.environ.get("PORTAL_REQUIRE_MARKUP") == "1":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


def errors_in(folder: Path, checker: list[str]) -> list[str]:
    """Return what the checker finds wrong, a line each: file, place, sentence."""
    found = subprocess.run([*checker, str(folder)], capture_output=True, text=True, timeout=300, check=True)
    return [
        f"{Path(message['url']).name}:{message.get('lastLine')} {message['message']}"
        for message in json.loads(found.stderr)["messages"]
        if message["type"] == "error"
    ]


def test_the_checker_finds_what_is_wrong(checker, tmp_path):
    (tmp_path / "page.html").write_text("<!doctype html><title>x</title><p id=a><p id=a>", encoding="utf-8")
    assert any("Duplicate ID" in error for error in errors_in(tmp_path, checker))


@pytest.mark.django_db
@pytest.mark.parametrize("person", READERS)
def test_every_page_is_valid(checker, person, addresses, sign_in, tmp_path):
    client = sign_in(None if person == "anonymous" else person)
    for name, url in addresses.items():
        response = client.get(url)
        if not response.streaming and response.content.lstrip().startswith(b"<!doctype html"):
            (tmp_path / f"{re.sub(r'[^a-z0-9]+', '-', name)}.html").write_bytes(response.content)
    assert len(list(tmp_path.iterdir())) > 5
    assert errors_in(tmp_path, checker) == []
