"""The pages that the law wants reachable from everywhere."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.public_pages import public_page
from legal.details import DETAILS, missing_details, statement_due
from legal.permissions import can_view_legal_details
from legal.statement import load_statement


@public_page()
def imprint(request: HttpRequest) -> HttpResponse:
    return render(request, "legal/imprint.html", {"operator": settings.OPERATOR})


@public_page()
def terms(request: HttpRequest) -> HttpResponse:
    """Terms of use with the rules of moderation (Art. 14 DSA) and the contact points (Art. 11 and 12 DSA)."""
    context = {"operator": settings.OPERATOR, "days": settings.REPORT_WORKING_DAYS}
    return render(request, "legal/terms.html", context)


@public_page()
def accessibility(request: HttpRequest) -> HttpResponse:
    context = {
        "operator": settings.OPERATOR,
        "statement": load_statement(),
        "days": settings.BARRIER_WORKING_DAYS,
    }
    return render(request, "legal/accessibility.html", context)


@require_safe
def details(request: HttpRequest) -> HttpResponse:
    """What the legal pages name, and what is still missing."""
    if not can_view_legal_details(request.user):
        raise PermissionDenied
    context = {
        "details": DETAILS,
        "missing": missing_details(),
        "statement": load_statement(),
        "statement_due": statement_due(timezone.localdate()),
    }
    return render(request, "legal/details.html", context)
