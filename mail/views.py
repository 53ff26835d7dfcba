from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.states import GuardFailed
from mail import selectors
from mail.deciding import edit, readable, settle
from mail.filters import MessageFilter
from mail.forms import EditForm, SettleForm
from mail.letters import Letter
from mail.models import OutboxMessage
from mail.occasions import occasion_of
from mail.permissions import can_edit_message, can_settle_message, can_view_outbox
from mail.preview import framed
from mail.signals import message_read
from mail.workflow import OUTBOX

PAGE_SIZE = 30


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """All messages, newest first; filters narrow them."""
    if not can_view_outbox(request.user):
        raise PermissionDenied
    visible = OutboxMessage.objects.visible_to(request.user).without_bodies()
    found = MessageFilter(request.GET, queryset=visible, request=request)
    counts = selectors.count_states(request.user)
    number = {count.state: count.number for count in counts}
    context = {
        "page_obj": Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page")),
        "filter": found,
        "counts": counts,
        "total": sum(number.values()),
        "unknown": number["unknown"],
        "held": number["held"],
        "state": request.GET.get("state", ""),
        "is_narrowed": any(request.GET.get(name) for name in found.filters),
    }
    return render(request, "mail/message_list.html", context)


def _fetch(request: HttpRequest, pk: int) -> OutboxMessage:
    return get_object_or_404(OutboxMessage.objects.visible_to(request.user), pk=pk)


def _may_be_edited(request: HttpRequest, message: OutboxMessage) -> bool:
    possible = message.state in OUTBOX["edit"].sources and message.letter.get("editable")
    return bool(possible) and can_edit_message(request.user, message)


@require_safe
@csp_update({"frame-src": ["'self'"]})
def message_detail(request: HttpRequest, pk: int) -> HttpResponse:
    message = _fetch(request, pk)
    message_read.send(OutboxMessage, message=message, reader=request.user)
    context = {
        "message": message,
        "history": selectors.history(message),
        "shown": readable(message),
        "can_edit": _may_be_edited(request, message),
        "decisions": message.decisions if can_settle_message(request.user, message) else [],
        "about_url": message.about_url(),
    }
    return render(request, "mail/message_detail.html", context)


@require_safe
def message_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML of a message as its recipient sees it, for the frame on its page. 404 where staff do not read it."""
    shown = readable(_fetch(request, pk))
    if shown is None or not shown.html:
        raise Http404
    return framed(request, shown.html)


def message_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the free paragraphs of a message that has not left."""
    message = _fetch(request, pk)
    if not can_edit_message(request.user, message):
        raise PermissionDenied
    if not _may_be_edited(request, message):
        messages.info(request, _("This message cannot be changed: it has no free paragraph, or it does not wait."))
        return redirect(message)
    letter = Letter.of_row(message.letter)
    form = _edit_form(message, letter, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edit(message, form.texts, actor=request.user)
        except GuardFailed as failure:
            form.add_error(None, failure)
        else:
            form.note_saved(request.user)
            messages.success(request, _("The text is changed. The message still waits."))
            return redirect(message)
    locked = [text for number, text in enumerate(letter.paragraphs) if number not in letter.editable]
    context = {"message": message, "form": form, "locked": locked, "consent": letter.consent}
    return render(request, "mail/message_edit.html", context)


def _edit_form(message: OutboxMessage, letter: Letter, data: QueryDict | None) -> EditForm:
    make = occasion_of(message.kind).edit_form
    return make(data, letter, message.about()) if make else EditForm(data, letter=letter)


@require_POST
def message_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out a decision; `next` leads back to the page of the case."""
    message = _fetch(request, pk)
    if not can_settle_message(request.user, message):
        raise PermissionDenied
    form = SettleForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Choose what should happen with the message."))
    settle(message, form.cleaned_data["decision"], actor=request.user)
    messages.success(request, _("Noted. The message is now: %s") % message.get_state_display())
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else message)
