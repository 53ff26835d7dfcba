"""The page "Lernen": versions of the weights side by side, and one click to use another one."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from matchmaking.engine import load_resources
from matchmaking.learning.live import keep_fixed, let_learn, put_live
from matchmaking.learning.models import LearnedWeights

PAGE_SIZE = 20
GROUPS = {
    "text": gettext_lazy("Text of need and offer"),
    "topics": gettext_lazy("Topics"),
    "sector": gettext_lazy("Sector"),
    "region": gettext_lazy("Distance"),
    "budget": gettext_lazy("Price and budget"),
    "kind": gettext_lazy("What is sought"),
    "language": gettext_lazy("Language"),
    "terms": gettext_lazy("In the text: words and meanings"),
    "focus": gettext_lazy("In the text: how much of the offer is about it"),
    "spelling": gettext_lazy("In the text: spelling"),
}
OBJECTIONS = {
    "few_decisions": gettext_lazy("Too few decisions to compare."),
    "decisions_worse": gettext_lazy("Might order what you decided on worse."),
    "no_gold": gettext_lazy("The test collection is missing in this installation."),
    "gold_worse": gettext_lazy("Orders the test collection worse."),
}


@dataclass(frozen=True)
class Version:
    """A line of the table."""

    row: LearnedWeights
    is_usable: bool

    @property
    def changes(self) -> list[tuple[Any, float]]:
        """Groups that count noticeably more or less than fixed, the strongest change first."""
        factors = [(name, factor) for name, factor in self.row.multipliers.items() if abs(factor - 1.0) >= 0.05]
        factors.sort(key=lambda each: max(each[1], 1.0 / each[1]), reverse=True)
        return [(GROUPS.get(name, name), factor) for name, factor in factors]

    @property
    def objections(self) -> list[Any]:
        return [OBJECTIONS.get(code, code) for code in self.row.verdict.get("objections", ())]

    @property
    def order(self) -> tuple[float, float] | None:
        """Per cent of pairs in the right order, before and with this version."""
        return _percent(self.row.verdict, "order")

    @property
    def gold(self) -> tuple[float, float] | None:
        return _percent(self.row.verdict, "gold")


def _percent(verdict: dict, name: str) -> tuple[float, float] | None:
    old, new = verdict.get(f"{name}_old"), verdict.get(f"{name}_new")
    return None if old is None or new is None else (100 * old, 100 * new)


def _check_may_choose(request: HttpRequest) -> None:
    """Project leads and the operator: weights count for all regions."""
    if not (request.user.is_project_lead or request.user.is_superuser):
        raise PermissionDenied


@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    """All versions, newest first."""
    _check_may_choose(request)
    page = Paginator(LearnedWeights.objects.select_related("chosen_by"), PAGE_SIZE).get_page(request.GET.get("page"))
    release = load_resources().weights_version
    live = LearnedWeights.objects.filter(is_live=True, based_on=release).select_related("chosen_by").first()
    context = {
        "page_obj": page,
        "versions": [Version(row, row.based_on == release) for row in page],
        "live": live,
    }
    return render(request, "matchmaking/learning.html", context)


@require_POST
def learning_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Use this version from now on, be it older or one that was found worse."""
    _check_may_choose(request)
    put_live(get_object_or_404(LearnedWeights, pk=pk), actor=request.user)
    messages.success(request, _("This version is used from the next computation on."))
    return redirect("matchmaking:learning")


@require_POST
def learning_use_fixed(request: HttpRequest) -> HttpResponse:
    """Go back to the weights that came with this release."""
    _check_may_choose(request)
    put_live(keep_fixed(), actor=request.user)
    messages.success(request, _("The fixed weights are used from the next computation on."))
    return redirect("matchmaking:learning")


@require_POST
def learning_resume(request: HttpRequest) -> HttpResponse:
    """Let the nightly job choose again."""
    _check_may_choose(request)
    let_learn(actor=request.user)
    messages.success(request, _("A better version is used by itself again."))
    return redirect("matchmaking:learning")
