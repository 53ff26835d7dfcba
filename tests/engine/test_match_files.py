"""The command as people and programs call it, with no database within reach."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).parents[2]
PAIRS = [
    json.loads(line) for line in (Path(__file__).parent / "data/pairs.jsonl").read_text(encoding="utf-8").splitlines()
]
NEEDS = [
    {"id": "n1", "text": "Inventur dauert zwei Tage, Bestände stimmen nie", "topics": ["lager"], "sector": "C25"},
    {"id": "n2", "text": "Hallo"},
]
OFFERS = [
    {"id": "o1", "text": "Stocktaking and inventory tracking with barcode", "language": "en", "topics": ["lager"]},
    {"id": "o2", "text": "Wir bauen Webseiten", "capacity": 0},
]
FILES = ["--needs", "needs.jsonl", "--offers", "offers.jsonl", "--out", "ranking.jsonl"]


def write_inputs(folder, needs, offers):
    for name, rows in (("needs", needs), ("offers", offers)):
        text = rows if isinstance(rows, str) else "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")


def run_process(folder, hash_seed="0"):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "dzm.settings.dev",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "PORTAL_VAR": str(folder / "var"),
        "PYTHONHASHSEED": hash_seed,
    }
    command = [sys.executable, str(ROOT / "manage.py"), "match_files", *FILES]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture
def call(tmp_path, monkeypatch):
    """`call("--top", "1")` runs the command in this process and returns the rows it wrote."""
    monkeypatch.chdir(tmp_path)

    def _call(*arguments, needs=NEEDS, offers=OFFERS):
        write_inputs(tmp_path, needs, offers)
        call_command("match_files", *FILES, *arguments)
        return [json.loads(line) for line in Path("ranking.jsonl").read_text(encoding="utf-8").splitlines()]

    return _call


def test_processes_with_different_hash_seeds_write_the_same_bytes(tmp_path):
    needs = [{"id": f"n{number}", "text": pair["need"]} for number, pair in enumerate(PAIRS)]
    offers = [{"id": f"o{number}", "text": pair["offer"]} for number, pair in enumerate(PAIRS)]
    write_inputs(tmp_path, needs, offers)
    written = set()
    for seed in ("0", "4711"):
        done = run_process(tmp_path, seed)
        assert (done.returncode, done.stderr) == (0, "")
        written.add((tmp_path / "ranking.jsonl").read_bytes())
    assert len(written) == 1
    assert len(written.pop().splitlines()) >= len(needs) // 3


def test_unusable_input_ends_the_process_with_code_2_one_sentence_and_no_output(tmp_path):
    write_inputs(tmp_path, '{"id": "n1", "text": "Lager"}\n{"id": "n1"', OFFERS)
    done = run_process(tmp_path)
    assert done.returncode == 2
    assert "needs.jsonl:2: malformed JSON" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["needs.jsonl", "offers.jsonl"]


def test_full_profile_leaves_out_needs_without_evidence_and_offers_without_capacity(call):
    assert [(row["need"], row["offer"], row["rank"]) for row in call()] == [("n1", "o1", 1)]


def test_text_profile_ranks_everything(call):
    pairs = [(row["need"], row["offer"]) for row in call("--profile", "text")]
    assert pairs == [("n1", "o1"), ("n1", "o2"), ("n2", "o1"), ("n2", "o2")]


def test_unknown_topics_are_warned_of_on_stderr(call, capsys):
    assert len(call("--top", "1", "--floor", "0", needs=[{**NEEDS[0], "topics": ["magie"]}])) == 1
    assert "needs.jsonl:1: unknown topic 'magie' is ignored" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--top", "0"), "--top must be at least 1"),
        (("--floor", "nan"), "--floor must be a number"),
        (("--out", "offers.jsonl"), "is an input file"),
        (("--out", "none/ranking.jsonl"), "the folder does not exist"),
        (("--needs", "none.jsonl"), "none.jsonl: No such file"),
    ],
)
def test_bad_calls_end_with_code_2_and_one_sentence(call, arguments, message):
    with pytest.raises(CommandError, match=message) as caught:
        call(*arguments)
    assert caught.value.returncode == 2
    assert not Path("ranking.jsonl").exists()
