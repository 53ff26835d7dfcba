import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from matchmaking.engine.cache import cached


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """The folder of the cache, which is not there yet."""
    monkeypatch.setenv("MATCHING_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Work:
    """Something that takes a while; `done` counts how often."""

    def __init__(self):
        self.done = 0

    def __call__(self):
        self.done += 1
        time.sleep(0.2)
        return {"ä": [self.done]}


def test_what_was_computed_is_read_the_next_time(folder):
    work = Work()
    assert [cached("words", "1", work) for _time in range(3)] == [{"ä": [1]}] * 3
    assert cached("words", "2", work) == {"ä": [2]}
    assert [path.name for path in folder.glob("*.json")] == ["words-2.json"]


def test_who_comes_meanwhile_waits_instead_of_computing_the_same(folder):
    work = Work()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _number: cached("words", "1", work), range(4)))
    assert found == [{"ä": [1]}] * 4
    assert work.done == 1


def test_a_damaged_file_is_made_anew(folder):
    work = Work()
    cached("words", "1", work)
    (folder / "words-1.json").write_text('{"ä": [', encoding="utf-8")
    assert cached("words", "1", work) == {"ä": [2]}
    assert cached("words", "1", work) == {"ä": [2]}


def test_without_a_place_to_write_everything_is_computed(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MATCHING_CACHE", str(tmp_path / "file" / "cache"))
    work = Work()
    assert [cached("words", "1", work) for _time in range(2)] == [{"ä": [1]}, {"ä": [2]}]
