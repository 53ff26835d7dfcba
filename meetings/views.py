"""Pages of meetings: plan one, look at it, and what can be done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.bias import refuse_biased
from core.states import InvalidTransition
from matchmaking.models import Introduction
from matchmaking.permissions import introduction_parties
from matchmaking.views.pages import fetch_introduction, took_step
from meetings import attendance, forms, invitations, selectors, services
from meetings.enums import MeetingState, Party
from meetings.models import Meeting
from meetings.permissions import can_see_reports, can_take_meeting_step, parties_of, require_contact

_form_page = require_http_methods(["GET", "HEAD", "POST"])


def fetch_meeting(request: HttpRequest, pk: int, *transitions: str) -> Meeting:
    """Return the meeting if the person may see it, else 404; 403 unless the person may take one of `transitions`."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_case(), pk=pk)
    if transitions and not any(can_take_meeting_step(request.user, each, meeting) for each in transitions):
        refuse_biased(request.user, meeting.introduction, meeting.introduction.need)
        raise PermissionDenied
    return meeting


def _fetch_case(request: HttpRequest, pk: int, *parties: str) -> Introduction:
    """Return an introduction for which the person may plan a meeting, as one of `parties` of its workflow."""
    introduction = fetch_introduction(request, pk)
    if not introduction_parties(request.user, introduction) & set(parties):
        refuse_biased(request.user, introduction, introduction.need)
        raise PermissionDenied
    require_contact(introduction)
    return introduction


def _require_state(meeting: Meeting, transition: str) -> None:
    """Raise InvalidTransition where a page offers a step that the meeting has left behind."""
    if meeting.state not in meeting.workflow[transition].sources:
        raise InvalidTransition(f"meeting {meeting.pk}: {transition} does not leave {meeting.state}")


def _bound(request: HttpRequest, form_class: Callable[..., Form], **options: Any) -> Form:
    return form_class(request.POST if request.method == "POST" else None, **options)


# --- Planning --------------------------------------------------------------------------------------


