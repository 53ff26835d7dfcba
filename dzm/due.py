"""How much is due to a lead, for the navigation of every page: the same rules as the page of today, in one query."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from accounts.models import Absence
from board.models import Interest
from board.services.interests import INTEREST_WORKING_DAYS
from companies.enums import NeedState
from companies.models import Need
from contactlog.models import ContactEntry
from dzm.today.job import (
    ANSWER_WORKING_DAYS,
    ASKING_WORKING_DAYS,
    OUTCOME_WORKING_DAYS,
    RELEASE_WORKING_DAYS,
    REVIEW_WORKING_DAYS,
)
from events.following.notes import NOTE_WORKING_DAYS
from events.models import ActionItem, EventNote
from legal.models import Ticket
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction, IntroductionQuestion
from matchmaking.news import waiting_proposals
from organisations.enums import Verification
from organisations.models import Organisation
from organisations.selectors import CHECK_WORKING_DAYS, requests_without_admin
from outcomes.selectors import answers_to_decide
from privacy.models import REPORT_WITHIN, ErasureRequest, Incident
from privacy.permissions import can_look_after_privacy
from scheduling.workdays import subtract_working_days
from startups.selectors import review_queue

NEW_NEEDS, INTRODUCTIONS, OTHERS = "new_needs", "introductions", "others"


class Due:
    """What is due to `user` on `today`, counted; `Today` shows the same things one by one."""

    def __init__(self, user, today: date | None = None):
        today = today or timezone.localdate()
        minute = timezone.now().replace(second=0, microsecond=0)
        roles = tuple((row.role, row.region_id) for row in user.granted_roles)
        counts: Counter[str] = Counter()
        sql, values = _statement(user, today, (minute, user.is_superuser, roles))
        if sql:
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                for name, number in cursor.fetchall():
                    counts[name] += number
        self.new_needs = counts[NEW_NEEDS]
        self.introductions = counts[INTRODUCTIONS]
        self.everything = counts[INTRODUCTIONS] + counts[OTHERS]


@lru_cache(maxsize=64)
def _statement(user, today: date, _same: tuple) -> tuple[str, tuple]:
    """Return the query of all parts with its values. Writing it takes far longer than it runs, so it is kept for the
    minute; `_same` is what else decides how it reads."""
    counted = [_counted(name, rows) for name, rows in _Parts(user, today)]
    try:
        return counted[0].union(*counted[1:], all=True).query.sql_with_params()
    except EmptyResultSet:
        return "", ()


class _Parts:
    """What may be due, kind by kind, by the rules of the page of today."""

    def __init__(self, user, today: date):
        self.user, self.today = user, today
        self._away = Absence.objects.on(today).filter(deputy=user).values("user")

    def _of(self, column: str) -> Q:
        """Cases of the person and of whom the person stands in for."""
        return Q(**{column: self.user}) | Q(**{f"{column}__in": self._away})

    def _until(self, working_days: int) -> datetime:
        """Return the moment before which something must have begun that is due after so many working days."""
        last = subtract_working_days(self.today, working_days) + timedelta(days=1)
        return timezone.make_aware(datetime.combine(last, time.min))

    def __iter__(self) -> Iterator[tuple[str, QuerySet]]:
        needs = Need.objects.moderated_by(self.user)
        yield NEW_NEEDS, needs.filter(state=NeedState.SUBMITTED)
        yield OTHERS, self._needs(needs)
        for rows in self._introductions():
            yield INTRODUCTIONS, rows
        interests = Interest.objects.moderated_by(self.user).open().filter(self._of("need__assigned_to"))
        yield OTHERS, interests.filter(created_at__lt=self._until(INTEREST_WORKING_DAYS))
        offers = review_queue(self.user).filter(waits_since__lt=self._until(REVIEW_WORKING_DAYS))
        yield OTHERS, offers
        pending = Organisation.objects.verified_by(self.user).filter(verification=Verification.PENDING)
        yield OTHERS, pending.filter(verification_changed_at__lt=self._until(CHECK_WORKING_DAYS))
        asked = requests_without_admin(self.user)
        yield OTHERS, asked.filter(created_at__lt=self._until(CHECK_WORKING_DAYS))
        steps = ContactEntry.objects.visible_to(self.user).with_open_step()
        yield OTHERS, steps.filter(self._of("next_step_for"), next_step_on__lte=self.today)
        notes = EventNote.objects.managed_by(self.user).open().filter(self._of("event__created_by"))
        yield OTHERS, notes.filter(created_at__lt=self._until(NOTE_WORKING_DAYS))
        items = ActionItem.objects.managed_by(self.user).open().filter(self._of("created_by"))
        yield OTHERS, items.filter(due_on__lte=self.today)
        tickets = Ticket.objects.visible_to(self.user).open().filter(due_on__lte=self.today)
        yield OTHERS, tickets.filter(Q(assigned_to=self.user) | Q(assigned_to__isnull=True))
        if can_look_after_privacy(self.user):
            yield OTHERS, ErasureRequest.objects.with_obstacles().filter(due_on__lte=self.today)
            tomorrow = timezone.make_aware(datetime.combine(self.today + timedelta(days=1), time.min))
            yield OTHERS, Incident.objects.to_be_reported().filter(noticed_at__lt=tomorrow - REPORT_WITHIN)

    def _needs(self, needs: QuerySet[Need]) -> QuerySet[Need]:
        waiting = Introduction.objects.filter(waiting_proposals(self.today), need=OuterRef("pk"))
        to_decide = Q(state=NeedState.QUALIFIED) & Exists(waiting)
        mine = self._of("assigned_to") | Q(assigned_to__isnull=True)
        begun = Q(state__in=[NeedState.SUBMITTED, NeedState.IN_QUALIFICATION])
        return needs.with_due_on().filter(mine, begun | to_decide, due_on__lte=self.today)

    def _introductions(self) -> Iterator[QuerySet]:
        mine = Introduction.objects.moderated_by(self.user).filter(self._of("need__assigned_to"))
        chosen = mine.filter(state=IntroductionState.SHORTLISTED)
        yield chosen.filter(shortlisted_at__lt=self._until(ASKING_WORKING_DAYS))
        yield mine.filter(state=IntroductionState.INTRODUCED, contact_check_due_on__lte=self.today)
        yield mine.with_waiting_letter().filter(letter_waits_since__lt=self._until(RELEASE_WORKING_DAYS))
        yield mine.asked_although_unwanted()
        answered = answers_to_decide(self.user).filter(self._of("need__assigned_to"))
        yield answered.filter(answered_at__lt=self._until(OUTCOME_WORKING_DAYS))
        questions = IntroductionQuestion.objects.filter(answered_at__isnull=True, introduction__in=mine)
        yield questions.filter(asked_at__lt=self._until(ANSWER_WORKING_DAYS))


def _counted(name: str, rows: QuerySet) -> QuerySet:
    """Return `rows` as one line: the name and their number, none where there are none."""
    lines = rows.order_by().annotate(part=Value(name)).values("part")
    return lines.annotate(number=Count("pk", distinct=True)).values_list("part", "number")
