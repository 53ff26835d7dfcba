"""Everything the engine reads from its own versioned files, and the versions derived from them."""

import csv
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .lexicon import Concept, TermIndex, parse_lexicon, single_words
from .words import Analyser

DATA = Path(__file__).parent / "data"

_FACT_FILES = ("topics.json", "topic_concepts.json", "places.csv", "sectors.json")

# Raised by hand when the code changes a score or a key while the data files stay the same.
SCORING = 1
ANALYSIS = 1


@dataclass(frozen=True)
class Topic:
    """One entry of the taxonomy with its terms in both languages."""

    id: str
    label: dict[str, str]
    german: tuple[str, ...]
    english: tuple[str, ...]
    related: frozenset[str]


@dataclass(frozen=True)
class Place:
    """A municipality or city with its centre in degrees."""

    ags: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Resources:
    """Analyser, indexes, reference data and weights of one engine version; read-only."""

    analyser: Analyser
    concepts: dict[str, Concept]
    concept_index: TermIndex
    topics: dict[str, Topic]
    topic_index: TermIndex
    places: dict[str, Place]
    sectors: dict[str, dict]
    weights: dict
    analysis_version: str
    lexicon_version: str
    weights_version: str

    @property
    def engine_version(self):
        """Identify code and data together: equal versions give equal scores."""
        parts = (str(SCORING), self.analysis_version, self.lexicon_version, self.weights_version)
        return f"{SCORING}.{ANALYSIS}-{_digest(*(part.encode() for part in parts))}"


@lru_cache(maxsize=4)
def load_resources(folder=DATA):
    """Read the data files in `folder`; the result is shared and cached per process."""
    concepts, lexicon_bytes = _load_lexicon(folder / "lexicon")
    topics = _load_topics(folder / "topics.json")
    exceptions, stopwords = _load_json(folder / "analysis.json"), _load_json(folder / "stopwords.json")
    analyser = Analyser(exceptions, stopwords, single_words([*concepts.values(), *topics.values()]))
    analysis = [(folder / name).read_bytes() for name in ("analysis.json", "stopwords.json")]
    facts = [
        (folder / name).read_bytes() for name in ("topics.json", "topic_concepts.json", "places.csv", "sectors.json")
    ]
    weights_bytes = (folder / "weights.json").read_bytes()
    weights = json.loads(weights_bytes)
    return Resources(
        analyser=analyser,
        concepts=concepts,
        concept_index=TermIndex(_terms(concepts.values()), analyser),
        topics=topics,
        topic_index=TermIndex(_topic_terms(topics, concepts, folder, weights), analyser),
        places=_load_places(folder / "places.csv"),
        sectors=_load_json(folder / "sectors.json"),
        weights=weights,
        analysis_version=f"{ANALYSIS}-{_digest(*analysis)}",
        lexicon_version=_digest(*lexicon_bytes, *facts),
        weights_version=_digest(weights_bytes),
    )


def _load_lexicon(folder):
    concepts, contents = {}, []
    for path in sorted(folder.glob("*.txt")):
        contents.append(path.read_bytes())
        for key, concept in parse_lexicon(contents[-1].decode("utf-8"), path.name).items():
            if key in concepts:
                raise ValueError(f"{path.name}: concept {key} is listed in another file too")
            concepts[key] = concept
    return concepts, contents


def _load_topics(path):
    topics = {}
    for row in _load_json(path)["topics"]:
        topics[row["id"]] = Topic(
            id=row["id"],
            label={"de": row["label_de"], "en": row["label_en"]},
            german=tuple(row["synonyms_de"]),
            english=tuple(row["synonyms_en"]),
            related=frozenset(row["related"]),
        )
    return topics


def _load_places(path):
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        return {row["ags"]: Place(row["ags"], row["name"], float(row["lat"]), float(row["lon"])) for row in rows}


def _load_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


def _terms(entries):
    for entry in entries:
        for language, terms in (("de", entry.german), ("en", entry.english)):
            for term in terms:
                yield entry.id, term, language, 1.0


def _topic_terms(topics, concepts, folder, weights):
    yield from _terms(topics.values())
    share = weights["topics"]["concept"]
    for topic, names in _load_json(folder / "topic_concepts.json")["topics"].items():
        for _concept, term, language, weight in _terms(concepts[name] for name in names):
            yield topics[topic].id, term, language, share * weight


def _digest(*contents):
    digest = hashlib.sha256()
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:12]
