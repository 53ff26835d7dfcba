"""Leads who are away, and who works on their cases meanwhile."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Absence, User
from accounts.notifications import tell_of_deputyship
from core.models import LogEntry


def represented_by(user, on: date | None = None) -> list[User]:
    """Return for whom `user` stands in on a day (today), read once per request; chains are not followed."""
    on = on or timezone.localdate()
    known = user.__dict__.setdefault("_represented", {})
    if on not in known:
        absences = Absence.objects.on(on).filter(deputy=user).select_related("user__contact").order_by("pk")
        known[on] = [absence.user for absence in absences]
    return known[on]


def works_for(user, on: date | None = None) -> list[User]:
    """Return whose cases are those of `user` on a day (today): the own ones and of those represented."""
    return [user, *represented_by(user, on)]


def may_stand_in(deputy, user) -> bool:
    """Whether `deputy` may work on the cases of `user` anyway: being a deputy gives no right."""
    if deputy.is_project_lead:
        return True
    return not user.is_project_lead and set(user.led_region_ids) <= set(deputy.led_region_ids)


def deputy_absences(absence: Absence) -> list[Absence]:
    """Return when the deputy is away, too: then nobody stands in, and pages warn of it."""
    theirs = Absence.objects.filter(user=absence.deputy)
    return list(theirs.filter(first_day__lte=absence.last_day, last_day__gte=absence.first_day).order_by("first_day"))


@transaction.atomic
def enter_absence(form) -> Absence:
    """Save the valid AbsenceForm `form` and return the absence. The deputy is told."""
    absence = form.save()
    tell_of_deputyship(absence)
    LogEntry.objects.record(absence, "enter_absence", actor=absence.entered_by)
    return absence


@transaction.atomic
def remove_absence(absence: Absence, *, actor) -> None:
    """Somebody is there after all: from now on nobody stands in."""
    LogEntry.objects.record(absence, "remove_absence", actor=actor, details={"user": absence.user_id})
    absence.delete()
