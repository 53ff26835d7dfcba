"""Issues that were sent, for everybody."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.public_pages import public_page
from core.told import reader_language
from newsletter.content import content_of, still_public
from newsletter.models import Issue
from newsletter.sending import STAMP

PAGE_SIZE = 20
# What an issue shows is gone from its page as soon as it is gone from the page it comes from.
SHOWN = (STAMP, "events", "landscape", "board", "regions")


@public_page(STAMP)
def archive(request: HttpRequest) -> HttpResponse:
    """The issues that were sent, the last first."""
    issues = Issue.objects.public().order_by("-started_at", "-pk").defer("content")
    page = Paginator(issues, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "newsletter/archive.html", {"page_obj": page})


@public_page(*SHOWN)
def archived(request: HttpRequest, code: str) -> HttpResponse:
    """One issue as it was sent, without links for one reader and without what was withdrawn since."""
    issue = get_object_or_404(Issue.objects.public(), code=code)
    content = still_public(content_of(issue)[reader_language()])
    return render(request, "newsletter/archived.html", {"issue": issue, "content": content})
