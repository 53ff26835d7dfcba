"""Places of a list that go by lot to candidates from below."""

import hashlib


def choose_explored(need_id, candidates, places, *, salt=""):
    """Return which of `candidates` (offer ids below the list, best first) are shown in `places` of the list.

    Chosen by hash, so the same need sees the same ones until `salt` (e.g. the month) changes; every candidate has
    the same chance, places / len(candidates).
    """

    def lot(offer_id):
        return hashlib.sha256(f"{salt}:{need_id}:{offer_id}".encode()).digest()

    chosen = set(sorted(candidates, key=lot)[: max(0, places)])
    return [offer_id for offer_id in candidates if offer_id in chosen]
