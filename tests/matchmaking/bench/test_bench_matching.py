"""The command from end to end, small."""

import json

import pytest
from django.core.management import CommandError, call_command

from matchmaking.bench import speed
from matchmaking.management.commands import bench_matching

SPEED = ["--parts", "speed", "--sizes", "30", "--systems", "ours"]


def run(*arguments):
    call_command("bench_matching", *arguments)


def test_one_small_run_prints_tables_and_writes_everything(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(bench_matching, "database_arguments", lambda: None)
    file = tmp_path / "bench.json"
    run("--systems", "ours,postgres", "--sizes", "40", "--resamples", "100", "--json", str(file))
    out = capsys.readouterr()
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["missing"] == {"postgres": "no database is configured"}
    assert [part["name"] for part in found["quality"]] == ["gold held", "gold tune"]
    assert found["nothing_fits"]["ours"]["recognised"]["no_fit"][1] == 40
    figures = found["speed"]["systems"]["ours"]["40"]
    assert figures["finished"]
    assert figures["overlap"] == pytest.approx({"needs": 40, "overlap@5": 1.0, "score@5": 1.0}, abs=1e-6)
    assert set(figures["times"]) == set(figures["cpu"]) == {"start", "analyse", "build", "score"}
    assert figures["peak"] > 50_000_000
    assert found["speed"]["texts"]["40"]["texts"] == 80
    for title in ("QUALITY", "NOTHING FITS", "SPEED", "TARGETS", "NOT MEASURED, postgres"):
        assert title in out.out
    assert "40 x 40: ours" in out.err


def test_a_system_that_fails_is_told_and_the_run_goes_on(gold, monkeypatch):
    monkeypatch.setattr(speed, "_FRESH", 2)
    said = []
    found = speed.measure_speed(gold, ["no-such-peer"], [5, 10], say=said.append)
    assert not found["systems"]["no-such-peer"][5]["finished"]
    assert 10 not in found["systems"]["no-such-peer"]
    assert any("not finished" in line for line in said)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--parts", "beauty"], "'beauty' is unknown; known: quality, nothing_fits, speed"),
        (["--systems", "ours,oracle"], "'oracle' is unknown"),
        (["--sizes", "10,many"], "--sizes must be whole numbers"),
        (["--limit", "0"], "--limit and --resamples must be above 0"),
        (["--gold", "/nowhere"], "a collection cannot be read"),
    ],
)
def test_bad_calls_end_with_code_2_and_one_sentence(arguments, message):
    with pytest.raises(CommandError, match=message) as caught:
        run(*arguments)
    assert caught.value.returncode == 2
