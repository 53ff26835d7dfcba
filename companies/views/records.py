"""What was said when: the versions of a need, and the record of the intake conversation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from companies.forms import IntakeForm
from companies.intake import save_intake
from companies.models import Need, NeedVersion
from companies.versions import changes
from companies.views.pages import fetch_need, need_page
from organisations.permissions import is_member


@require_safe
def need_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare two versions, the last two unless `?older=` and `?newer=` say otherwise."""
    need = fetch_need(request, pk)
    versions = list(need.versions.select_related("written_by__contact"))
    older, newer = _chosen(request, versions)
    context = {
        "need": need,
        "versions": versions,
        "older": older,
        "newer": newer,
        "changes": changes(older, newer) if older and newer else [],
        "is_own": is_member(request.user, need.organisation_id),
    }
    return render(request, "companies/need_versions.html", context)


def _chosen(request: HttpRequest, versions: list[NeedVersion]) -> tuple[NeedVersion | None, NeedVersion | None]:
    by_number = {str(version.number): version for version in versions}
    newer = by_number.get(request.GET.get("newer", ""), versions[-1] if versions else None)
    older = by_number.get(request.GET.get("older", ""), versions[-2] if len(versions) > 1 else None)
    if older and newer and older.number > newer.number:
        older, newer = newer, older
    return older, newer


@require_POST
def need_intake(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the internal record of the intake conversation."""
    need: Need = fetch_need(request, pk, "qualify")
    form = IntakeForm(request.POST, instance=getattr(need, "intake", None))
    if not form.is_valid():
        return need_page(request, need, form)
    save_intake(need, form, actor=request.user)
    messages.success(request, _("The notes of the conversation are saved."))
    return redirect(f"{need.get_absolute_url()}#intake")