@_form_page
def meeting_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose times for a meeting of the two sides of introduction `pk`."""
    introduction = _fetch_case(request, pk, "company", "provider", "project_lead")
    form, party = _bound(request, forms.ProposeForm), parties_of(request.user, introduction)[0]
    made: list[Meeting] = []
    if request.method == "POST" and took_step(
        form,
        lambda data: made.append(services.propose(introduction, actor=request.user, party=party, **data)),
    ):
        messages.success(request, _("The others are asked which of these times suit."))
        return redirect(made[0])
    return _planning_page(request, form, introduction, "propose")


@_form_page
def meeting_arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """A lead fixes a time that was agreed on the phone."""
    introduction = _fetch_case(request, pk, "project_lead")
    form, made = _bound(request, forms.TimeForm), []
    if request.method == "POST" and took_step(
        form, lambda data: made.append(services.arrange(introduction, actor=request.user, **data))
    ):
        messages.success(request, _("The time is fixed. Everybody receives an entry for the calendar."))
        return redirect(made[0])
    return _planning_page(request, form, introduction, "arrange")


@_form_page
def meeting_propose_again(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = fetch_meeting(request, pk, "propose_again")
    _require_state(meeting, "propose_again")
    form, party = _bound(request, forms.ProposeForm, meeting=meeting), parties_of(request.user, meeting.introduction)[0]
    if request.method == "POST" and took_step(
        form, lambda data: services.propose_again(meeting, actor=request.user, party=party, **data)
    ):
        messages.success(request, _("The others are asked which of these times suit."))
        return redirect(meeting)
    return _planning_page(request, form, meeting.introduction, "propose_again", meeting)


@_form_page
def meeting_move(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = fetch_meeting(request, pk, "move")
    _require_state(meeting, "move")
    form, party = _bound(request, forms.TimeForm, meeting=meeting), parties_of(request.user, meeting.introduction)[0]
    if request.method == "POST" and took_step(
        form, lambda data: services.move(meeting, actor=request.user, party=party, **data)
    ):
        messages.success(request, _("Saved. The entry in all calendars is brought up to date by e-mail."))
        return redirect(meeting)
    return _planning_page(request, form, meeting.introduction, "move", meeting)


def _planning_page(
    request: HttpRequest, form: Form, introduction: Introduction, step: str, meeting: Meeting | None = None
) -> HttpResponse:
    context = {"form": form, "introduction": introduction, "step": step, "meeting": meeting}
    return render(request, "meetings/meeting_form.html", context)


# --- One meeting -----------------------------------------------------------------------------------


@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _meeting_page(request, fetch_meeting(request, pk))


def _meeting_page(request: HttpRequest, meeting: Meeting, bound: Form | None = None) -> HttpResponse:
    parties = parties_of(request.user, meeting.introduction)
    context = {
        "meeting": meeting,
        "introduction": meeting.introduction,
        "form": bound,
        "rows": selectors.slot_rows(meeting) if meeting.state == MeetingState.PROPOSED else [],
        "can_change": bool(parties) and meeting.may_go_on,
        "reports": [],
        **(_asked_of(meeting, parties[0], bound) if parties else {}),
    }
    if can_see_reports(request.user, meeting):
        context["sees_reports"] = True
        context["reports"] = reports = attendance.reports_of(meeting)
        context["do_differ"] = attendance.do_differ(reports)
    return render(request, "meetings/meeting_detail.html", context)


def _asked_of(meeting: Meeting, party: str, bound: Form | None) -> dict[str, Any]:
    """Return the forms by which `party` may say something now."""
    asked: dict[str, Any] = {"party": party}
    if meeting.state == MeetingState.PROPOSED and meeting.may_go_on:
        slots = selectors.fixable_slots(meeting, party)
        if slots.exists():
            asked["fix_form"] = _bound_or(bound, forms.FixForm, slots=slots)
        if party not in (meeting.proposed_as, Party.LEAD):
            asked["mark_form"] = _bound_or(bound, forms.MarkForm, meeting=meeting)
    if attendance.can_be_reported(meeting):
        own = next((report for report in attendance.reports_of(meeting) if report.party == party), None)
        asked["own_report"] = forms.answer_words(party, own.answer) if own else ""
        asked["report_form"] = _bound_or(bound, forms.ReportForm, party=party)
    return asked


def _bound_or(bound: Form | None, form_class: type[Form], **options: Any) -> Form:
    return bound if isinstance(bound, form_class) else form_class(**options)


@require_POST
def meeting_mark(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = fetch_meeting(request, pk, "mark")
    _require_state(meeting, "mark")
    form, party = forms.MarkForm(request.POST, meeting=meeting), parties_of(request.user, meeting.introduction)[0]
    if not took_step(form, lambda data: _mark(request, meeting, party, data)):
        return _meeting_page(request, meeting, form)
    messages.success(request, _("Noted. The others have been told."))
    return redirect(meeting)


def _mark(request: HttpRequest, meeting: Meeting, party: str, data: dict) -> None:
    services.mark(meeting, party=party, contact=request.user.contact, suiting=data["slots"], proposal=data["proposal"])


@require_POST
def meeting_fix(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = fetch_meeting(request, pk, "fix")
    _require_state(meeting, "fix")
    party = parties_of(request.user, meeting.introduction)[0]
    form = forms.FixForm(request.POST, slots=selectors.fixable_slots(meeting, party))
    if not took_step(form, lambda data: services.fix(meeting, actor=request.user, party=party, **data)):
        return _meeting_page(request, meeting, form)
    messages.success(request, _("The time is fixed. Everybody receives an entry for the calendar."))
    return redirect(meeting)


@_form_page
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = fetch_meeting(request, pk, "cancel")
    _require_state(meeting, "cancel")
    form = _bound(request, forms.CancelForm)
    if request.method == "POST" and took_step(form, lambda data: services.cancel(meeting, actor=request.user, **data)):
        messages.success(request, _("The meeting is cancelled. Everybody has been told."))
        return redirect(meeting.introduction)
    context = {"meeting": meeting, "introduction": meeting.introduction, "form": form}
    return render(request, "meetings/meeting_cancel.html", context)


@require_POST
def meeting_report(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of the meeting, by one of the sides or the lead."""
    meeting = fetch_meeting(request, pk, "record_held")
    if not attendance.can_be_reported(meeting):
        raise InvalidTransition(f"meeting {meeting.pk} has not begun")
    party = parties_of(request.user, meeting.introduction)[0]
    form = forms.ReportForm(request.POST, party=party)
    if not took_step(form, lambda data: _report(request, meeting, party, data)):
        return _meeting_page(request, meeting, form)
    messages.success(request, _("Thank you, your answer is noted."))
    return redirect(meeting)


def _report(request: HttpRequest, meeting: Meeting, party: str, data: dict) -> None:
    attendance.report(meeting, party=party, contact=request.user.contact, actor=request.user, **data)


@require_safe
def meeting_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The entry as a file, while the meeting stands."""
    meeting = fetch_meeting(request, pk)
    if meeting.state != MeetingState.FIXED:
        raise Http404
    name = invitations.FILE_NAME
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(invitations.file_of(meeting), content_type="text/calendar; charset=utf-8", headers=headers)
