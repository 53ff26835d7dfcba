from collections.abc import Iterable
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput, FilterForm
from core.spans import MONTHS, Span, SpanKind
from reporting.selectors import frozen_spans, municipalities_for

LONGEST_DAYS = 366 * 20


class Against(models.TextChoices):
    """What a period is compared with."""

    YEAR = "year", _("the same period of the year before")
    BEFORE = "before", _("the period before")


def period_choices(spans: Iterable[Span]) -> list[tuple]:
    """Return periods to choose from, by kind, the longest kind first."""
    ordered = sorted(spans, key=lambda span: (-MONTHS[span.kind], -span.first.toordinal()))
    return [
        (SpanKind(kind).label, [(span.slug, span.label) for span in group])
        for kind, group in groupby(ordered, key=lambda span: span.kind)
    ]


class ReportForm(FilterForm):
    """Which municipality, which frozen period, and what it is compared with."""

    municipality = forms.ModelChoiceField(
        queryset=None, to_field_name="ags", required=False, empty_label=None, label=_("Municipality")
    )
    period = forms.ChoiceField(required=False, label=_("Period"))
    against = forms.ChoiceField(required=False, label=_("Compared with"), choices=Against.choices)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        places = municipalities_for(user)
        self.fields["municipality"].queryset = places
        if len(places) < 2:
            del self.fields["municipality"]
        self.fields["period"].choices = period_choices(frozen_spans())


class FreeCountForm(forms.Form):
    """The first and the last day of a period of any length."""

    first = forms.DateField(label=_("From"), widget=DayInput())
    last = forms.DateField(label=_("Until"), widget=DayInput())

    def clean(self):
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last:
            if last < first:
                self.add_error("last", gettext("The period ends before it begins."))
            elif (last - first).days > LONGEST_DAYS:
                self.add_error("last", gettext("Please choose at most twenty years."))
            elif first > timezone.localdate():
                self.add_error("first", gettext("This day lies in the future."))
        return self.cleaned_data


class RowsForm(forms.Form):
    """The address of one figure, as the links of the tables write it."""

    measure = forms.CharField(max_length=20)
    series = forms.CharField(max_length=60, required=False)
    place = forms.CharField(max_length=8, required=False)
    first = forms.DateField()
    last = forms.DateField()

    def clean(self):
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and (last < first or (last - first).days > LONGEST_DAYS or last.year > 9000):
            raise ValidationError(gettext("The period ends before it begins."))
        return self.cleaned_data
