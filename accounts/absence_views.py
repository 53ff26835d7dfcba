"""The page where leads enter when they are away, and see who else is."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.absences import deputy_absences, enter_absence, remove_absence
from accounts.forms import AbsenceForm
from accounts.models import Absence
from accounts.permissions import can_change_absence


def absence_list(request: HttpRequest) -> HttpResponse:
    """Present and coming absences of all leads, and the form for a new one."""
    if not request.user.moderates:
        raise PermissionDenied
    form = AbsenceForm(request.POST or None, author=request.user)
    if request.method == "POST" and form.is_valid() and _entered(request, form):
        return redirect("accounts:absences")
    absences = Absence.objects.visible_to(request.user).not_over(timezone.localdate())
    rows = [
        (absence, can_change_absence(request.user, absence), deputy_absences(absence))
        for absence in absences.select_related("user__contact", "deputy__contact")
    ]
    return render(request, "accounts/absences.html", {"form": form, "rows": rows, "today": timezone.localdate()})


def _entered(request: HttpRequest, form: AbsenceForm) -> bool:
    """Save the absence and return whether that went well: two forms at the same moment may overlap."""
    try:
        absence = enter_absence(form)
    except IntegrityError:
        form.add_error(None, _("There already is an absence in these days."))
        return False
    if deputy_absences(absence):
        messages.warning(request, _("Entered. But the deputy is away in these days, too: nobody stands in then."))
    else:
        messages.success(request, _("The absence is entered."))
    return True


@require_POST
def absence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(Absence.objects.visible_to(request.user), pk=pk)
    if not can_change_absence(request.user, absence):
        raise PermissionDenied
    remove_absence(absence, actor=request.user)
    messages.success(request, _("The absence is removed."))
    return redirect("accounts:absences")
