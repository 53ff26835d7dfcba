"""Making somebody responsible for several needs: first who is concerned, then the step."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.forms import PersonField
from accounts.selectors import leads
from companies.assigning import assign
from companies.models import Need
from core.several import take_each, wanted_ids


class AssignForm(forms.Form):
    owner = PersonField(
        label=_("Who becomes responsible?"),
        queryset=leads(),
        empty_label=_("please choose"),
        error_messages={"required": _("Choose somebody.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def need_assign(request: HttpRequest) -> HttpResponse:
    """`?case=` names the needs. Those the person does not moderate are left out without a word on what they are."""
    if not request.user.moderates:
        raise PermissionDenied
    wanted = wanted_ids((request.POST if request.method == "POST" else request.GET).getlist("case"))
    needs = Need.objects.moderated_by(request.user).filter(pk__in=wanted)
    needs = list(needs.select_related("organisation", "region", "assigned_to__contact").order_by("number", "pk"))
    form = AssignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and needs and form.is_valid():
        report = take_each(needs, lambda need: assign(need, form.cleaned_data["owner"], actor=request.user))
        report.tell(request)
        return redirect("companies:need_queue")
    context = {
        "form": form,
        "affected": [need for need in needs if need.is_open],
        "skipped": [need for need in needs if not need.is_open],
    }
    return render(request, "companies/need_assign.html", context)
