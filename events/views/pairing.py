"""Meetings at a matchmaking day, as organisers plan them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.states import GuardFailed
from core.steps import took_step
from events.enums import Basis, Kind, TimetableState
from events.models import Appointment, Event, PairingDay, PairingPerson, Timetable
from events.pairing_forms import AddForm, FrameForm, MoveForm, StaffPersonForm
from events.permissions import can_see_participants
from events.services import pairing
from events.timetables import computing, editing, shown
from events.views.manage import fetch

MOST_UNPLACED = 30
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _event(request: HttpRequest, pk: int) -> Event:
    """Return a matchmaking day the person may plan; 404 for other kinds, 403 for those who see numbers only."""
    event = fetch(request, pk, can_see_participants)
    return get_object_or_404(Event, pk=event.pk, kind=Kind.MATCHMAKING)


def _day(request: HttpRequest, pk: int) -> PairingDay:
    return get_object_or_404(PairingDay.objects.select_related("event"), event=_event(request, pk))


def _timetable(request: HttpRequest, pk: int) -> Timetable:
    timetables = Timetable.objects.managed_by(request.user).select_related("day__event")
    return get_object_or_404(timetables, pk=pk)


def _appointment(request: HttpRequest, pk: int) -> Appointment:
    rows = Appointment.objects.filter(timetable__in=Timetable.objects.managed_by(request.user))
    rows = rows.select_related("timetable__day__event", "first__registration", "second__registration")
    return get_object_or_404(rows, pk=pk)


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Frame, participants and timetables of one matchmaking day."""
    event = _event(request, pk)
    day = PairingDay.objects.filter(event=event).first()
    context = {"event": event, "day": day}
    if day:
        people = day.people.select_related("registration", "day").prefetch_related("wishes")
        waiting = event.registrations.coming().filter(pairing=None).count()
        timetables = day.timetables.exclude(state__in=[TimetableState.DISCARDED, TimetableState.REPLACED])
        context |= {"people": people, "waiting": waiting, "timetables": timetables, **shown.numbers_of(day)}
        context["can_replan"] = timetables.filter(state__in=[TimetableState.DRAFT, TimetableState.PUBLISHED]).exists()
    return render(request, "events/pairing/overview.html", context)


@form_page
def frame(request: HttpRequest, pk: int) -> HttpResponse:
    event = _event(request, pk)
    day = PairingDay.objects.filter(event=event).first() or PairingDay(event=event, starts_at=event.starts_at)
    form = FrameForm(request.POST if request.method == "POST" else None, instance=day)
    if request.method == "POST" and _took(
        form, lambda: pairing.set_frame(event, form.cleaned_data, actor=request.user)
    ):
        messages.success(request, _("The times of the meetings are saved."))
        return redirect("events:pairing", event.pk)
    return render(request, "events/pairing/frame.html", {"event": event, "form": form})


def _took(form, step) -> bool:
    """Like `took_step`, for forms of what has no steps."""
    if not form.is_valid():
        return False
    try:
        step()
    except GuardFailed as failure:
        for problem in failure.problems:
            form.add_error(None, problem)
        return False
    return True


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    day = _day(request, pk)
    number = pairing.invite(day, actor=request.user)
    said = ngettext("%(number)d person is asked for wishes.", "%(number)d people are asked for wishes.", number)
    messages.success(request, said % {"number": number})
    return redirect(day.manage_url)


