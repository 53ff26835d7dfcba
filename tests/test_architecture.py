"""The house keeps its walls: who may import whom, migrations, translations, scheduled tasks."""

import ast
import re
from io import StringIO
from pathlib import Path

import polib
import pytest
from celery import current_app
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)

# Each room with the rooms it may import from; the order is that of docs/architecture.md.
MAY_IMPORT = {
    "core": set(),
    "charts": {"core"},
    "scheduling": {"core"},
    "files": {"core"},
    "mail": {"core"},
    "regions": {"core", "charts"},
    "taxonomy": {"core", "matchmaking.engine"},
    "search": {"core", "taxonomy"},
    "accounts": {"core", "charts", "files", "mail", "regions", "taxonomy", "scheduling"},
}
MAY_IMPORT["links"] = {*MAY_IMPORT["accounts"], "accounts"}
MAY_IMPORT["organisations"] = {*MAY_IMPORT["links"], "links", "search"}
MAY_IMPORT["contactlog"] = MAY_IMPORT["startups"] = {*MAY_IMPORT["organisations"], "organisations"}
MAY_IMPORT["companies"] = {*MAY_IMPORT["contactlog"], "contactlog"}
MAY_IMPORT["matchmaking"] = MAY_IMPORT["landscape"] = {*MAY_IMPORT["companies"], "companies", "startups"}
MAY_IMPORT["board"] = MAY_IMPORT["matchmaking"] | {"matchmaking"}
MAY_IMPORT["meetings"] = MAY_IMPORT["matchmaking"] | {"matchmaking"}
MAY_IMPORT["events"] = MAY_IMPORT["matchmaking"] | {"matchmaking", "transfer"}
MAY_IMPORT["newsletter"] = MAY_IMPORT["events"] | {"events", "board", "landscape"}
MAY_IMPORT["projects"] = MAY_IMPORT["events"] | {"events"}
MAY_IMPORT["outcomes"] = MAY_IMPORT["matchmaking"] | {"matchmaking"}
MAY_IMPORT["transfer"] = MAY_IMPORT["matchmaking"] | {"matchmaking"}
MAY_IMPORT["shares"] = MAY_IMPORT["matchmaking"] | {"matchmaking"}
MAY_IMPORT["reporting"] = MAY_IMPORT["shares"] | {"shares", "events"}
MAY_IMPORT["cooperation"] = MAY_IMPORT["matchmaking"] | {"matchmaking"}
MAY_IMPORT["radar"] = MAY_IMPORT["matchmaking"] | {"matchmaking", "landscape"}
MAY_IMPORT["legal"] = MAY_IMPORT["matchmaking"] | {"matchmaking", "landscape"}
MAY_IMPORT["privacy"] = MAY_IMPORT["legal"] | {"legal"}
MAY_IMPORT["demo"] = MAY_IMPORT["privacy"] | {
    "privacy",
    "transfer",
    "radar",
    "reporting",
    "cooperation",
    "shares",
    "board",
    "meetings",
    "outcomes",
    "landscape",
    "events",
    "newsletter",
    "projects",
}
MAY_IMPORT["dzm"] = MAY_IMPORT["demo"] | {"demo"}
ROOMS = set(MAY_IMPORT)
FOR_EVERYBODY = "matchmaking.engine"  # pure: text analysis for forms, too


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name for name in names if name.split(".")[0] in ROOMS}


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_imports_only_from_rooms_below_it(room):
    allowed = MAY_IMPORT[room] | {room, FOR_EVERYBODY}
    strangers = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts
        for name in _imports(path)
        if not any(name == ally or name.startswith(f"{ally}.") for ally in allowed)
    }
    assert not strangers


def test_the_engine_knows_neither_django_nor_the_house():
    for path in (ROOT / "matchmaking" / "engine").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        modules = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        modules |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module and not n.level}
        tops = {module.split(".")[0] for module in modules}
        assert not tops & (ROOMS | {"django"}), path


def test_the_package_of_matchmaking_is_empty():
    assert (ROOT / "matchmaking" / "__init__.py").read_text() == ""


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_every_scheduled_task_exists():
    current_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled <= set(current_app.tasks)


@pytest.fixture(scope="module")
def german() -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"))


def test_every_string_has_a_german_translation(german):
    assert not [entry.msgid for entry in german.untranslated_entries()]
    assert not [entry.msgid for entry in german.fuzzy_entries()]
    assert not german.obsolete_entries()


def test_the_compiled_translation_is_that_of_the_source_file(german):
    compiled = polib.mofile(str(ROOT / "locale" / "de" / "LC_MESSAGES" / "django.mo"))
    assert {(e.msgctxt, e.msgid, e.msgstr) for e in compiled} == {(e.msgctxt, e.msgid, e.msgstr) for e in german}


def test_the_interface_never_says_match_or_lead_in_german(german):
    words = {word.strip(".,:;!?()„“").casefold() for entry in german for word in _german(entry).split()}
    assert not words & {"match", "matches", "matching", "lead", "leads"}


def _german(entry) -> str:
    return " ".join([entry.msgstr, *entry.msgstr_plural.values()])


def test_translations_keep_their_placeholders(german):
    placeholder = re.compile(r"%\((\w+)\)[sd]")
    for entry in german:
        wanted = set(placeholder.findall(entry.msgid)) | set(placeholder.findall(entry.msgid_plural or ""))
        texts = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())
        for text in texts:
            assert set(placeholder.findall(text)) <= wanted, entry.msgid


def test_the_page_of_workflows_is_what_the_tables_say():
    printed = StringIO()
    call_command("print_workflows", stdout=printed)
    assert (ROOT / "docs" / "workflow.md").read_text("utf-8").rstrip() == printed.getvalue().rstrip()
