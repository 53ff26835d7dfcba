"""Every template of the portal: it compiles, keeps the content security policy, and somebody uses it."""

import re
from functools import cache
from pathlib import Path

import allauth
import django
import pytest
from django.conf import settings
from django.template.loader import get_template

FOLDER = settings.BASE_DIR / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())
HTML = [name for name in TEMPLATES if name.endswith(".html")]
WEB_PAGES = [name for name in HTML if not name.startswith("mail/")]  # letters carry their styles inline, as mail must

FORBIDDEN = {
    # What search engines read about a page is data, no script: browsers do not run it.
    "inline script": re.compile(r'<script(?![^>]*(?:\bsrc=|type="application/ld\+json"))', re.IGNORECASE),
    "inline style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "foreign address": re.compile(r"(?:src|action)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE),
}

# Names that Django and allauth look for; a template under one of them replaces theirs.
LOOKED_FOR = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
REPLACED_FOLDERS = [
    Path(allauth.__file__).parent / "templates",
    Path(django.__file__).parent / "forms" / "templates" / "django",
    Path(django.__file__).parent / "contrib" / "admin" / "templates",
]


def read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def sources() -> str:
    """All code and templates that could name a template."""
    rooms = [path for path in settings.BASE_DIR.iterdir() if (path / "__init__.py").exists() and path.name != "tests"]
    files = [path for room in rooms for path in room.rglob("*.py")] + [FOLDER / name for name in TEMPLATES]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name):
    assert get_template(name).template.source == read(name)


@pytest.mark.parametrize("name", WEB_PAGES)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_page_keeps_the_content_security_policy(name, what):
    assert not FORBIDDEN[what].search(read(name))


@pytest.mark.parametrize("name", [name for name in HTML if "<html" in read(name)])
def test_a_document_names_its_language(name):
    assert re.search(r"<html lang=\"\{[{%]", read(name))


@pytest.mark.parametrize("name", [name for name in HTML if "<svg" in read(name)])
def test_a_drawing_is_either_named_or_hidden(name):
    for tag in re.findall(r"<svg[^>]*>", read(name)):
        assert 'aria-hidden="true"' in tag or "aria-label" in tag, tag


@cache
def composed_names() -> list[re.Pattern]:
    """Names that code puts together, such as f"organisations/case_{side}.html"."""
    found = re.findall(r'f"([\w/{}.]+\.(?:html|txt))"', sources())
    return [re.compile(re.sub(r"\\\{.*?\\\}", r"\\w+", re.escape(name))) for name in found]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_used(name):
    replaces = any((folder / name).exists() for folder in REPLACED_FOLDERS)
    named = f'"{name}"' in sources() or f"'{name}'" in sources()
    composed = any(pattern.fullmatch(name) for pattern in composed_names())
    assert name in LOOKED_FOR or replaces or named or composed
