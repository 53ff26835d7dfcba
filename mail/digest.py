"""The daily summary: what a person was not told at once, bundled by case.

What goes into it is never a matter of dates: every row that waits (`collected`) is told and marked in the same
transaction as the summary is written. Its key is recipient and day, so that a second run, a late one, and two at the
same time write one summary; what comes too late for it waits for the next.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.states import advance
from mail.letters import Letter, Section
from mail.links import absolute
from mail.models import OutboxMessage
from mail.periods import next_digest_at
from mail.services import post_to

KIND = "mail.digest"


@transaction.atomic
def send_digest(recipient_id: int, now: datetime) -> OutboxMessage | None:
    """Bundle all that a person has not been told yet into one message; None when there is nothing, or when the summary
    of the day has been written already. Then the rest waits for the next day."""
    waiting = OutboxMessage.objects.not_yet_told().filter(recipient=recipient_id)
    rows = list(waiting.select_for_update(of=("self",)).order_by("-created_at", "-pk"))
    key = f"{KIND}:{recipient_id}:{timezone.localdate(now).isoformat()}"
    if not rows:
        return None
    if OutboxMessage.objects.filter(key=key).exists():
        waiting.update(not_before=next_digest_at(now))
        return None
    settings_page = absolute(reverse("accounts:notifications"))
    digest = post_to(
        rows[0].recipient,
        lambda: _summary(rows, settings_page),
        key=key,
        kind=KIND,
        headers={"List-Unsubscribe": f"<{settings_page}>"},  # RFC 2369; cases go on, so it leads to the settings
    )
    for row in rows:
        advance(row, "bundle", actor=None, digest=digest, letter={})
    return digest


def _summary(rows: list[OutboxMessage], settings_page: str) -> Letter:
    sections = tuple(_section(list(group)) for group in _by_case(rows))
    number = len(sections)
    return Letter(
        subject=ngettext("News about %(number)s case", "News about %(number)s cases", number) % {"number": number},
        greeting_name=rows[0].recipient.full_name,
        paragraphs=(_("this is new since your last summary. The newest comes first."),),
        sections=sections,
        reason=_("You receive one summary a day because you chose so. Change this: %(link)s") % {"link": settings_page},
    )


def _by_case(rows: list[OutboxMessage]) -> list[Iterable[OutboxMessage]]:
    """Return the rows of each case together, newest first, and the case with the newest row first."""
    order: dict[tuple, int] = {}
    for row in rows:
        order.setdefault(_case(row), len(order))
    by_case = sorted(rows, key=lambda row: order[_case(row)])  # stable: within a case the newest stays first
    return [list(group) for _case_of_group, group in groupby(by_case, key=_case)]


def _case(row: OutboxMessage) -> tuple:
    return (row.about_type, row.about_id) if row.about_type else ("", row.pk)


def _section(rows: list[OutboxMessage]) -> Section:
    newest, *earlier = rows
    letter = Letter.of_row(newest.letter)
    return Section(
        heading=newest.subject,
        paragraphs=(*letter.paragraphs, *(f"{label}: {value}" for label, value in letter.facts)),
        action=letter.action,
        earlier=tuple((_moment(row.created_at), row.subject) for row in earlier),
    )


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
