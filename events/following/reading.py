"""The page of slides and minutes, the same by link and signed in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from events.following import material
from events.models import Event
from events.words import title_of
from files.serving import download


def material_page(request: HttpRequest, event: Event) -> HttpResponse:
    """Show what there is to read; `?file=` hands one of the files out."""
    files = list(material.files_of(event))
    wanted = request.GET.get("file", "")
    if wanted:
        found = next((file for file in files if str(file.pk) == wanted), None)
        if found is None:
            raise Http404
        return download(found)
    minutes = material.approved_minutes(event)
    context = {
        "event": event,
        "title": title_of(event),
        "files": files,
        "minutes": minutes,
        "items": event.action_items.select_related("owner") if minutes else (),
    }
    return render(request, "events/following/material.html", context)
