"""Many documents read into one Table, by several processes where it pays."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np

from .facts import topic_strengths
from .features import NAMESPACES, Rows, Table, TermRows, Vocabulary, extract_features, pack

_BLOCK = 1000
# Below so many documents starting a process costs more than it saves.
_WORTH_A_PROCESS = 3000


def read_features(document, resources, *, text_only=False):
    """Return the Features of one Document with the topics its profile counts."""
    features = extract_features(document, resources, text_only=text_only)
    topics = topic_strengths(document, features.topics, resources, text_only=text_only)
    return features if topics is features.topics else replace(features, topics=topics)


def read_table(documents, vocabulary, resources, *, text_only, processes=1):
    """Return the Table of Documents.

    vocabulary   gets the keys that are new
    processes    how many may read at the same time; only where the platform can fork
    """
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    if processes < 2 or len(documents) < _WORTH_A_PROCESS or not can_fork:
        return pack((read_features(each, resources, text_only=text_only) for each in documents), vocabulary)
    blocks = [documents[start : start + _BLOCK] for start in range(0, len(documents), _BLOCK)]
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, context, _start_reading, (resources, text_only)) as pool:
        return _join(pool.map(_read_block, blocks), vocabulary)


class _Reader:
    """What a reading process keeps from block to block."""

    resources, text_only, vocabulary, told = None, False, None, None


def _start_reading(resources, text_only):
    _Reader.resources, _Reader.text_only = resources, text_only
    _Reader.vocabulary = Vocabulary()
    _Reader.told = dict.fromkeys(NAMESPACES, 0)


def _read_block(documents):
    """Return (process, new keys by namespace, Table without vocabulary) of a block."""
    vocabulary = _Reader.vocabulary
    table = pack(
        (read_features(each, _Reader.resources, text_only=_Reader.text_only) for each in documents), vocabulary
    )
    news = {name: vocabulary.keys(name)[told:] for name, told in _Reader.told.items()}
    for name, keys in news.items():
        _Reader.told[name] += len(keys)
    return multiprocessing.current_process().pid, news, replace(table, vocabulary=None)


def _join(blocks, vocabulary):
    translations, tables = {}, []
    for process, news, table in blocks:
        known = translations.setdefault(process, {name: np.empty(0, dtype=np.int32) for name in NAMESPACES})
        for name, keys in news.items():
            known[name] = np.concatenate([known[name], np.array(vocabulary.numbers(name, keys), dtype=np.int32)])
        terms = replace(table.terms, numbers=known["keys"][table.terms.numbers])
        surfaces, topics = (
            replace(rows, numbers=known[name][rows.numbers])
            for name, rows in (("surfaces", table.surfaces), ("topics", table.topics))
        )
        tables.append((table.languages, terms, surfaces, topics))
    languages, terms, surfaces, topics = zip(*tables, strict=True)
    return Table(np.concatenate(languages), _join_terms(terms), _join_rows(surfaces), _join_rows(topics), vocabulary)


def _join_rows(parts):
    return Rows(
        _join_pointers([part.indptr for part in parts]),
        np.concatenate([part.numbers for part in parts]),
        np.concatenate([part.values for part in parts]),
    )


def _join_terms(parts):
    return TermRows(
        _join_pointers([part.terms for part in parts]),
        np.concatenate([part.counts for part in parts]),
        _join_pointers([part.groups for part in parts]),
        _join_pointers([part.entries for part in parts]),
        np.concatenate([part.numbers for part in parts]),
        np.concatenate([part.strengths for part in parts]),
    )


def _join_pointers(parts):
    ends = np.cumsum([0, *(part[-1] for part in parts)])
    return np.concatenate([[0], *(part[1:] + end for part, end in zip(parts, ends, strict=False))])
