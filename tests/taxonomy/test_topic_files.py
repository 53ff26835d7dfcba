"""The engine brings its own copy of the topics, because it runs without the rest of the house."""

import json
from pathlib import Path

import taxonomy.reference

ENGINE_FILE = Path(taxonomy.reference.__file__).parents[1] / "matchmaking" / "engine" / "data" / "topics.json"


def test_the_portal_and_the_engine_know_the_same_topics():
    ours = json.loads((taxonomy.reference.DATA / "topics.json").read_text(encoding="utf-8"))
    engines = json.loads(ENGINE_FILE.read_text(encoding="utf-8"))
    assert {
        row["slug"]: (row["group"], row["label"], row["dimension"], row["terms"], set(row["related"]))
        for row in ours["topics"]
    } == {
        row["id"]: (
            row["group"],
            {"de": row["label_de"], "en": row["label_en"]},
            row["dimension"],
            {"de": row["synonyms_de"], "en": row["synonyms_en"]},
            set(row["related"]),
        )
        for row in engines["topics"]
    }


def test_the_portal_and_the_engine_know_the_same_groups():
    ours = json.loads((taxonomy.reference.DATA / "topics.json").read_text(encoding="utf-8"))
    engines = json.loads(ENGINE_FILE.read_text(encoding="utf-8"))
    assert [(row["slug"], row["label"]["de"], row["label"]["en"]) for row in ours["groups"]] == [
        (row["id"], row["label_de"], row["label_en"]) for row in engines["groups"]
    ]
