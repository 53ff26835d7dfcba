"""Organisers write events down, publish, change, copy and cancel them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.states import GuardFailed
from core.steps import form_key_of, took_step
from events import notices
from events.filters import EventFilter
from events.forms import CancelForm, CopyForm, EventForm, ProlongForm, SeriesForm, question_formset, time_formset
from events.models import Event, Question
from events.permissions import (
    can_create_events,
    can_make_lists,
    can_manage_event,
    can_publish_event,
    can_see_participants,
    works_for_hub,
)
from events.room import rooms_of
from events.services import editing, publishing, series
from events.services.publishing import missing_for_publication
from events.views.public import texts_of

PAGE_SIZE = 25
MORE = 3  # empty rows more that one press of the button gives


def fetch(request: HttpRequest, pk: int, allowed=can_manage_event) -> Event:
    """Return the event if the person manages it, else 404; 403 where `allowed(user, event)` says no."""
    event = get_object_or_404(Event.objects.managed_by(request.user).for_list(), pk=pk)
    if not allowed(request.user, event):
        raise PermissionDenied
    return event


@require_safe
def manage_list(request: HttpRequest) -> HttpResponse:
    """All events the person manages, the next first."""
    if not can_create_events(request.user):
        raise PermissionDenied
    rows = EventFilter(request.GET, queryset=Event.objects.managed_by(request.user).for_list())
    page = Paginator(rows.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "events/manage_list.html", {"filter": rows, "page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    if not can_create_events(request.user):
        raise PermissionDenied
    event = Event(form_key=form_key_of(request), language="de")
    return _edit(request, event)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, pk)
    if event.state in Event.workflow.terminal:
        raise PermissionDenied
    return _edit(request, event)


def _edit(request: HttpRequest, event: Event) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    initial = {"language": get_language()[:2]} if event.pk is None else None
    form = EventForm(posted, instance=event, user=request.user, initial=initial)
    asks_only = posted is not None and ("suggest" in posted or "more" in posted)
    times = _rows(time_formset, posted, event, extra=1 if event.pk is None else 0)
    if asks_only:
        form.suggest_topics()
    elif posted is not None:
        forms_are_valid = [form.is_valid(), times.is_valid()]
        if all(forms_are_valid):
            saved = _save(request, form, times)
            if saved is not None:
                return redirect(saved.manage_url)
    context = {
        "event": event if event.pk else None,
        "form": form,
        "times": times,
        "form_key": event.form_key,
        "was_asked": asks_only,
    }
    return render(request, "events/form.html", context)


def _rows(factory, posted, event: Event, *, extra: int) -> Any:
    """Return the set of rows as posted, with more empty ones where the person has asked for them; `extra` empty ones
    at first."""
    if posted is not None and "more" in posted:
        posted = posted.copy()
        prefix = factory(0).get_default_prefix()
        try:
            total = int(posted.get(f"{prefix}-TOTAL_FORMS", 0))
        except ValueError:
            total = 0
        posted[f"{prefix}-TOTAL_FORMS"] = str(total + MORE)
    return factory(extra)(posted, instance=event)


def _save(request: HttpRequest, form: EventForm, times) -> Event | None:
    data = form.cleaned_data
    parts = editing.Parts(times.times(), data["topics"], data["slot_minutes"])
    event = form.instance
    if event.pk is None:
        event = editing.create_event(event, parts, actor=request.user)
        messages.success(request, _("The draft is saved."))
        return event
    try:
        changes = editing.change_event(event, form.columns(), parts, actor=request.user)
    except GuardFailed as failure:
        for problem in failure.problems:
            form.add_error(None, problem)
        return None
    told = notices.tell_of_changes(event, changes) if changes else 0
    messages.success(request, _("The changes are saved."))
    if told:
        messages.info(
            request,
            ngettext(
                "%(number)d person who is registered is told of it.",
                "%(number)d people who are registered are told of it.",
                told,
            )
            % {"number": told},
        )
    return event


@require_safe
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, fetch(request, pk))


def _page(request: HttpRequest, event: Event, **bound: Any) -> HttpResponse:
    """The event as its organiser sees it: what it says, what is missing, what can be done."""
    user = request.user
    missing = missing_for_publication(event) if event.state in ("draft", "submitted") else []
    siblings = Event.objects.managed_by(user).filter(series=event.series_id).for_list() if event.series_id else []
    context = {
        "event": event,
        **texts_of(event),
        "dates": event.dates.all(),
        "questions": event.questions.all(),
        "missing": missing,
        "rooms": rooms_of(event),
        "to_call": event.registrations.to_be_called().count() if can_see_participants(user, event) else 0,
        "can_publish": can_publish_event(user, event),
        "can_hand_in": not can_publish_event(user, event) and event.state == "draft",
        "works_for_hub": works_for_hub(user),
        "can_see_participants": can_see_participants(user, event),
        "can_make_lists": can_make_lists(user, event),
        "can_take_back": event.state == "published" and not event.registrations.active().exists(),
        "siblings": sorted(siblings, key=lambda each: each.series_day),
        "cancel_form": bound.get("cancel_form") or CancelForm(case=event),
        "copy_form": bound.get("copy_form") or CopyForm(case=event),
        "series_form": bound.get("series_form") or SeriesForm(case=event),
        "prolong_form": bound.get("prolong_form") or ProlongForm(case=event),
        "form": next(iter(bound.values()), None),
    }
    return render(request, "events/manage.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked at the registration."""
    event = fetch(request, pk)
    posted = request.POST if request.method == "POST" else None
    rows = _rows(question_formset, posted, event, extra=0 if event.questions.exists() else 1)
    if posted is not None and "more" not in posted and rows.is_valid():
        kept = [form for form in rows.forms if form not in rows.deleted_forms and form.cleaned_data.get("text")]
        gone: list[Question] = [form.instance for form in rows.deleted_forms if form.instance.pk]
        try:
            editing.write_questions(event, [form.instance for form in kept], gone, actor=request.user)
        except GuardFailed as failure:
            messages.error(request, str(failure))
        else:
            messages.success(request, _("The questions are saved."))
            return redirect(event.manage_url)
    return render(request, "events/questions.html", {"event": event, "rows": rows})


