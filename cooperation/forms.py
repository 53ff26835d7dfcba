"""Which period a page counts, and whether with exact numbers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cooperation.periods import ALL, Month, offered
from core.forms import FilterForm
from core.spans import SpanKind

SPANS = {
    SpanKind.YEAR: _("Years"),
    SpanKind.HALF: _("Half-years"),
    SpanKind.QUARTER: _("Quarters"),
    SpanKind.MONTH: _("Months"),
}
EXACT = "exact"


class PeriodForm(FilterForm):
    """A period of the calendar since the first fact; empty means the whole time."""

    period = forms.ChoiceField(label=_("Period"), required=False)

    def __init__(self, *args, first: Month, last: Month, running: bool, **kwargs):
        super().__init__(*args, **kwargs)
        groups = [
            (SPANS[span], [(each.key, each.label) for each in periods])
            for span, periods in offered(first, last, running=running)
            if periods
        ]
        self.fields["period"].choices = [(ALL, _("whole time")), *groups]
        self.fields["period"].error_messages["invalid_choice"] = _("Choose a period of the list.")


class ViewForm(PeriodForm):
    """The same for project leads, who may look at exact numbers too."""

    view = forms.ChoiceField(
        label=_("Numbers"),
        required=False,
        choices=[("", _("as all readers see them")), (EXACT, _("exact, for project leads only"))],
    )
