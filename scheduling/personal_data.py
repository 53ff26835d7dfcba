"""Timers say what happens to a case and when; nothing in them is about a person."""

from django.utils.translation import gettext_lazy as _

from core.personal import DataClass, not_personal, register_data_class

TIMERS = DataClass(
    "timers",
    _("Reminders and deadlines of cases that are over"),
    _("reminder or end"),
    _("the rows are deleted"),
    "12m",
)


def register() -> None:
    register_data_class(TIMERS)
    not_personal("scheduling.Timer", "kind", "subject_type", "round", "series", "last_error")
