"""How often the pages of an entry are opened: a number per day, without a cookie, an address, or who it was.

A view adds one in the cache and touches no table. From there the numbers of today and yesterday are carried over every
few minutes; the larger one counts, so that carrying over twice adds nothing, and a cache that was emptied takes nothing
away.
"""

import re
from contextlib import suppress
from datetime import date, timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from redis.exceptions import RedisError

from core.batches import batched
from landscape.models import CODE_LENGTH, DailyViews, Entry
from organisations.permissions import is_member

KEPT_SECONDS = 3 * 24 * 60 * 60
AT_ONCE = 500
# Programs that say what they are. Others cannot be told from people, and need not be: nothing depends on the number.
_PROGRAM = re.compile(r"bot\b|bot/|crawl|spider|slurp|preview|monitor|curl|wget|python|headless|scan|fetch", re.I)


def count_view(request: HttpRequest, slug: str) -> None:
    """Count that somebody opened a page of the entry whose address ends with `slug`, unless it was a program, a page
    fetched in advance, or somebody of the house or of the organisation. Reads no table for visitors, so that it may
    be called where a whole page comes out of the cache. Never fails."""
    code = slug[-CODE_LENGTH:]
    if _is_counted(request, code):
        count_code(code)


def count_code(code: str) -> None:
    """Add one view of today to the entry with `code`."""
    key = _key(code, timezone.localdate())
    with suppress(RedisError, ValueError):  # ValueError: it ran out between the two steps
        cache.add(key, 0, KEPT_SECONDS)
        cache.incr(key)


def _is_counted(request: HttpRequest, code: str) -> bool:
    headers, user = request.headers, request.user
    in_advance = "prefetch" in headers.get("Sec-Purpose", "") or "prefetch" in headers.get("Purpose", "")
    agent = headers.get("User-Agent", "")
    if request.method != "GET" or in_advance or not agent or _PROGRAM.search(agent):
        return False
    return not user.is_authenticated or not (user.moderates or _is_own(user, code))


def _is_own(user, code: str) -> bool:
    owner = Entry.objects.filter(code=code).values_list("organisation_id", flat=True).first()
    return is_member(user, owner)


def _key(code: str, day: date) -> str:
    return f"landscape:views:{day}:{code}"


def carry_over() -> int:
    """Write what was counted yesterday and today into the table; return how many rows are different now."""
    today = timezone.localdate()
    return sum(_carry_over(day) for day in (today - timedelta(days=1), today))


def _carry_over(day: date) -> int:
    changed = 0
    for entries in batched(Entry.objects.order_by("pk").values_list("pk", "code"), AT_ONCE):
        counted = cache.get_many([_key(code, day) for _pk, code in entries])
        seen = {pk: counted[_key(code, day)] for pk, code in entries if _key(code, day) in counted}
        stored = dict(DailyViews.objects.filter(entry__in=seen, day=day).values_list("entry", "views"))
        rows = [DailyViews(entry_id=pk, day=day, views=n) for pk, n in seen.items() if n > stored.get(pk, 0)]
        DailyViews.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["entry", "day"], update_fields=["views"]
        )
        changed += len(rows)
    return changed
