from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mail import selectors
from mail.forms import SettleForm
from mail.models import OutboxMessage
from mail.permissions import can_read_message_text, can_settle_message, can_view_outbox
from mail.services import settle
from mail.signals import message_read

PAGE_SIZE = 30


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """All messages, newest first; `?state=` narrows them."""
    if not can_view_outbox(request.user):
        raise PermissionDenied
    state = request.GET.get("state", "")
    found = selectors.in_state(OutboxMessage.objects.visible_to(request.user), state)
    page = Paginator(found.without_bodies(), PAGE_SIZE).get_page(request.GET.get("page"))
    counts = selectors.count_states(request.user)
    context = {
        "page_obj": page,
        "counts": counts,
        "total": sum(count.number for count in counts),
        "unknown": next(count.number for count in counts if count.state == "unknown"),
        "state": state,
    }
    return render(request, "mail/message_list.html", context)


@require_safe
def message_detail(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(OutboxMessage.objects.visible_to(request.user), pk=pk)
    message_read.send(OutboxMessage, message=message, reader=request.user)
    context = {
        "message": message,
        "history": selectors.history(message),
        "can_read_text": can_read_message_text(request.user, message),
        "decisions": message.decisions if can_settle_message(request.user, message) else [],
        "about_url": message.about_url(),
    }
    return render(request, "mail/message_detail.html", context)


@require_POST
def message_settle(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(OutboxMessage.objects.visible_to(request.user), pk=pk)
    if not can_settle_message(request.user, message):
        raise PermissionDenied
    form = SettleForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Choose what should happen with the message."))
    settle(message, form.cleaned_data["decision"], actor=request.user)
    messages.success(request, _("Noted. The message is now: %s") % message.get_state_display())
    return redirect(message)
