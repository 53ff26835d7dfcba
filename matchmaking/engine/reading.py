"""Many documents read into one Table: every word form is looked up once, whatever the number of texts.

The outcome is that of `features.extract_features` and `features.pack`, text by text and number by number; a
test compares the two. What belongs to a form alone is worked out by several processes where it pays, what
belongs to a text by a compiled loop.
"""

import math
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np

from .analysis import read_features
from .collector import uncollected
from .facts import topic_strengths
from .features import Rows, Table, TermRows, pack, vote_language
from .lexicon import TOPIC
from .reading_kernel import read
from .words import LONGEST_WORD, fold

_LANGUAGES = ("de", "en")
_BLOCK = 4000
# Fewer documents are read one by one: the first use of the compiled loop on a machine takes some 20 seconds.
WORTH_THE_LOOP = 1000
# Below so many new forms starting a process costs more than it saves.
_WORTH_A_PROCESS = 8000


class Reader:
    """Reads documents into Tables that share a vocabulary, and remembers every word form it met.

    vocabulary   gets the keys that are new
    text_only    titles and declared facts do not count
    processes    how many may work on new forms at the same time; only where the platform can fork
    """

    def __init__(self, vocabulary, resources, *, text_only, processes=1):
        self._vocabulary, self._resources, self._text_only = vocabulary, resources, text_only
        self._processes = processes if "fork" in multiprocessing.get_all_start_methods() else 1
        self._topics = sorted(resources.topics)
        # Form f of language l has the number f * number of languages + l.
        self._forms = {language: {} for language in _LANGUAGES}
        self._described = dict.fromkeys(_LANGUAGES, 0)
        self._names, self._keys = {}, {}  # (key, parts, language) -> number; key of a word or part -> number
        self._name_of, self._surface_of = np.empty(0, np.int32), np.empty(0, np.int32)
        self._key_of = np.empty(0, np.int32)
        self._parts, self._groups = _Lists(np.int32), _Lists()
        self._topics_of, self._entries = _Lists(np.int32, np.float64), _Lists(np.int32, np.float64)

    def table(self, documents):
        """Return the Table of `documents`."""
        return self.tables(documents)[0]

    def tables(self, *sides):
        """Return one Table for each list of documents; several at once take less time than one after the other."""
        read_by_loop = iter(self._read([side for side in sides if len(side) >= WORTH_THE_LOOP]))
        return [next(read_by_loop) if len(side) >= WORTH_THE_LOOP else self._read_one_by_one(side) for side in sides]

    def _read_one_by_one(self, documents):
        features = (read_features(each, self._resources, text_only=self._text_only) for each in documents)
        return pack(features, self._vocabulary)

    def _read(self, sides):
        if not sides:
            return []
        with uncollected():
            tokens = [self._tokens(side) for side in sides]
            self._describe_new_forms()
        longer, labels = self._longer_terms()

        def read_side(of_side):
            _languages, field_ptr, factors, numbers = of_side
            return read(
                field_ptr, factors, *_joined(numbers, np.int32), self._resources.analyser.word_limit,
                (self._name_of, self._surface_of),
                (self._key_of, *self._parts.arrays, *self._topics_of.arrays),
                (*self._groups.arrays, *self._entries.arrays),
                longer, labels, (self._vocabulary.size("surfaces"), len(self._topics)),
            )  # fmt: skip

        with ThreadPoolExecutor(self._processes) as threads:
            found = list(threads.map(read_side, tokens))
        return [
            Table(
                np.array(languages, dtype="U2"),
                TermRows(*terms),
                Rows(*surfaces),
                self._topic_rows(side, *topics),
                self._vocabulary,
            )
            for side, (languages, *_tokens), (terms, surfaces, topics) in zip(sides, tokens, found, strict=True)
        ]

    def _tokens(self, documents):
        """Return (language per document, pointers document -> field, factor per field, forms of each field)."""
        languages, field_ptr, factors, tokens = [], [0], [], []
        analyser, title = self._resources.analyser, self._resources.weights["text"]["title"]
        for document in documents:
            language = document.language or vote_language(document, self._resources, text_only=self._text_only)
            languages.append(language)
            known, offset = self._forms[language], _LANGUAGES.index(language)
            for name in ("text",) if self._text_only else ("title", "text"):
                text = getattr(document, name)
                if text:
                    numbers = [known.setdefault(surface, len(known)) for surface in analyser.surfaces(text)]
                    tokens.append(np.array(numbers, dtype=np.int32) * len(_LANGUAGES) + offset)
                    factors.append(title if name == "title" else 1.0)
            field_ptr.append(len(factors))
        return languages, np.array(field_ptr, dtype=np.int64), np.array(factors, dtype=np.float64), tokens

    def _describe_new_forms(self):
        """Find out what the forms mean that no earlier table had."""
        forms = []  # (form, language, number)
        for offset, language in enumerate(_LANGUAGES):
            known = list(self._forms[language])
            for place in range(self._described[language], len(known)):
                forms.append((known[place], language, place * len(_LANGUAGES) + offset))
            self._described[language] = len(known)
        size = len(_LANGUAGES) * max(map(len, self._forms.values()))
        self._name_of = _lengthened(self._name_of, size, -1)
        self._surface_of = _lengthened(self._surface_of, size, -1)
        # The forms of one word lie together: what is remembered of their parts is of use.
        forms.sort()
        blocks = [forms[start : start + _BLOCK] for start in range(0, len(forms), _BLOCK)]
        if self._processes < 2 or len(forms) < _WORTH_A_PROCESS:
            for block in blocks:
                self._take_over(block, _describe([form[:2] for form in block], self._resources, self._topics))
            return
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(self._processes, context, _start, (self._resources, self._topics)) as pool:
            described = pool.map(_describe_block, [[form[:2] for form in block] for block in blocks])
            for block, found in zip(blocks, described, strict=True):
                self._take_over(block, found)

    def _take_over(self, block, found):
        """Add what `_describe` found of a block of forms."""
        places, names, keys, (group_lengths, entry_lengths, entries, strengths), topics = found
        first = len(self._key_of)
        own = [self._names.setdefault(name, first + place) for place, name in enumerate(names)]
        number = self._keys.setdefault
        self._key_of = np.append(
            self._key_of, np.array([number(name[0], len(self._keys)) for name in names], dtype=np.int32)
        )
        parts = [number(part, len(self._keys)) for name in names for part in name[1]]
        self._parts.extend([len(name[1]) for name in names], parts)
        self._groups.extend(group_lengths)
        numbers = np.array(self._vocabulary.numbers("keys", keys), dtype=np.int32)
        self._entries.extend(entry_lengths, numbers[entries], strengths)
        self._topics_of.extend(*topics)
        known = np.array([number for _form, _language, number in block], dtype=np.int64)
        own = np.array([*own, -1], dtype=np.int32)
        self._name_of[known] = own[places]
        meant = places >= 0
        surfaces = [fold(form) for (form, _language, _number), is_word in zip(block, meant, strict=True) if is_word]
        self._surface_of[known[meant]] = self._vocabulary.numbers("surfaces", surfaces)

    def _longer_terms(self):
        """Return the terms of several words whose words have been met, and their labels, for the compiled loop."""
        known = self._keys
        found = [
            (known[anchor], [known[other] for other in others], window, labels)
            for anchor, others, window, labels in self._resources.term_index.longer_terms()
            if anchor in known and all(other in known for other in others)
        ]
        found.sort(key=lambda term: term[0])
        names = sorted({label for *_rest, labels in found for label, _weight in labels})
        place = {label: number for number, label in enumerate(names)}
        topic = {TOPIC + name: number for number, name in enumerate(self._topics)}
        keys = [[] if label in topic else self._resources.concept_keys(label, 1.0) for label in names]
        starts = np.zeros(len(known) + 1, np.int64)
        np.add.at(starts, np.array([term[0] for term in found], dtype=np.int64) + 1, 1)
        weighted = [labels for *_rest, labels in found]
        return (
            np.cumsum(starts),
            *_joined([term[1] for term in found], np.int32),
            np.array([term[2] for term in found], dtype=np.int64),
            *_joined([[place[label] for label, _weight in labels] for labels in weighted], np.int32),
            np.array([weight for labels in weighted for _label, weight in labels], dtype=np.float64),
        ), (
            np.array([topic.get(label, -1) for label in names], dtype=np.int32),
            *_joined([self._vocabulary.numbers("keys", [key for key, _share in each]) for each in keys], np.int32),
            np.array([share for each in keys for _key, share in each], dtype=np.float64),
        )

    def _topic_rows(self, documents, starts, places, sums):
        """Return the strength of every topic per document as Rows; see `features` and `facts`."""
        scale = self._resources.weights["topics"]["saturation"]
        lengths, topics, values = [0], [], []
        for row, document in enumerate(documents):
            here = slice(starts[row], starts[row + 1])
            found = zip(places[here].tolist(), sums[here].tolist(), strict=True)
            inferred = {self._topics[place]: 1.0 - math.exp(-weight / scale) for place, weight in found}
            strengths = topic_strengths(document, inferred, self._resources, text_only=self._text_only)
            topics += strengths
            values += strengths.values()
            lengths.append(len(topics))
        numbers = self._vocabulary.numbers("topics", topics)
        return Rows(np.array(lengths, np.int64), np.array(numbers, np.int32), np.array(values, np.float64))


