"""Everything the engine reads from its own versioned files, and the versions derived from them."""

import csv
import hashlib
import json
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from .cache import cached
from .dictionary import FILE, Dictionary, load_dictionary
from .features import KeyMaker
from .lexicon import TOPIC, Concept, TermIndex, parse_lexicon, single_words, term_patterns
from .overlay import Change, lay_over, overlay_digest, reduce_overlay
from .words import Analyser

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
    overlay: tuple[Change, ...] = ()

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


def load_resources(folder=DATA, dictionary="default", overlay=()):
    """Read the data files in `folder`; the result is shared and cached per process.

    dictionary   path of a general dictionary, None for none; a path without a file means none, too
    overlay      changes on top of the lexicon, see `overlay.Change`; what the files say themselves is left out of it
    """
    overlay = reduce_overlay(overlay, _read_files(folder).concepts) if overlay else ()
    return _load(folder, default_dictionary() if dictionary == "default" else dictionary, overlay)


def shipped_concepts(folder=DATA):
    """Return {id: Concept} of the files, without an overlay; takes a moment only."""
    return _read_files(folder).concepts


def concepts_of_topics(folder=DATA):
    """Return {topic id: ids of the concepts that point to it}."""
    return _read_files(folder).topic_concepts


def lexicon_version_of(overlay, folder=DATA):
    """Return the `lexicon_version` that resources with this overlay have, without loading them."""
    files = _read_files(folder)
    return _lexicon_version(files, reduce_overlay(overlay, files.concepts))


@dataclass(frozen=True)
class _Files:
    """What is read of the files before anything is compiled."""

    concepts: dict[str, Concept]
    topics: dict[str, Topic]
    topic_concepts: dict[str, list[str]]
    contents: list[bytes]  # of lexicon and reference data
    weights: dict
    weights_version: str


@lru_cache(maxsize=2)
def _read_files(folder):
    concepts, contents = _load_lexicon(folder / "lexicon")
    weights_bytes = (folder / "weights.json").read_bytes()
    topic_concepts = _load_json(folder / "topic_concepts.json")["topics"]
    if unknown := {name for names in topic_concepts.values() for name in names} - concepts.keys():
        raise ValueError(f"topic_concepts.json: the lexicon has no concept {min(unknown)}")
    return _Files(
        concepts,
        _load_topics(folder / "topics.json"),
        topic_concepts,
        [*contents, *((folder / name).read_bytes() for name in _FACT_FILES)],
        json.loads(weights_bytes),
        _digest(weights_bytes),
    )


def _lexicon_version(files, overlay):
    laid_over = [overlay_digest(overlay).encode()] if overlay else []
    return _digest(*files.contents, *laid_over)


# How many versions of the lexicon a process and the cache keep: that of the files, the one in use, the one that
# a run under way was planned with, and the one somebody tries.
_VERSIONS = 4


@lru_cache(maxsize=_VERSIONS)
def _load(folder, dictionary, overlay):
    files = _read_files(folder)
    # A changed line of code may change keys, too: what is cached depends on it.
    code = [
        (Path(__file__).parent / f"{name}.py").read_bytes() for name in ("words", "lemmas", "lexicon", "dictionary")
    ]
    analysis = _digest(*((folder / name).read_bytes() for name in ("analysis.json", "stopwords.json")))
    analysis_version, lexicon_version = f"{ANALYSIS}-{analysis}", _lexicon_version(files, overlay)
    words_version = _digest(analysis_version.encode(), version("simplemma").encode(), *code)
    shipped = _shipped_analyser(folder)
    concepts, analyser = files.concepts, shipped
    if overlay:
        concepts = lay_over(files.concepts, overlay)
        analyser = shipped.with_terms(_cut_at(concepts, files.topics))
    terms = [*_terms(concepts.values()), *_topic_terms(files, concepts)]
    keys_version = _digest(
        words_version.encode(), lexicon_version.encode(), json.dumps(files.weights["topics"]).encode()
    )

    def compile_terms():
        if not overlay:
            return TermIndex.compile(terms, analyser)
        patterns_version = _digest(words_version.encode(), *files.contents)
        known = cached("patterns", patterns_version, lambda: _all_patterns(files, shipped))
        return TermIndex.compile(terms, analyser, _patterns_after(known, shipped, analyser))

    index = TermIndex.compiled(cached("terms", keys_version, compile_terms, keep=_VERSIONS))
    general = _load_dictionary(dictionary, shipped, words_version)
    text = files.weights["text"]
    return Resources(
        analyser=analyser,
        concepts=concepts,
        term_index=index,
        key_maker=KeyMaker(index, concepts, general, analyser.weak_keys, text["broader"], text["part"]),
        topics=files.topics,
        dictionary=general,
        places=_load_places(folder / "places.csv"),
        sectors=_load_json(folder / "sectors.json"),
        weights=files.weights,
        analysis_version=analysis_version,
        lexicon_version=lexicon_version,
        weights_version=files.weights_version,
        overlay=overlay,
    )


@lru_cache(maxsize=2)
def _shipped_analyser(folder):
    """Return the Analyser that cuts compounds at the words of the files."""
    files = _read_files(folder)
    exceptions, stopwords = _load_json(folder / "analysis.json"), _load_json(folder / "stopwords.json")
    return Analyser(exceptions, stopwords, _cut_at(files.concepts, files.topics))


@lru_cache(maxsize=2)
def _load_dictionary(path, analyser, words_version):
    """Return the general Dictionary; an overlay changes where compounds are cut, not the key of a word."""
    return load_dictionary(path, analyser, words_version)


def _cut_at(concepts, topics):
    return single_words([*concepts.values(), *topics.values()])


def _all_patterns(files, analyser):
    """Return {language: {term: patterns}} of all terms in the files."""
    found = {"de": {}, "en": {}}
    for _label, term, language, _weight in (*_terms(files.concepts.values()), *_terms(files.topics.values())):
        found[language][term] = term_patterns(term, language, analyser)
    return found


def _patterns_after(known, before, after):
    """Return a function (term, language) -> patterns under the Analyser `after`.

    What is known under the Analyser `before` holds for every term in which none of the words occurs that only one
    of them cuts at.
    """
    moved = sorted(before.terms ^ after.terms)
    touched = re.compile("|".join(map(re.escape, moved))) if moved else None

    def patterns(term, language):
        found = known[language].get(term)
        if found is None or (touched and touched.search(term.lower())):
            found = term_patterns(term, language, after)
        return found

    return patterns


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


def _topic_terms(files, concepts):
    """Yield the terms of topics, and in part those of their concepts; a concept may be switched off."""
    for topic, term, language, weight in _terms(files.topics.values()):
        yield TOPIC + topic, term, language, weight
    share = files.weights["topics"]["concept"]
    for topic, names in files.topic_concepts.items():
        for _concept, term, language, weight in _terms(concepts[name] for name in names if name in concepts):
            yield TOPIC + files.topics[topic].id, term, language, share * weight


def _digest(*contents):
    digest = hashlib.sha256()
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:12]
