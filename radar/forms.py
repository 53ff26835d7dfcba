"""The form with which somebody begins to look for providers."""

import datetime
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext

from core.forms import DayInput
from radar.models import ScoutingTask

USUAL_DAYS = 30
LONGEST_DAYS = 730


class ScoutingForm(forms.ModelForm):
    class Meta:
        model = ScoutingTask
        fields = ["note", "due_on"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4}), "due_on": DayInput()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = timezone.localdate() + timedelta(days=USUAL_DAYS)

    def clean_due_on(self) -> datetime.date:
        day, today = self.cleaned_data["due_on"], timezone.localdate()
        if not today <= day <= today + timedelta(days=LONGEST_DAYS):
            raise ValidationError(gettext("Choose a day from today on, within two years."))
        return day
