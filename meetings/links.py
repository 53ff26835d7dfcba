"""Answers by a link in a mail: which times suit, and whether a meeting took place."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.states import InvalidTransition
from links.models import SignedLink
from links.registry import Purpose, register_purpose
from links.services import redeemed
from matchmaking.views.pages import took_step
from meetings import services
from meetings.attendance import ATTENDANCE_LINK, can_be_reported, report
from meetings.enums import MeetingState, Party
from meetings.forms import MarkForm, ReportForm
from meetings.models import Meeting

SOURCE = "link"  # in the log: somebody answered without signing in


def register() -> None:
    register_purpose(Purpose(services.SLOTS_LINK, respond_to_times, receipt_of_times))
    register_purpose(Purpose(ATTENDANCE_LINK, respond_to_attendance, receipt_of_attendance))


def _case_of(link: SignedLink) -> tuple[Meeting, str]:
    """Return the meeting and the side that the person answers for; raises InvalidTransition when the meeting or the
    contact of the two has ended, or somebody else speaks for the side now."""
    meeting = Meeting.objects.with_case().filter(pk=link.subject_id).first()
    if meeting is None or not meeting.may_go_on:
        raise InvalidTransition("the meeting is over")
    sides = {
        meeting.introduction.company_contact_id: Party.COMPANY,
        meeting.introduction.provider_contact_id: Party.PROVIDER,
    }
    if link.contact_id not in sides:
        raise InvalidTransition("somebody else speaks for the side")
    return meeting, sides[link.contact_id]


@contextmanager
def _held(link: SignedLink, meeting: Meeting) -> Iterator[None]:
    """Use the link while the case is held: others hold the case when they end links, so it comes first here, too."""
    with transaction.atomic():
        services.lock(meeting)
        with redeemed(link):
            yield


def respond_to_times(request: HttpRequest, link: SignedLink) -> HttpResponse:
    meeting, party = _case_of(link)
    if meeting.state != MeetingState.PROPOSED:
        raise InvalidTransition("the time is fixed")
    form = MarkForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if request.method == "POST" and took_step(form, lambda data: _mark(link, meeting, party, data)):
        return redirect(request.path)
    return render(request, "meetings/link_times.html", {"meeting": meeting, "form": form})


def _mark(link: SignedLink, meeting: Meeting, party: str, data: dict) -> None:
    with _held(link, meeting):
        services.mark(
            meeting,
            party=party,
            contact=link.contact,
            suiting=data["slots"],
            proposal=data["proposal"],
            source=SOURCE,
        )


def receipt_of_times(link: SignedLink) -> list[Any]:
    return [
        _("Thank you. We pass your answer on."),
        _("As soon as a time is fixed you receive an entry for your calendar."),
    ]


def respond_to_attendance(request: HttpRequest, link: SignedLink) -> HttpResponse:
    meeting, party = _case_of(link)
    if not can_be_reported(meeting):
        raise InvalidTransition("the meeting was moved or cancelled")
    form = ReportForm(request.POST if request.method == "POST" else None, party=party)
    if request.method == "POST" and took_step(form, lambda data: _report(link, meeting, party, data)):
        return redirect(request.path)
    return render(request, "meetings/link_attendance.html", {"meeting": meeting, "form": form})


def _report(link: SignedLink, meeting: Meeting, party: str, data: dict) -> None:
    with _held(link, meeting):
        report(
            meeting,
            party=party,
            contact=link.contact,
            answer=data["answer"],
            actor=link.contact.user,
            source=SOURCE,
        )


def receipt_of_attendance(link: SignedLink) -> list[Any]:
    return [_("Thank you. Your answer has reached the project lead."), _("The other side does not see it.")]
