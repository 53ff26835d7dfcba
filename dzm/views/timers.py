"""What should have happened by itself, started again by a person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scheduling.selectors import failed_timers
from scheduling.services import try_again


@require_POST
def timer_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a timer that failed run within the next minute; for project leads."""
    if not request.user.is_project_lead:
        raise PermissionDenied
    try_again(get_object_or_404(failed_timers(), pk=pk), actor=request.user)
    messages.success(request, _("It is tried again within a minute."))
    return redirect("dashboard")
