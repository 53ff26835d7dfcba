"""Setting aside or dismissing several proposals of a need: first which, then the step."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from core.several import take_each, wanted_ids
from matchmaking.enums import DismissScope, IntroductionState
from matchmaking.forms import DismissForm, SnoozeForm
from matchmaking.models import Introduction
from matchmaking.services import moderation
from matchmaking.views.pages import fetch_moderated_need


class DismissSeveralForm(DismissForm):
    """One reason for all; each dismissal counts for its own pair only."""

    scope = None


def _dismiss(introduction: Introduction, *, actor, **data) -> None:
    moderation.dismiss(introduction, actor=actor, scope=DismissScope.PAIR, **data)


# What can be done with several at once: nothing that writes to a company. Form, service, title, button.
STEPS: dict[str, tuple[type[forms.Form], Callable, object, object]] = {
    "snooze": (SnoozeForm, moderation.snooze, _("Set several proposals aside"), _("Set aside")),
    "dismiss": (DismissSeveralForm, _dismiss, _("Dismiss several proposals"), _("Dismiss proposals")),
}


@require_http_methods(["GET", "HEAD", "POST"])
def several(request: HttpRequest, pk: int) -> HttpResponse:
    """`?action=snooze` or `dismiss`, `?show=` names the proposals."""
    need = fetch_moderated_need(request, pk)
    sent = request.POST if request.method == "POST" else request.GET
    action = sent.get("action") if sent.get("action") in STEPS else "snooze"
    form_class, step, title, button = STEPS[action]
    found = need.introductions.filter(pk__in=wanted_ids(sent.getlist("show"))).select_related("offer__organisation")
    rows = [_Named(row) for row in found.defer("contributions", "reasons")]
    form = form_class(request.POST) if request.method == "POST" else form_class()
    if request.method == "POST" and rows and form.is_valid():
        report = take_each(rows, lambda named: step(named.row, actor=request.user, **form.cleaned_data))
        report.tell(request)
        return redirect("matchmaking:proposals", need.pk)
    context = {
        "need": need,
        "action": action,
        "title": title,
        "button": button,
        "form": form,
        "affected": [named.row for named in rows if named.row.state == IntroductionState.SUGGESTED],
        "skipped": [named.row for named in rows if named.row.state != IntroductionState.SUGGESTED],
    }
    return render(request, "matchmaking/several.html", context)


class _Named:
    """A proposal that reports call by the name of its provider."""

    def __init__(self, row: Introduction):
        self.row = row

    def __str__(self) -> str:
        return self.row.offer.organisation.name
