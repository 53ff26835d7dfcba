"""Who acts for an organisation: members, invitations and requests, and leaving."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import ReadPlace
from accounts.reads import note_read
from core.states import GuardFailed
from core.steps import took_step
from organisations.models import Membership, Organisation
from organisations.people_forms import DeclineForm, InvitationForm, RoleForm
from organisations.permissions import can_leave_organisation, can_manage_people, is_member
from organisations.selectors import people_of
from organisations.services import invitations, joining, members
from organisations.views.directory import fetch_organisation


def _fetch(request: HttpRequest, org: int) -> Organisation:
    """Return the organisation if the person sees it, else 404; 403 unless the person decides on its people."""
    organisation = fetch_organisation(request, org)
    if not can_manage_people(request.user, organisation):
        raise PermissionDenied
    return organisation


@require_safe
def people(request: HttpRequest, org: int) -> HttpResponse:
    return _people_page(request, _fetch(request, org))


def _people_page(request: HttpRequest, organisation: Organisation, bound: Any = None) -> HttpResponse:
    shown = people_of(organisation)
    is_decline = isinstance(bound, DeclineForm)
    note_read(request.user, [row.contact for row in (*shown.members, *shown.requests)], ReadPlace.ORGANISATION)
    context = {
        "organisation": organisation,
        "people": shown,
        "requests": [
            (row, bound if is_decline and bound.case == row else DeclineForm(case=row)) for row in shown.requests
        ],
        "is_own": is_member(request.user, organisation.pk),
        "form": bound,
        "invitation_form": bound if isinstance(bound, InvitationForm) else InvitationForm(case=organisation),
    }
    return render(request, "organisations/people.html", context)


@require_POST
def invite(request: HttpRequest, org: int) -> HttpResponse:
    organisation = _fetch(request, org)
    form = InvitationForm(request.POST, case=organisation)
    if not took_step(form, lambda: invitations.invite(organisation, actor=request.user, **form.cleaned_data)):
        return _people_page(request, organisation, form)
    messages.success(request, _("The invitation is on its way."))
    return redirect("organisations:people", org)


@require_POST
def invitation_resend(request: HttpRequest, org: int, pk: int) -> HttpResponse:
    organisation = _fetch(request, org)
    invitation = get_object_or_404(organisation.invitations.select_related("invited_by__contact"), pk=pk)
    invitations.resend_invitation(invitation, actor=request.user)
    messages.success(request, _("The invitation is on its way once more. The earlier link does not work any longer."))
    return redirect("organisations:people", org)


@require_POST
def invitation_withdraw(request: HttpRequest, org: int, pk: int) -> HttpResponse:
    organisation = _fetch(request, org)
    invitations.withdraw_invitation(get_object_or_404(organisation.invitations, pk=pk), actor=request.user)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("organisations:people", org)


@require_POST
def request_accept(request: HttpRequest, org: int, pk: int) -> HttpResponse:
    organisation = _fetch(request, org)
    asked = get_object_or_404(organisation.join_requests.select_related("contact"), pk=pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role."))
        return redirect("organisations:people", org)
    joining.accept_request(asked, actor=request.user, role=form.cleaned_data["role"])
    messages.success(request, _("%(person)s acts for the organisation now.") % {"person": asked.contact})
    return redirect("organisations:people", org)


@require_POST
def request_decline(request: HttpRequest, org: int, pk: int) -> HttpResponse:
    organisation = _fetch(request, org)
    asked = get_object_or_404(organisation.join_requests.select_related("contact"), pk=pk)
    form = DeclineForm(request.POST, case=asked)
    if not took_step(form, lambda: joining.decline_request(asked, actor=request.user, **form.cleaned_data)):
        return _people_page(request, organisation, form)
    messages.success(request, _("The request is declined. The person has been told."))
    return redirect("organisations:people", org)


def _member(organisation: Organisation, pk: int) -> Membership:
    return get_object_or_404(organisation.memberships.active().select_related("contact"), pk=pk)


@require_POST
def member_role(request: HttpRequest, org: int, pk: int) -> HttpResponse:
    organisation = _fetch(request, org)
    membership = _member(organisation, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role."))
        return redirect("organisations:people", org)
    changed = members.change_role(membership, actor=request.user, role=form.cleaned_data["role"])
    messages.success(
        request,
        _("Role of %(person)s: %(role)s.") % {"person": membership.contact, "role": changed.get_role_display()},
    )
    gave_up = membership.contact.user_id == request.user.pk and not changed.is_admin
    return redirect(organisation) if gave_up else redirect("organisations:people", org)


def member_remove(request: HttpRequest, org: int, pk: int) -> HttpResponse:
    """Ask whether it is meant, then end the membership."""
    organisation = _fetch(request, org)
    membership = _member(organisation, pk)
    if membership.contact.user_id == request.user.pk:
        return redirect("organisations:leave", org)
    if request.method != "POST":
        context = {"organisation": organisation, "membership": membership}
        return render(request, "organisations/member_remove.html", context)
    members.remove_member(membership, actor=request.user)
    messages.success(
        request, _("%(person)s does not act for the organisation any more.") % {"person": membership.contact}
    )
    return redirect("organisations:people", org)


def leave(request: HttpRequest, org: int) -> HttpResponse:
    """Ask whether it is meant, then leave the organisation."""
    organisation = fetch_organisation(request, org)
    if not can_leave_organisation(request.user, organisation):
        raise PermissionDenied
    membership = get_object_or_404(organisation.memberships.active(), contact__user=request.user)
    if request.method == "POST":
        try:
            members.leave_organisation(membership, actor=request.user)
        except GuardFailed as failure:
            for problem in failure.problems:
                messages.error(request, problem)
            return redirect("organisations:leave", org)
        messages.success(request, _("You do not act for %(name)s any more.") % {"name": organisation.name})
        return redirect("dashboard")
    return render(request, "organisations/leave.html", {"organisation": organisation, "membership": membership})
