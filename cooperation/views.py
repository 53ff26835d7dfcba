"""Figures of partner regions, of local providers and of neutrality: pages, and each of their tables as a file."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cooperation.agreements import Figures
from cooperation.behind import behind
from cooperation.caps import above, caps, standings
from cooperation.facts import INTRODUCED
from cooperation.local import Meter
from cooperation.neutrality import Neutrality
from cooperation.permissions import can_read_agreements, can_read_exact, can_read_local
from cooperation.reading import BeingCountedError
from cooperation.reasons import dismissals, refusals
from cooperation.scope import Scope, scope_of
from cooperation.selectors import agreements_for
from cooperation.sheets import FILES, Sheet
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction

CASES_PER_PAGE = 50


def _require(request: HttpRequest, rule: Callable) -> None:
    if not rule(request.user):
        raise PermissionDenied


def _says_when_not_ready(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view of numbers that all readers see: where they are not worked out yet, it says so."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BeingCountedError:
            return render(request, "cooperation/being_counted.html")

    return answer


def _page(request: HttpRequest, template: str, scope: Scope, **context) -> HttpResponse:
    told = {"scope": scope, "is_exact": scope.is_exact, "can_read_exact": can_read_exact(request.user), **context}
    return render(request, template, told, status=200 if scope.is_valid else 400)


def _file(scope: Scope, sheets: Iterable[Sheet], page: str, table: str, form: str) -> HttpResponse:
    """Answer with the table called `table` as a file."""
    found = next((sheet for sheet in sheets if sheet.key == table), None)
    if form not in FILES or found is None or not scope.is_valid:
        raise Http404
    write, content_type = FILES[form]
    name = f"{page}-{table}-{scope.period.key}-{scope.as_of.isoformat()}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(found, scope.period.label, scope.as_of), content_type=content_type, headers=headers)


@require_safe
@_says_when_not_ready
def agreements(request: HttpRequest) -> HttpResponse:
    """The agreements of the reader with the introductions in both directions."""
    _require(request, can_read_agreements)
    scope = scope_of(request.user, request.GET)
    rows = []
    for each in agreements_for(request.user):
        figures = Figures(each, scope)
        rows.append((each, figures.cells(INTRODUCED) if scope.period else []))
    return _page(request, "cooperation/agreements.html", scope, rows=rows)


@require_safe
@_says_when_not_ready
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of one agreement. Both sides open the same page and read the same numbers."""
    found = get_object_or_404(agreements_for(request.user), slug=slug)
    scope = scope_of(request.user, request.GET)
    figures = Figures(found, scope)
    context = {"agreement": found, "directions": figures.directions}
    if scope.period:
        context |= {"sheet": figures.sheet(), "quarters": figures.quarters(), "trend": figures.trend()}
    return _page(request, "cooperation/agreement.html", scope, **context)


@require_safe
@_says_when_not_ready
def agreement_file(request: HttpRequest, slug: str, table: str, form: str) -> HttpResponse:
    found = get_object_or_404(agreements_for(request.user), slug=slug)
    scope = scope_of(request.user, request.GET)
    figures = Figures(found, scope)
    sheets = (figures.sheet(), figures.quarters()) if scope.period else ()
    return _file(scope, sheets, slug, table, form)


@require_safe
@_says_when_not_ready
def local(request: HttpRequest) -> HttpResponse:
    """The local-customer meter."""
    _require(request, can_read_local)
    scope = scope_of(request.user, request.GET)
    return _page(request, "cooperation/local.html", scope, meter=Meter(scope) if scope.period else None)


@require_safe
@_says_when_not_ready
def local_file(request: HttpRequest, table: str, form: str) -> HttpResponse:
    _require(request, can_read_local)
    scope = scope_of(request.user, request.GET)
    meter = Meter(scope)
    sheets = (meter.sheet(), meter.quarters(), meter.topics()) if scope.period else ()
    return _file(scope, sheets, "lokal", table, form)


def _neutral_sheets(report: Neutrality) -> tuple[Sheet, ...]:
    found = standings()
    period, nearby = report.period, report.nearby
    return (
        report.concentration(),
        report.newcomers(),
        report.places(),
        report.providers(),
        caps(found),
        above(found),
        dismissals(period, nearby),
        refusals(IntroductionState.DECLINED_COMPANY, period, nearby),
        refusals(IntroductionState.DECLINED_PROVIDER, period, nearby),
    )


@require_safe
def neutrality(request: HttpRequest) -> HttpResponse:
    """How evenly providers are treated, with exact numbers and names."""
    _require(request, can_read_exact)
    scope = scope_of(request.user, request.GET, only_exact=True)
    context = {}
    if scope.period:
        report = Neutrality(scope.period, scope.as_of)
        context = {"sheets": _neutral_sheets(report), "curve": report.curve()}
    return _page(request, "cooperation/neutrality.html", scope, **context)


@require_safe
def neutrality_file(request: HttpRequest, table: str, form: str) -> HttpResponse:
    _require(request, can_read_exact)
    scope = scope_of(request.user, request.GET, only_exact=True)
    sheets = _neutral_sheets(Neutrality(scope.period, scope.as_of)) if scope.period else ()
    return _file(scope, sheets, "neutralitaet", table, form)


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The introductions that a number counts."""
    _require(request, can_read_exact)
    found = behind(request.GET, timezone.localdate())
    if found is None:
        raise Http404
    page = Paginator(found.ids, CASES_PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    rows = Introduction.objects.visible_to(request.user).with_parties().in_bulk(shown)
    context = {"behind": found, "page_obj": page, "rows": [rows[pk] for pk in shown if pk in rows]}
    return render(request, "cooperation/cases.html", context)
