"""Figures of a municipality for those who answer for it; any period and the rows behind a number for project leads."""

from dataclasses import dataclass
from functools import partial

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from core.disclosure import FEWEST, LARGEST_SHARE
from core.spans import Span, midnight
from regions.models import Municipality
from reporting.forms import Against, FreeCountForm, ReportForm, RowsForm
from reporting.measures import MEASURES, TOTAL, Measure
from reporting.models import FreeCount
from reporting.papers import FORMATS
from reporting.permissions import can_count_freely, can_read_figures
from reporting.rows import rows_behind
from reporting.selectors import (
    Report,
    charts_of,
    free_report,
    frozen_spans,
    municipalities_for,
    municipality_report,
    usual_span,
)
from reporting.services import ask_for_count
from shares.permissions import can_enter_events
from shares.selectors import held_for

PAGE_SIZE = 50


@dataclass(frozen=True)
class _Asked:
    """What the address asks for: place, frozen period, and the one it is compared with. `frozen` periods there are."""

    municipality: Municipality
    span: Span | None
    against: str
    frozen: int

    @property
    def compared(self) -> Span:
        return self.span.before if self.against == Against.BEFORE else self.span.year_before

    @property
    def query(self) -> dict[str, str]:
        return {"municipality": self.municipality.ags, "period": self.span.slug, "against": self.against}

    def report(self, user) -> Report:
        return municipality_report(self.municipality, self.span, self.compared, drills=can_count_freely(user))


def _asked(request: HttpRequest) -> _Asked:
    """Read the address. What is not for this person, or not frozen, does not exist."""
    if not can_read_figures(request.user):
        raise PermissionDenied
    choices = list(municipalities_for(request.user))
    wanted = request.GET.get("municipality") or (choices[0].ags if choices else "")
    chosen = next((place for place in choices if place.ags == wanted), None)
    spans = frozen_spans()
    slug = request.GET.get("period", "")
    span = next((each for each in spans if each.slug == slug), None) if slug else usual_span(spans)
    against = request.GET.get("against") or Against.YEAR
    if chosen is None or (slug and span is None) or against not in Against:
        raise Http404
    return _Asked(chosen, span, against, len(spans))


@require_safe
def municipality(request: HttpRequest) -> HttpResponse:
    """The figures of the own municipality beside the county's, of one frozen period and of one to compare with."""
    asked = _asked(request)
    context = {
        "municipality": asked.municipality,
        "can_count": can_count_freely(request.user),
        "held": held_for(asked.municipality, asked.span.last if asked.span else timezone.localdate()),
        "can_simulate": can_enter_events(request.user),
    }
    if asked.span:
        context |= {
            "asked": asked,
            "form": ReportForm(asked.query, user=request.user),
            # what is frozen is drawn once: see the template
            "report": SimpleLazyObject(partial(asked.report, request.user)),
            "charts": SimpleLazyObject(partial(charts_of, asked.municipality, asked.span)),
            "measures": MEASURES,
            "formats": FORMATS,
            "fewest": FEWEST,
            "percent": round(100 * LARGEST_SHARE),
        }
    return render(request, "reporting/municipality.html", context)


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The same report as a file. It holds protected figures only, so nobody has to say what for."""
    asked = _asked(request)
    if form not in FORMATS or asked.span is None:
        raise Http404
    write, content_type = FORMATS[form]
    title = f"{asked.municipality.official_name}, {asked.span.label}"
    name = f"{slugify(asked.municipality.name)}-{asked.span.slug.lower()}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(asked.report(None), title), content_type=content_type, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def free(request: HttpRequest) -> HttpResponse:
    """Ask for the figures of any period; below, what the person asked for before."""
    if not can_count_freely(request.user):
        raise PermissionDenied
    form = FreeCountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = ask_for_count(form.cleaned_data["first"], form.cleaned_data["last"], actor=request.user)
        return redirect("reporting:free_count", asked.pk)
    context = {"form": form, "counts": FreeCount.objects.visible_to(request.user)}
    return render(request, "reporting/free.html", context)


@require_safe
def free_count(request: HttpRequest, pk: int) -> HttpResponse:
    """What was counted for a free period, with every number leading to its rows."""
    counted = get_object_or_404(FreeCount.objects.visible_to(request.user), pk=pk)
    if not can_count_freely(request.user):
        raise PermissionDenied
    places = municipalities_for(request.user)
    ags = request.GET.get("municipality", "")
    chosen = next((place for place in places if place.ags == ags), None)
    if ags and chosen is None:
        raise Http404
    context = {
        "counted": counted,
        "steps": len(MEASURES),
        "places": places,
        "municipality": chosen,
        "report": None if counted.is_under_way else free_report(counted, chosen),
    }
    return render(request, "reporting/free_count.html", context)


@require_safe
def free_status(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the count is; the page asks every second."""
    counted = get_object_or_404(FreeCount.objects.visible_to(request.user), pk=pk)
    if not can_count_freely(request.user):
        raise PermissionDenied
    response = render(request, "reporting/_free_status.html", {"counted": counted, "steps": len(MEASURES)})
    if not counted.is_under_way:
        response.headers["HX-Refresh"] = "true"
    return response


@require_safe
def figure(request: HttpRequest) -> HttpResponse:
    """The rows behind one number as they are counted today, each with the way to its case."""
    if not can_count_freely(request.user):
        raise PermissionDenied
    form = RowsForm(request.GET)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    measure, label = _series(asked["measure"], asked["series"])
    place = Municipality.objects.of_hub().filter(ags=asked["place"]).first()
    if measure is None or (asked["place"] and place is None and asked["place"] != "unknown"):
        raise Http404
    keys = rows_behind(measure, asked["series"], asked["place"], midnight(asked["first"]), midnight(asked["last"]))
    page = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"measure": measure, "label": label, "place": place, "asked": asked, "page_obj": page}
    return render(request, "reporting/figure.html", context)


def _series(slug: str, series: str) -> tuple[Measure | None, str]:
    """Return the measure and the name of a series of it."""
    measure = next((each for each in MEASURES if each.slug == slug), None)
    if measure is None or series == TOTAL:
        return measure, ""
    name, _slash, category = series.partition("/")
    dimension = measure.dimension(name)
    if dimension is None:
        return None, ""
    return measure, str(dimension.labels().get(category, category))
