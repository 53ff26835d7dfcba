"""Keeping the filter of a list under a name, and opening a list with it."""

from django.db import IntegrityError, transaction
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import SavedFilter, User
from core.states import GuardFailed, require

AT_MOST = 10  # per list; more would be a second list to search
# Where on the list somebody stands, and words that were searched for: those may name people.
NOT_SAVED = {"q", "page", "all", "select", "case", "csrfmiddlewaretoken"}
QUERY_LENGTH = SavedFilter._meta.get_field("query").max_length
LISTS = {
    "needs": "companies:need_queue",
    "introductions": "matchmaking:introduction_list",
    "offers": "startups:offer_queue",
    "pipeline": "pipeline",
}


def clean_query(data: QueryDict) -> str:
    """Return what of a query is worth saving, in a fixed order; "" where nothing narrows the list."""
    kept = QueryDict(mutable=True)
    for name in sorted(data):
        values = [value for value in data.getlist(name) if value]
        if name not in NOT_SAVED and values:
            kept.setlist(name, values)
    return kept.urlencode()


def saved_filters(request: HttpRequest, page: str) -> list[SavedFilter]:
    """Return the filters of the person for one list, read once per request."""
    known = request.__dict__.setdefault("_saved_filters", {})
    if page not in known:
        known[page] = list(SavedFilter.objects.of(request.user).filter(page=page))
    return known[page]


def opening_query(request: HttpRequest, page: str) -> str:
    """Return the filter the list opens with for this person; "" where there is none, or the page was asked for with a
    query of its own."""
    if request.GET:
        return ""
    return next((saved.query for saved in saved_filters(request, page) if saved.is_default), "")


@transaction.atomic
def save_filter(user, page: str, name: str, query: str) -> SavedFilter:
    """Keep `query` (as `clean_query` returns it) under `name`. Raises GuardFailed."""
    User.objects.select_for_update().get(pk=user.pk)  # two forms at once must not pass the limit together
    require(query and len(query) <= QUERY_LENGTH, _("Narrow the list first, then save the filter."))
    full = SavedFilter.objects.of(user).filter(page=page).count() >= AT_MOST
    message = ngettext(
        "There is room for %(number)d filter. Delete one first.",
        "There is room for %(number)d filters. Delete one first.",
        AT_MOST,
    )
    require(not full, message % {"number": AT_MOST})
    return _write(SavedFilter(user=user, page=page, name=name, query=query))


def rename_filter(saved: SavedFilter, name: str) -> SavedFilter:
    saved.name = name
    return _write(saved)


def _write(saved: SavedFilter) -> SavedFilter:
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        raise GuardFailed([_("There already is a filter of this name.")]) from None
    return saved


@transaction.atomic
def open_with(saved: SavedFilter, *, wanted: bool) -> None:
    """Let the list open with this filter, and with no other; or with none."""
    rows = SavedFilter.objects.of(saved.user).filter(page=saved.page)
    list(rows.order_by("pk").select_for_update())
    rows.filter(is_default=True).update(is_default=False)
    if wanted:
        rows.filter(pk=saved.pk).update(is_default=True)
