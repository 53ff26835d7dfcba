"""Addresses of an organisation that was merged into another lead to the one that remains."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from organisations.models import Organisation
from organisations.selectors import remaining_organisation


class MergedOrganisationMiddleware:
    """Sends people who follow an old link on to the same page of the remaining organisation, with a note, if they may
    see that one. Asks only where a page was not found."""

    def __init__(self, get_response):
        self._get_response = get_response

    def __call__(self, request: HttpRequest):
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseRedirect | None:
        match = request.resolver_match
        if not isinstance(exception, Http404) or request.method not in ("GET", "HEAD") or "org" not in match.kwargs:
            return None
        remaining = remaining_organisation(match.kwargs["org"])
        visible = remaining and Organisation.objects.visible_to(request.user).filter(pk=remaining).first()
        if not visible:
            return None
        messages.info(request, _("This organisation is now part of %s. You are on its page.") % visible.name)
        return redirect(match.view_name, **{**match.kwargs, "org": remaining})
