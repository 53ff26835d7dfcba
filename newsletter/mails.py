"""The mail of an issue: made once for each language, with personal links put in for each reader.

A personal link stands in the mail as a mark below the prefix of secret links. So ten thousand mails cost one
rendering, and neither the issue nor a copy of the database holds a link that works.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from mail.composing import build
from mail.letters import Rendered, framing, with_inline_styles
from mail.links import absolute
from newsletter.content import content_of
from newsletter.headers import list_headers
from newsletter.models import Delivery, Issue
from newsletter.tokens import answer_token, token_of, token_of_test

_OWN = "~own~"
_MARK = re.compile(rf"(?<=/l/newsletter/)(?:{_OWN}|answer/~(\d+)~)(?=/)")
_KEPT = 8  # renderings a worker keeps: two languages of a few issues


def rendered(issue: Issue, language: str) -> Rendered:
    """Return subject, text and HTML of `issue` with marks in place of personal links."""
    content = content_of(issue)[language]
    blocks = [{**block, **_asked(block)} for block in content["blocks"]]
    with translation.override(language):
        context = {
            **framing(content["subject"], language),
            "content": {**content, "blocks": blocks},
            "own_url": absolute(reverse("newsletter:own", args=[_OWN])),
            "archive_url": archive_url(issue, language) if issue.is_archived else "",
        }
        text = render_to_string("newsletter/mail/issue.txt", context)
        html = render_to_string("newsletter/mail/issue.html", context)
    return Rendered(content["subject"], text.strip() + "\n", with_inline_styles(html))


def _asked(block: dict[str, Any]) -> dict[str, Any]:
    """Return what the template needs of a question: the day as a date, a marked link for each choice."""
    if "choices" not in block:
        return {}
    choices = [
        {**choice, "url": absolute(reverse("newsletter:answer", args=[f"~{choice['id']}~"]))}
        for choice in block["choices"]
    ]
    return {"choices": choices, "until": date.fromisoformat(block["until"])}


def archive_url(issue: Issue, language: str) -> str:
    """Return the absolute address of the page of the archive."""
    path = reverse("newsletter:archived", args=[issue.code])
    return absolute(f"{path}?lang=en" if language == "en" else path)


@lru_cache(maxsize=_KEPT)
def _frozen(issue_id: int, started_at: datetime, language: str) -> Rendered:
    """The rendering of an issue that does not change any more since sending has started."""
    return rendered(Issue.objects.get(pk=issue_id, started_at=started_at), language)


def compose(delivery: Delivery) -> EmailMultiAlternatives:
    """Return the mail of one delivery. Raises ValueError for an address that cannot be written into a mail."""
    subscription = delivery.subscription

    def link(choice: str) -> str:
        return f"answer/{answer_token(delivery, int(choice))}" if choice else token_of(subscription)

    return build(
        **_texts(_frozen(delivery.issue_id, delivery.issue.started_at, delivery.language), link),
        sender=settings.DEFAULT_FROM_EMAIL,
        to=[subscription.email],
        reply_to=[settings.LEAD_CONTACT_EMAIL],
        headers={**list_headers(subscription), "Precedence": "bulk"},
        message_id=delivery.message_id,
    )


def for_test(issue: Issue, language: str) -> Rendered:
    """Return the mail as a test shows it: its links say that they are a test, nobody is unsubscribed by them."""

    def link(choice: str) -> str:
        return f"answer/{token_of_test(int(choice))}" if choice else token_of_test(0)

    texts = _texts(rendered(issue, language), link)
    return Rendered(texts["subject"], texts["text"], texts["html"])


def _texts(marked: Rendered, link: Callable[[str], str]) -> dict[str, str]:
    def put_in(found: re.Match) -> str:
        return link(found[1] or "")

    return {
        "subject": marked.subject,
        "text": _MARK.sub(put_in, marked.text),
        "html": _MARK.sub(put_in, marked.html),
    }