class _Lists:
    """Lists of different lengths, one after the other; an array per type for what they hold."""

    def __init__(self, *types):
        self._starts = np.zeros(1, dtype=np.int64)
        self._content = [np.empty(0, dtype=each) for each in types]

    @property
    def arrays(self):
        """Return the pointers and the arrays they point into."""
        return self._starts, *self._content

    def extend(self, lengths, *content):
        """Add lists of these lengths."""
        ends = self._starts[-1] + np.cumsum(np.asarray(lengths, dtype=np.int64))
        self._starts = np.concatenate([self._starts, ends])
        self._content = [
            np.concatenate([known, np.asarray(news, dtype=known.dtype)])
            for known, news in zip(self._content, content, strict=True)
        ]


def _joined(lists, dtype):
    """Return (pointers, content) of a list of lists."""
    starts = np.cumsum([0, *map(len, lists)], dtype=np.int64)
    if not lists:
        return starts, np.empty(0, dtype)
    return starts, np.concatenate([np.asarray(each, dtype=dtype) for each in lists])


def _lengthened(array, size, filling):
    return np.concatenate([array, np.full(size - len(array), filling, dtype=array.dtype)])


class _Helper:
    """What a process that describes forms keeps from block to block."""

    resources, topics = None, ()


def _start(resources, topics):
    _Helper.resources, _Helper.topics = resources, topics


