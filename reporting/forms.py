from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import FilterForm
from reporting.selectors import municipalities_for


class MunicipalityForm(FilterForm):
    """Which of the municipalities the person may read about is shown."""

    municipality = forms.ModelChoiceField(
        queryset=None, to_field_name="ags", required=False, empty_label=None, label=_("Municipality")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = municipalities_for(user)
