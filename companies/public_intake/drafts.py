"""Keeping what is typed: a draft in the browser's cookie, or behind the link in a mail."""

import json
from collections.abc import Mapping
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language

from companies.models import NeedDraft
from companies.public_intake.forms import Step
from core.optimistic import SEEN, digest_of, parsed_seen
from core.retention import period_start_before
from links.services import revoke

COOKIE = "need_draft"
COOKIE_PATH = "/register-need/"
CONTINUE, HAND_IN = "need_draft.continue", "need_draft.hand_in"  # purposes of links
MOST_TYPED = 24_000  # characters in one draft; all fields together hold less
LONGEST_ADDRESS = NeedDraft._meta.get_field("email").max_length
_SALT = "need-draft"


def find(request: HttpRequest) -> NeedDraft | None:
    """Return the draft of this browser; None where it has none, or the period of the draft is over."""
    key, _proof = _cookie(request)
    since = period_start_before("public_draft", timezone.localdate())
    return NeedDraft.objects.filter(key=key, saved_at__gte=since).first() if key else None


def begin() -> NeedDraft:
    """Return a new draft that is not stored yet."""
    return NeedDraft(language=(get_language() or "de")[:2])


def remember(response: HttpResponse, draft: NeedDraft, *, proven: bool) -> HttpResponse:
    """Let the browser find `draft` again. `proven`: it was opened from a mail to the address the draft names."""
    value = f"{draft.key}:{_proof_of(draft) if proven else ''}"
    response.set_signed_cookie(
        COOKIE,
        value,
        salt=_SALT,
        max_age=_browser_seconds(),
        path=COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Lax")
    return response


def is_proven(request: HttpRequest, draft: NeedDraft) -> bool:
    """Whether this browser has opened a mail to the address that the draft names now."""
    _key, proof = _cookie(request)
    return bool(draft.email and proof) and constant_time_compare(proof, _proof_of(draft))


def _cookie(request: HttpRequest) -> tuple[UUID | None, str]:
    value = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=_browser_seconds())
    key, _colon, proof = str(value).partition(":")
    try:
        return UUID(key), proof
    except ValueError:
        return None, ""


def _browser_seconds() -> int:
    return settings.NEED_DRAFT_BROWSER_DAYS * 24 * 60 * 60


def _proof_of(draft: NeedDraft) -> str:
    return salted_hmac(_SALT, f"{draft.pk}:{draft.email.casefold()}", algorithm="sha256").hexdigest()


def seen(content: Mapping[str, list[str]], step: Step) -> str:
    """Return digests of what a page shows of `content` in the fields of `step`; the page sends them back, see
    `store`."""
    return json.dumps({name: _digest(name, step, content) for name in step.kept})


def _digest(name: str, step: Step, content: Mapping[str, list[str]]) -> str:
    initial = step.form_class.base_fields[name].initial
    values = [" ".join(value.split()) for value in content.get(name, []) if value.strip()]
    return digest_of(values or ([str(initial)] if initial is not None else []))


def _with_other_windows(
    step: Step, content: dict[str, list[str]], stored: dict[str, list[str]], was: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return `content` with what is stored in the fields in which its page still says what it `was` shown."""
    untouched = {name for name in content if was.get(name) == _digest(name, step, content)}
    return {name: stored.get(name, []) if name in untouched else values for name, values in content.items()}


@transaction.atomic
def store(draft: NeedDraft, typed: QueryDict, step: Step, *, proven: bool = False) -> bool:
    """Keep what is `typed` in the fields of `step` and return whether that went; False where the draft has become a
    need meanwhile, or is far too long. Nobody is told.

    A change ends the question whether to hand it in: what is confirmed is what was written. When whoever reads the
    mails goes on (`proven`), other browsers that found the draft without that proof find it no more. A person may have
    the step open in two windows: what this one has not touched since its page was shown (it sends `seen`) stays as the
    other one left it.
    """
    content = {name: [value.replace("\x00", "") for value in typed.getlist(name)] for name in step.kept}
    if draft.pk:
        locked = NeedDraft.objects.select_for_update().filter(pk=draft.pk).first()
        if locked is None or locked.is_handed_in:
            return False
        draft.content, draft.asked_at, draft.key = locked.content, locked.asked_at, locked.key
        draft.email, draft.is_claimed = locked.email, locked.is_claimed
        content = _with_other_windows(step, content, draft.content, parsed_seen(typed.get(SEEN, "")))
    content = draft.content | content
    if sum(len(value) for values in content.values() for value in values) > MOST_TYPED:
        return False
    if draft.pk and draft.asked_at and content != draft.content:
        revoke(draft, HAND_IN)
        draft.asked_at = None
    if proven and not draft.is_claimed:
        draft.key, draft.is_claimed = uuid4(), True
    draft.content = content
    draft.email = _address(draft.first("email"))
    draft.save()
    return True


def _address(typed: str) -> str:
    try:
        validate_email(typed.strip())
    except ValidationError:
        return ""
    return typed.strip() if len(typed.strip()) <= LONGEST_ADDRESS else ""


@transaction.atomic
def discard(draft: NeedDraft) -> None:
    """Delete what was typed; links to it lead nowhere from now on."""
    revoke(draft)
    draft.delete()