def _step(request: HttpRequest, event: Event, step, said: str) -> HttpResponse:
    step(event, actor=request.user)
    messages.success(request, said)
    return redirect(event.manage_url)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, pk)
    return _step(request, event, publishing.submit, _("The hub looks at your event and publishes it."))


@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, pk, lambda user, _event: works_for_hub(user))
    return _step(request, event, publishing.give_back, _("The event is a draft again."))


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, pk, can_publish_event)
    return _step(request, event, publishing.publish, _("The event is published."))


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, pk, can_publish_event)
    return _step(request, event, publishing.take_back, _("The event is a draft again."))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, pk, can_publish_event)
    form = CancelForm(request.POST, case=event)
    if not took_step(form, lambda: publishing.cancel(event, actor=request.user, **form.cleaned_data)):
        return _page(request, event, cancel_form=form)
    messages.success(request, _("The event is cancelled. Everybody who is registered is told."))
    return redirect(event.manage_url)


@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, pk)
    form = CopyForm(request.POST, case=event)
    made: list[Event] = []
    if not took_step(form, lambda: made.append(editing.copy_event(event, actor=request.user, **form.cleaned_data))):
        return _page(request, event, copy_form=form)
    messages.success(request, _("This is the copy, a draft. Check the dates before you publish it."))
    return redirect(made[0].manage_url)


@require_POST
def make_series(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, pk)
    form = SeriesForm(request.POST, case=event)
    made: list[Event] = []
    if not took_step(form, lambda: made.extend(series.make_series(event, actor=request.user, **form.cleaned_data))):
        return _page(request, event, series_form=form)
    return _told_of(request, event, len(made))


@require_POST
def prolong(request: HttpRequest, pk: int) -> HttpResponse:
    event = fetch(request, pk)
    form = ProlongForm(request.POST, case=event)
    made: list[Event] = []

    def step() -> None:
        if event.series is None:
            raise GuardFailed([_("The event belongs to no series.")])
        made.extend(series.prolong(event.series, actor=request.user, **form.cleaned_data))

    if not took_step(form, step):
        return _page(request, event, prolong_form=form)
    return _told_of(request, event, len(made))


def _told_of(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    messages.success(
        request,
        ngettext("%(number)d further event is a draft now.", "%(number)d further events are drafts now.", number)
        % {"number": number},
    )
    return redirect(event.manage_url)


@require_POST
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Texts, place and time of this event for the later ones of its series."""
    event = fetch(request, pk)
    number = series.pass_on(event, actor=request.user)
    messages.success(
        request,
        ngettext(
            "%(number)d later event of the series was changed.",
            "%(number)d later events of the series were changed.",
            number,
        )
        % {"number": number}
        + " "
        + _("Exceptions, and events somebody is registered for, stay as they are."),
    )
    return redirect(event.manage_url)
