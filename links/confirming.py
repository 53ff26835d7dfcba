"""Links whose answer is one click: a page with one button, and carrying it out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.states import GuardFailed
from links.models import SignedLink
from links.services import redeemed


@dataclass(frozen=True)
class Question:
    """What the page says: `title`, `sentences`, and what stands on the `button` that sends the answer."""

    title: Any
    sentences: Sequence[Any]
    button: Any


def confirm(request: HttpRequest, link: SignedLink, question: Question, act: Callable[[], None]) -> HttpResponse:
    """Show `question` to GET; a POST uses the link and calls `act` in one transaction, then shows the receipt.

    Where `act` raises GuardFailed the page says what is missing, and the link stays usable.
    """
    problems: list[Any] = []
    if request.method == "POST":
        try:
            with redeemed(link):
                act()
            return redirect(request.path)
        except GuardFailed as failure:
            problems = failure.problems
    return render(request, "links/confirm.html", {"question": question, "problems": problems})