def _describe_block(forms):
    return _describe(forms, _Helper.resources, _Helper.topics)


def _describe(forms, resources, topics):
    """Return what (surface, language) pairs mean.

    (place among the names per form, -1 for none; distinct names as (key, parts, language); distinct keys;
    (groups per variant, entries per group, places among the keys, strengths) of the names' variants;
    (topics per variant, places among `topics`, weights))
    """
    names, keys, places = {}, {}, []
    for surface, language in forms:
        key, parts = resources.analyser.forms(surface[:LONGEST_WORD], language)
        places.append(names.setdefault((key, parts, language), len(names)) if key else -1)
    group_lengths, entry_lengths, entries, strengths = [], [], [], []
    topic_lengths, found_topics, weights = [], [], []
    place_of_topic = {topic: place for place, topic in enumerate(topics)}
    for name in names:
        for groups, found in _meanings(name, resources):
            group_lengths.append(len(groups))
            for group in groups:
                entry_lengths.append(len(group))
                entries += [keys.setdefault(each, len(keys)) for each, _strength in group]
                strengths += [strength for _each, strength in group]
            topic_lengths.append(len(found))
            found_topics += [place_of_topic[topic] for topic, _weight in found]
            weights += [weight for _topic, weight in found]
    return (
        np.array(places, dtype=np.int64),
        list(names),
        list(keys),
        (group_lengths, entry_lengths, np.array(entries, dtype=np.int32), np.array(strengths)),
        (topic_lengths, np.array(found_topics, dtype=np.int32), np.array(weights)),
    )


def _meanings(name, resources):
    """Return (groups of keys, topics) of a name standing alone, and of the same inside a longer term."""
    key, parts, language = name

    def meaning(is_inside):
        whole, part_keys = resources.keys_of(key, parts, language, is_inside)
        return (whole, *part_keys), resources.topics_of(key, parts, is_inside)

    groups, topics = alone = meaning(False)
    # Only what concepts and topics give is less inside a longer term; of many words there is nothing but the word.
    is_bare = not topics and all(len(group) == 1 for group in groups)
    return alone, alone if is_bare else meaning(True)
