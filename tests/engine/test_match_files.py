"""The command as people and programs call it: a process of its own, no database within reach."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDS = [
    {"id": "n1", "text": "Inventur dauert zwei Tage, Bestände stimmen nie", "topics": ["lager"], "sector": "C25"},
    {"id": "n2", "text": "Hallo"},
]
OFFERS = [
    {"id": "o1", "text": "Stocktaking and inventory tracking with barcode", "language": "en", "topics": ["lager"]},
    {"id": "o2", "text": "Wir bauen Webseiten", "capacity": 0},
]


def run(folder, *arguments, needs=NEEDS, offers=OFFERS):
    for name, rows in (("needs", needs), ("offers", offers)):
        text = rows if isinstance(rows, str) else "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "dzm.settings.dev",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "PORTAL_VAR": str(folder / "var"),
    }
    command = [sys.executable, str(ROOT / "manage.py"), "match_files"]
    files = ["--needs", "needs.jsonl", "--offers", "offers.jsonl", "--out", "ranking.jsonl"]
    return subprocess.run([*command, *files, *arguments], cwd=folder, env=environment, capture_output=True, text=True)


def rows_of(folder):
    return [json.loads(line) for line in (folder / "ranking.jsonl").read_text(encoding="utf-8").splitlines()]


def test_full_profile_leaves_out_needs_without_evidence_and_offers_without_capacity(tmp_path):
    done = run(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert [(row["need"], row["offer"], row["rank"]) for row in rows_of(tmp_path)] == [("n1", "o1", 1)]


def test_text_profile_ranks_everything_and_a_second_run_writes_the_same_bytes(tmp_path):
    assert run(tmp_path, "--profile", "text").returncode == 0
    first = (tmp_path / "ranking.jsonl").read_bytes()
    assert [(row["need"], row["offer"]) for row in rows_of(tmp_path)] == [
        ("n1", "o1"),
        ("n1", "o2"),
        ("n2", "o1"),
        ("n2", "o2"),
    ]
    assert run(tmp_path, "--profile", "text").returncode == 0
    assert (tmp_path / "ranking.jsonl").read_bytes() == first


def test_unknown_topics_are_warned_of_on_stderr(tmp_path):
    done = run(tmp_path, "--top", "1", "--floor", "0", needs=[{**NEEDS[0], "topics": ["magie"]}])
    assert done.returncode == 0
    assert "needs.jsonl:1: unknown topic 'magie' is ignored" in done.stderr
    assert len(rows_of(tmp_path)) == 1


@pytest.mark.parametrize(
    ("arguments", "needs", "message"),
    [
        ((), '{"id": "n1", "text": "Lager"}\n{"id": "n1"', "needs.jsonl:2: malformed JSON"),
        ((), "", "needs.jsonl: the file holds no document"),
        (("--top", "0"), NEEDS, "--top must be at least 1"),
        (("--floor", "nan"), NEEDS, "--floor must be a number"),
        (("--profile", "best"), NEEDS, "invalid choice"),
        (("--out", "offers.jsonl"), NEEDS, "is an input file"),
    ],
)
def test_bad_calls_end_with_code_2_one_sentence_and_no_output(tmp_path, arguments, needs, message):
    done = run(tmp_path, *arguments, needs=needs)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["needs.jsonl", "offers.jsonl"]
