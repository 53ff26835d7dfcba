"""Reference data of this room, read from `taxonomy/data/`.

Rule for edits: labels, groups and codes belong to the files; the admin shows them read-only and a load brings
them up to date. `is_active` belongs to staff and is never touched. Terms and relations are added when
missing: terms that staff added stay, terms that staff disabled stay disabled. Nothing is ever deleted.
"""

import csv
import json
from pathlib import Path
from typing import Any

from django.db import transaction

from core.reference import Tally, sync_rows
from taxonomy.models import Sector, Topic, TopicGroup, TopicTerm

DATA = Path(__file__).parent / "data"
WZ2008 = "wz2008"


@transaction.atomic
def load() -> dict[str, Tally]:
    """Load everything and return the tallies by the plural name of the rows. A second run changes nothing."""
    data = json.loads((DATA / "topics.json").read_text(encoding="utf-8"))
    tallies = {"topic groups": _load_groups(data["groups"]), "topics": _load_topics(data["topics"])}
    topics = dict(Topic.objects.values_list("slug", "pk"))
    tallies["terms"] = _load_terms(data["topics"], topics)
    tallies["related topics"] = _load_relations(data["topics"], topics)
    with (DATA / "sectors_wz2008.csv").open(encoding="utf-8", newline="") as file:
        tallies["sectors"] = _load_sectors(list(csv.DictReader(file)))
    return tallies


def _load_groups(rows: list[dict[str, Any]]) -> Tally:
    return sync_rows(
        TopicGroup,
        ("slug",),
        [
            {
                "slug": row["slug"],
                "label_de": row["label"]["de"],
                "label_en": row["label"]["en"],
                "position": position,
            }
            for position, row in enumerate(rows, start=1)
        ],
    )


def _load_topics(rows: list[dict[str, Any]]) -> Tally:
    groups = dict(TopicGroup.objects.values_list("slug", "pk"))
    return sync_rows(
        Topic,
        ("slug",),
        [
            {
                "slug": row["slug"],
                "group_id": groups[row["group"]],
                "label_de": row["label"]["de"],
                "label_en": row["label"]["en"],
                "dimension": row["dimension"],
                "position": position,
            }
            for position, row in enumerate(rows, start=1)
        ],
    )


def _load_terms(rows: list[dict[str, Any]], topics: dict[str, int]) -> Tally:
    return sync_rows(
        TopicTerm,
        ("topic_id", "language", "term"),
        [
            {"topic_id": topics[row["slug"]], "language": language, "term": term}
            for row in rows
            for language, terms in row["terms"].items()
            for term in terms
        ],
    )


def _load_relations(rows: list[dict[str, Any]], topics: dict[str, int]) -> Tally:
    return sync_rows(
        Topic.related.through,
        ("from_topic_id", "to_topic_id"),
        [
            {"from_topic_id": topics[row["slug"]], "to_topic_id": topics[other]}
            for row in rows
            for other in row["related"]
        ],
    )


def _load_sectors(rows: list[dict[str, str]]) -> Tally:
    tally = Tally()
    for level in ("section", "division"):  # parents first
        sections = dict(Sector.objects.filter(scheme=WZ2008, level="section").values_list("code", "pk"))
        tally += sync_rows(
            Sector,
            ("scheme", "code"),
            [
                {
                    "scheme": WZ2008,
                    "code": row["code"],
                    "level": level,
                    "parent_id": sections.get(row["parent"]),
                    "title_de": row["title_de"],
                    "title_en": row["title_en"],
                    "short_de": row["short_de"],
                }
                for row in rows
                if row["level"] == level
            ],
        )
    return tally
