"""Everything the engine reads from its own versioned files, and the versions derived from them."""

import csv
import hashlib
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from .cache import cached
from .dictionary import FILE, Dictionary, load_dictionary
from .features import KeyMaker
from .lexicon import TOPIC, Concept, TermIndex, parse_lexicon, single_words
from .words import Analyser, known_edges

DATA = Path(__file__).parent / "data"

_FACT_FILES = ("topics.json", "topic_concepts.json", "places.csv", "sectors.json")

# Raised by hand when the code changes a score or a key while the data files stay the same.
SCORING = 2
ANALYSIS = 2


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
    term_index: TermIndex
    key_maker: KeyMaker
    topics: dict[str, Topic]
    dictionary: Dictionary | None
    places: dict[str, Place]
    sectors: dict[str, dict]
    weights: dict
    analysis_version: str
    lexicon_version: str
    weights_version: str

    @property
    def engine_version(self):
        """Identify code and data together: equal versions give equal scores."""
        dictionary = self.dictionary.version if self.dictionary else ""
        parts = (str(SCORING), self.analysis_version, self.lexicon_version, dictionary, self.weights_version)
        return f"{SCORING}.{ANALYSIS}-{_digest(*(part.encode() for part in parts))}"

    @property
    def keys_of(self):
        """See `features.KeyMaker`."""
        return self.key_maker.keys_of

    @property
    def topics_of(self):
        """See `features.KeyMaker`."""
        return self.key_maker.topics_of

    @property
    def concept_keys(self):
        """See `features.KeyMaker`."""
        return self.key_maker.concept_keys


def default_dictionary():
    """Return the path of the general dictionary: MATCHING_DICTIONARY, else where Debian puts trans-de-en;
    None where MATCHING_DICTIONARY is "none"."""
    named = os.environ.get("MATCHING_DICTIONARY")
    if named == "none":
        return None
    return Path(named) if named else FILE


def load_resources(folder=DATA, dictionary="default"):
    """Read the data files in `folder`; the result is shared and cached per process.

    dictionary   path of a general dictionary, None for none; a path without a file means none, too
    """
    return _load(folder, default_dictionary() if dictionary == "default" else dictionary)


@lru_cache(maxsize=4)
def _load(folder, dictionary):
    concepts, lexicon_bytes = _load_lexicon(folder / "lexicon")
    topics = _load_topics(folder / "topics.json")
    # A changed line of code may change keys, too: what is cached depends on it.
    code = [(Path(__file__).parent / name).read_bytes() for name in ("words.py", "lexicon.py", "dictionary.py")]
    exceptions, stopwords = _load_json(folder / "analysis.json"), _load_json(folder / "stopwords.json")
    edges = cached("edges", _digest(version("simplemma").encode(), code[0]), known_edges)
    analyser = Analyser(exceptions, stopwords, single_words([*concepts.values(), *topics.values()]), edges)
    analysis = _digest(*((folder / name).read_bytes() for name in ("analysis.json", "stopwords.json")))
    facts = [
        (folder / name).read_bytes() for name in ("topics.json", "topic_concepts.json", "places.csv", "sectors.json")
    ]
    weights_bytes = (folder / "weights.json").read_bytes()
    weights = json.loads(weights_bytes)
    text = weights["text"]
    lexicon_version, analysis_version = _digest(*lexicon_bytes, *facts), f"{ANALYSIS}-{analysis}"
    keys_version = _digest(
        analysis_version.encode(), lexicon_version.encode(), json.dumps(weights["topics"]).encode(), *code
    )
    index = TermIndex.compiled(
        cached(
            "terms",
            keys_version,
            lambda: TermIndex.compile(
                [*_terms(concepts.values()), *_topic_terms(topics, concepts, folder, weights)], analyser
            ),
        )
    )
    general = load_dictionary(dictionary, analyser, keys_version)
    return Resources(
        analyser=analyser,
        concepts=concepts,
        term_index=index,
        key_maker=KeyMaker(index, concepts, general, analyser.weak_keys, text["broader"], text["part"]),
        topics=topics,
        dictionary=general,
        places=_load_places(folder / "places.csv"),
        sectors=_load_json(folder / "sectors.json"),
        weights=weights,
        analysis_version=analysis_version,
        lexicon_version=lexicon_version,
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
    for topic, term, language, weight in _terms(topics.values()):
        yield TOPIC + topic, term, language, weight
    share = weights["topics"]["concept"]
    for topic, names in _load_json(folder / "topic_concepts.json")["topics"].items():
        for _concept, term, language, weight in _terms(concepts[name] for name in names):
            yield TOPIC + topics[topic].id, term, language, share * weight


def _digest(*contents):
    digest = hashlib.sha256()
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:12]
