"""Moments in forms: a day and a time by the clock in Berlin."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import BaseTemporalField
from django.utils.translation import gettext_lazy

from scheduling.clock import NoSuchTime, local, moment_of

MINUTE = "%Y-%m-%dT%H:%M"


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of day and time; sends and shows ISO whatever the language of the page."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict | None = None):
        super().__init__(attrs, format=MINUTE)


class MomentField(BaseTemporalField):
    """A day and a time by the clock in Berlin; gives the moment in UTC, see `scheduling.clock`."""

    widget = MomentInput
    input_formats = (MINUTE, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M")
    default_error_messages = {
        "invalid": gettext_lazy("Enter a day and a time."),
        "skipped": gettext_lazy(
            "This time does not exist: in that night the clocks are put forward from 2 to 3. Please choose another one."
        ),
    }

    def strptime(self, value: str, format: str) -> datetime:
        return datetime.strptime(value, format)

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        shown = super().to_python(value)
        try:
            return moment_of(shown.date(), shown.time())
        except NoSuchTime:
            raise ValidationError(self.error_messages["skipped"], code="skipped") from None
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return local(value).replace(tzinfo=None) if isinstance(value, datetime) else value
