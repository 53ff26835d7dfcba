"""Named stamps: what is kept for later rests on some of them, and is of no use once one has changed.

A stamp is a short random text in the cache. Whoever changes what a name stands for touches it; whoever keeps
something writes the stamps it was made under into its key. Nothing has to be searched and deleted.
"""

from collections.abc import Iterable
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.utils.crypto import get_random_string

_LENGTH = 12


def stamps(names: Iterable[str]) -> str:
    """Return the present stamps of `names` as one text, for the key of what is kept.

    Read it before the data: what is made in between is kept under a stamp that nobody asks for any more. Raises
    what the cache raises when it cannot be reached.
    """
    keys = [_key(name) for name in sorted(names)]
    found = cache.get_many(keys)
    for key in keys:
        if key not in found:
            cache.add(key, get_random_string(_LENGTH), timeout=None)
            found[key] = cache.get(key, "")
    return "-".join(found[key] for key in keys)


def touch(name: str) -> None:
    """Make everything stale that rests on `name`, as soon as the transaction commits. An unreachable cache is no
    reason to fail: nothing kept there can be shown then."""
    transaction.on_commit(partial(cache.set, _key(name), get_random_string(_LENGTH), timeout=None), robust=True)


def touch_with(name: str, *models: type[Model]) -> None:
    """Touch `name` whenever a row of `models` is saved or deleted one by one; who writes many at once touches it."""

    def stale(**kwargs) -> None:
        touch(name)

    for model in models:
        for signal in (post_save, post_delete):
            signal.connect(stale, sender=model, weak=False, dispatch_uid=f"stamp {name} {model._meta.label}")


def _key(name: str) -> str:
    return f"stamp:{name}"
