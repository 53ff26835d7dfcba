from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from core.optimistic import OptimisticForm
from privacy.models import Incident

EARLIEST = 2018  # the year the hub was thought of


class ErasureForm(forms.Form):
    confirmed = forms.BooleanField(
        label=_("I have read what is erased and what stays. Erase my data."),
    )


class ErasureOnBehalfForm(forms.Form):
    """Staff carry out what somebody has asked for by letter or on the phone; an account is not needed for it."""

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("Make sure first that it is the person who asks. The person receives a message and can object."),
    )

    def clean_email(self) -> str:
        address = self.cleaned_data["email"]
        self.contacts = list(Contact.objects.filter(email__iexact=address, erased_at=None))
        if not self.contacts:
            raise forms.ValidationError(_("The portal knows nobody with this address."))
        return address


class IncidentForm(OptimisticForm, forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        for name in ("noticed_at", "reported_at", "people_told_at"):
            if (moment := cleaned.get(name)) and not EARLIEST <= moment.year <= timezone.localdate().year:
                self.add_error(name, _("Please check the year."))
            elif moment and moment > timezone.now():
                self.add_error(name, _("This has not happened yet."))
        return cleaned

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