@form_page
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What staff note about one participant."""
    row = get_object_or_404(
        PairingPerson.objects.managed_by(request.user).select_related("registration", "day__event"), pk=pk
    )
    form = StaffPersonForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and _took(form, lambda: pairing.correct(row, form.columns(), actor=request.user)):
        messages.success(request, _("Saved. A timetable that exists changes only when you adapt it."))
        return redirect(row.day.manage_url)
    return render(request, "events/pairing/person.html", {"person": row, "event": row.day.event, "form": form})


@require_POST
def compute(request: HttpRequest, pk: int, basis: str) -> HttpResponse:
    """Plan anew, adapt what is there, or copy it for changes by hand."""
    day = _day(request, pk)
    try:
        timetable = computing.request(day, Basis(basis), actor=request.user)
    except GuardFailed as failure:
        messages.error(request, str(failure))
        return redirect(day.manage_url)
    return redirect(timetable)


@require_safe
def timetable(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _timetable(request, pk))


def _page(request: HttpRequest, timetable: Timetable, add_form: AddForm | None = None) -> HttpResponse:
    changes = shown.changes_of(timetable) if timetable.is_draft else None
    context = {
        "timetable": timetable,
        "progress": shown.progress_of(timetable),
        "event": timetable.day.event,
        "rows": shown.grid(timetable),
        "tables": range(1, timetable.table_count + 1),
        "number": timetable.appointments.filter(state="planned").count(),
        "unplaced": shown.unplaced(timetable, MOST_UNPLACED),
        "without": shown.without_meeting(timetable),
        "changes": changes,
        "told": shown.told_by(timetable) if timetable.is_draft else 0,
        "add_form": add_form or AddForm(timetable=timetable),
        "form": add_form,
    }
    if changes:
        kinds = ("moved", "dropped", "added")
        context["changed"] = {kind: shown.in_words(timetable, getattr(changes, kind)) for kind in kinds}
    return render(request, "events/pairing/timetable.html", context)


@require_safe
def timetable_status(request: HttpRequest, pk: int) -> HttpResponse:
    row = _timetable(request, pk)
    if not request.htmx:
        return redirect(row)
    response = render(request, "events/pairing/_status.html", {"timetable": row, "progress": shown.progress_of(row)})
    if not row.is_under_way:
        response["HX-Redirect"] = row.get_absolute_url()
    return response


@require_safe
def timetable_print(request: HttpRequest, pk: int) -> HttpResponse:
    row = _timetable(request, pk)
    context = {"timetable": row, "event": row.day.event, "people": shown.of_everybody(row)}
    return render(request, "events/pairing/print.html", context)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    row = _timetable(request, pk)
    try:
        told = editing.publish(row, actor=request.user)
    except GuardFailed as failure:
        for problem in failure.problems:
            messages.error(request, str(problem))
        return redirect(row)
    said = ngettext("Published. %(number)d person is told.", "Published. %(number)d people are told.", told)
    messages.success(request, said % {"number": told})
    return redirect(row)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    row = _timetable(request, pk)
    return _step(request, row.day.manage_url, lambda: editing.discard(row, actor=request.user), _("Discarded."))


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    row = _timetable(request, pk)
    form = AddForm(request.POST, timetable=row)

    def step() -> None:
        data = form.cleaned_data
        people = data["one"], data["other"]
        editing.add(row, people=people, slot=data["slot"], table=data["table"], actor=request.user)

    if not took_step(form, step):
        return _page(request, row, form)
    messages.success(request, _("The meeting is added."))
    return redirect(row)


@form_page
def appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: give it another time, keep it there, or cancel it."""
    row = _appointment(request, pk)
    initial = {"slot": row.slot, "table": None if row.table is None else row.table + 1}
    form = MoveForm(request.POST if request.method == "POST" else None, timetable=row.timetable, initial=initial)
    if request.method == "POST" and took_step(form, lambda: editing.move(row, **form.cleaned_data, actor=request.user)):
        messages.success(request, _("The meeting is moved."))
        return redirect(row.timetable)
    context = {"appointment": row, "timetable": row.timetable, "event": row.timetable.day.event, "form": form}
    return render(request, "events/pairing/appointment.html", context)


@require_POST
def appointment_pin(request: HttpRequest, pk: int) -> HttpResponse:
    row = _appointment(request, pk)
    is_pinned = not row.is_pinned
    said = _("This meeting stays where it is.") if is_pinned else _("This meeting may be moved again.")
    return _step(
        request,
        row.timetable.get_absolute_url(),
        lambda: editing.pin(row, is_pinned=is_pinned, actor=request.user),
        said,
    )


@require_POST
def appointment_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = _appointment(request, pk)
    return _step(
        request,
        row.timetable.get_absolute_url(),
        lambda: editing.cancel(row, actor=request.user),
        _("The meeting is cancelled. The two are not put together again."),
    )


def _step(request: HttpRequest, url: str, step, said: str) -> HttpResponse:
    try:
        step()
    except GuardFailed as failure:
        messages.error(request, str(failure))
    else:
        messages.success(request, said)
    return redirect(url)
