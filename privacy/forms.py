from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.models import Incident


class ErasureForm(forms.Form):
    confirmed = forms.BooleanField(
        label=_("I have read what is erased and what stays. Erase my data."),
    )


class IncidentForm(forms.ModelForm):
    class Meta:
        model = Incident
        fields = [
            "title",
            "description",
            "noticed_at",
            "people_affected",
            "risk",
            "measures",
            "reported_at",
            "people_told_at",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 5}),
            "measures": forms.Textarea(attrs={"rows": 3}),
            **{
                name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
                for name in ("noticed_at", "reported_at", "people_told_at")
            },
        }
