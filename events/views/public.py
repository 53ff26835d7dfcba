"""Events as everybody reads them."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.findable import json_ld
from core.public_pages import public_page
from events import room
from events.calendar import as_calendar, as_file
from events.facets import EventSearch
from events.findable import CARD, machine_readable
from events.following.selectors import left_behind
from events.models import Event
from events.permissions import can_create_events, can_manage_event
from events.selectors import month_of
from events.words import access_of, description_of, organiser_of, summary_of, title_of

PAGE_SIZE = 20
IN_CALENDAR = 200  # events of a calendar that programs follow
CALENDAR = "text/calendar; charset=utf-8"


def _list(request: HttpRequest, *, past: bool) -> HttpResponse:
    search = EventSearch(request.GET, past=past)
    page = Paginator(search.results, PAGE_SIZE).get_page(request.GET.get("page"))
    search.mark(page)
    context = {
        "search": search,
        "facets": search.facets,
        "chosen": search.chosen,
        "page_obj": page,
        "is_past": past,
        "can_create": request.user.is_authenticated and can_create_events(request.user),
    }
    return render(request, "events/list.html", context)


@public_page("events", "regions")
def event_list(request: HttpRequest) -> HttpResponse:
    """What is to come, the next first, narrowed by the address."""
    return _list(request, past=False)


@public_page("events", "regions")
def past_list(request: HttpRequest) -> HttpResponse:
    """What has been, the last first."""
    return _list(request, past=True)


@public_page("events", "regions")
def month_now(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    return _month(request, today.year, today.month)


@public_page("events", "regions")
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """One month as a calendar, and as a list on a narrow screen."""
    return _month(request, year, month)


def _month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    this_year = timezone.localdate().year
    if not this_year - 10 <= year <= this_year + 10 or not 1 <= month <= 12:
        raise Http404
    return render(request, "events/month.html", {"month": month_of(year, month)})


@public_page("events", "regions")
def calendar_file(request: HttpRequest) -> HttpResponse:
    """The events to come, narrowed by the address like the list, for programs that follow a calendar. Cancelled ones
    stay in it for a while, so that calendars strike them out."""
    search = EventSearch(request.GET)
    coming = [event.pk for event in search.results[:IN_CALENDAR]]
    recent = Event.objects.filter(state="cancelled", dates__ends_at__gt=timezone.now())
    events = Event.objects.filter(pk__in=[*coming, *recent.values_list("pk", flat=True)]).for_list()
    return HttpResponse(as_calendar(events, _("Events of the DZM")), content_type=CALENDAR)


def fetch(slug: str) -> Event:
    """Return the public event at this address, else 404."""
    code = slug.rpartition("-")[2]
    return get_object_or_404(Event.objects.public().for_list(), code=code)


@public_page("events", "regions")
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    event = fetch(slug)
    if slug != event.slug:
        return redirect(event, permanent=True)
    request.card = (CARD, event.code)
    context = {
        "event": event,
        **texts_of(event),
        **room.shown(event),
        "dates": event.dates.all(),
        "can_manage": request.user.is_authenticated and can_manage_event(request.user, event),
        "machine_readable": json_ld(*machine_readable(event)),
        **left_behind(event),
    }
    return render(request, "events/detail.html", context)


def texts_of(event: Event) -> dict:
    """Return the texts of `event` in the reader's language."""
    return {
        "title": title_of(event),
        "summary": summary_of(event),
        "description": description_of(event),
        "access": access_of(event.venue) if event.venue else None,
        "organiser": organiser_of(event),
    }


@public_page("events")
def event_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The dates of an event as a file for the own calendar."""
    event = fetch(slug)
    response = HttpResponse(as_file(event), content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response
