"""What every measured system offers, and how it shares its work between threads."""

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np

CORES = min(2, os.cpu_count() or 1)


class Unavailable(Exception):
    """A system cannot be measured here; the message says why in one sentence."""


class System(Protocol):
    """A program that ranks offers for needs, used in this order: analyse, build, score.

    analyse(needs, offers)   read two lists of Document
    build()                  whatever stands between reading and the first answer
    score(top)               yield (place of the first need, offers, scores) per block of needs, in their order;
                             offers has the shape (needs, top): places in the list of offers, best first, -1 for none
    extra_memory()           bytes at the peak in processes other than this one
    """

    name: str

    def analyse(self, needs, offers): ...
    def build(self): ...
    def score(self, top): ...
    def extra_memory(self): ...


def run_blocks(count, size, work, workers=CORES):
    """Yield what work(start, stop) returns for the blocks of range(count), in their order.

    Only a few blocks are under way at a time; who stops listening stops the rest.
    """
    with ThreadPoolExecutor(workers) as pool:
        under_way = deque()
        try:
            for start in range(0, count, size):
                under_way.append(pool.submit(work, start, min(start + size, count)))
                if len(under_way) > 2 * workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()


def best_columns(scores, top):
    """Return (columns, values) of the `top` highest scores per row, best first; 0 and less is no answer (-1)."""
    top = min(top, scores.shape[1])
    columns = np.argpartition(-scores, top - 1, axis=1)[:, :top]
    values = np.take_along_axis(scores, columns, axis=1)
    order = np.lexsort((columns, -values), axis=1)
    columns, values = np.take_along_axis(columns, order, axis=1), np.take_along_axis(values, order, axis=1)
    return np.where(values > 0, columns, -1), values


def rows_to_table(rows, top):
    """Return (offers, scores) of a list of [(offer, score), ...], filled up with -1 and 0."""
    offers, scores = np.full((len(rows), top), -1, dtype=np.int64), np.zeros((len(rows), top))
    for place, row in enumerate(rows):
        if row:
            offers[place, : len(row)], scores[place, : len(row)] = zip(*row, strict=True)
    return offers, scores
