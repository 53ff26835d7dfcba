"""What all pages of funded projects begin with."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from projects.permissions import can_keep_projects
from regions.models import FundedProject


def fetch(request: HttpRequest, slug: str) -> FundedProject:
    """Return the project. Who may not keep projects learns nothing of it, not even whether it exists."""
    require_lead(request)
    return get_object_or_404(FundedProject, slug=slug)


def require_lead(request: HttpRequest) -> None:
    if not can_keep_projects(request.user):
        raise PermissionDenied
