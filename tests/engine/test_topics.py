"""Topics read from texts."""

import json
from pathlib import Path

import pytest

from matchmaking.engine import load_resources, suggest_topics

DATA = Path(__file__).parent / "data"


def lines(name):
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def test_known_probe_sentences_lead_to_their_topic():
    # Some terms of the taxonomy were added after these sentences had been seen: a floor, not a measure.
    missed = [
        probe["text"] for probe in lines("probes.jsonl") if suggest_topics(probe["text"])[0].topic_id != probe["topic"]
    ]
    assert missed == []


def test_most_fresh_texts_have_their_topic_among_the_first_three():
    # Written as people write, not from the terms: half of them must not even name their topic.
    texts = [(pair[side], pair["topic"]) for pair in lines("pairs.jsonl") for side in ("need", "offer")]
    found = [topic in [guess.topic_id for guess in suggest_topics(text)[:3]] for text, topic in texts]
    assert sum(found) / len(found) >= 0.8


@pytest.mark.parametrize("text", ["", "Hallo", "asdf qwer", "🚀🚀", "Die Volksbank und die VR-Bank haben geschlossen"])
def test_nothing_is_suggested_without_a_term(text):
    assert suggest_topics(text) == []


def test_suggestions_show_the_words_that_led_there():
    guess = suggest_topics("Unser Lagerverwaltungssystem ist alt", title="Inventur")[0]
    assert guess.topic_id == "lager"
    assert {(span.field, span.surface) for span in guess.spans} >= {
        ("title", "Inventur"),
        ("text", "Lagerverwaltungssystem"),
    }


def test_many_synonyms_do_not_raise_the_strength_without_limit():
    once = suggest_topics("Backup")[0].strength
    often = suggest_topics("Backup Firewall Phishing Ransomware Datensicherung Notfallplan Mehrfaktor")[0].strength
    assert once < often < 1


def test_topics_and_concepts_refer_to_each_other_only_where_both_exist():
    resources = load_resources()
    path = Path(__file__).parents[2] / "matchmaking/engine/data/topic_concepts.json"
    named = json.loads(path.read_text(encoding="utf-8"))["topics"]
    assert set(named) == set(resources.topics)
    assert {concept for concepts in named.values() for concept in concepts} <= set(resources.concepts)
