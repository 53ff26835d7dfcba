"""What people may change about themselves."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from core.forms import OptionRadioSelect


class ProfileForm(forms.ModelForm):
    """The own contact data. The address is not among them: it is changed where it is confirmed."""

    language = forms.ChoiceField(
        label=_("Language of the portal and of messages to you"),
        choices=settings.LANGUAGES,
        widget=OptionRadioSelect(columns=2),
    )

    class Meta:
        model = Contact
        fields = ["given_name", "family_name", "phone", "language"]
        help_texts = {
            "phone": _("The other side of an introduction receives it once both have agreed."),
        }
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }
