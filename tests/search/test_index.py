"""The index is what is published: by each change, and once a night by comparison."""

from dataclasses import replace

import pytest
from django.core.management import call_command

from core.models import JobLease
from search.models import Document, Word
from search.registry import Source, register
from search.selectors import find
from search.services import count_words, drop, index, rebuild
from search.tasks import rebuild_nightly
from tests.search.conftest import CONTENTS, content

pytestmark = pytest.mark.django_db


def state():
    columns = (
        "kind",
        "object_id",
        "url",
        "title_de",
        "title_en",
        "title_key",
        "body_de",
        "body_en",
        "topics",
        "vector",
    )
    documents = list(Document.objects.order_by("kind", "object_id").values_list(*columns, "digest"))
    words = Word.objects.filter(documents__gt=0).order_by("word", "lexeme")
    return documents, list(words.values_list("word", "lexeme", "documents"))


@pytest.mark.usefixtures("source")
def test_a_rebuild_gives_what_single_changes_gave():
    for each in reversed(CONTENTS):
        index(replace(each, title={"de": "Xaverquell"}, body={}))
        index(each)
    rebuild()
    incremental = state()
    Document.objects.all().delete()
    Word.objects.all().delete()
    assert rebuild() == {"indexed": len(CONTENTS), "dropped": 0}
    assert state() == incremental


def test_a_rebuild_leaves_equal_things_alone_and_drops_what_nobody_publishes(source):
    rebuild()
    index(content(77, "Gibt es nicht mehr"), content(78, "Unbekannte Art", kind="relic"))
    source[0] = replace(source[0], body={"de": "Quittengelee"})
    assert rebuild() == {"indexed": 1, "dropped": 2}
    assert rebuild() == {"indexed": 0, "dropped": 0}
    assert find("Quittengelee").count == 1


def test_what_is_dropped_is_found_no_more():
    index(content(1, "Wartung"), content(2, "Wartung"))
    drop("offer", 1)
    assert [document.object_id for document in find("Wartung").documents] == [2]


def test_what_changes_during_a_rebuild_is_neither_lost_nor_revived(source):
    """The first look reads what is published at its beginning; people go on meanwhile."""
    rebuild()
    late = content(88, "Während des Vergleichs")

    first = source[0]

    def published():
        if first in source:
            source.remove(first)
            source.append(late)
            index(late)
        yield from source

    register(Source("offer", "Angebote", lambda: (each for each in published() if each.kind == "offer")))
    rebuild()
    assert find("Vergleichs").count == 1
    assert not Document.objects.filter(object_id=1).exists()


def test_words_of_the_lexicon_are_known_and_forgotten_words_go():
    index(content(1, "Xaverquell Drehwerk"))
    drop("offer", 1)
    count_words()
    assert not Word.objects.filter(word="xaverquell").exists()
    assert Word.objects.filter(word="instandhaltung", documents=0).exists()
    assert not Word.objects.filter(word="instandhaltung", documents__gt=0).exists()


def test_both_languages_of_one_thing_are_found(things):
    index(replace(content(50, "Fernwartung", "Aus der Ferne"), title={"de": "Fernwartung", "en": "Remote support"}))
    assert {50} == {document.object_id for document in find("remote support").documents}
    assert 50 in {document.object_id for document in find("Fernwartung").documents}


@pytest.mark.usefixtures("source")
def test_the_nightly_job_runs_once_a_day_and_the_command_says_what_it_did(capsys):
    rebuild_nightly()
    rebuild_nightly()
    assert JobLease.objects.get(job="search.rebuild").result == {"indexed": len(CONTENTS), "dropped": 0}
    call_command("rebuild_search")
    assert "0 documents indexed, 0 dropped." in capsys.readouterr().out
