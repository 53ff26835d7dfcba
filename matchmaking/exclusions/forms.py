"""Entering an organisation that a company does not want to be introduced to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaking.exclusions.models import NOTE_LENGTH
from organisations.enums import Verification
from organisations.models import Organisation

LEAST_LETTERS = 3


def organisations_to_exclude(company: Organisation):
    """Return the verified organisations that offer something and are not on the list of `company`."""
    return (
        Organisation.objects.current()
        .filter(verification=Verification.VERIFIED, wants_to_offer=True)
        .exclude(pk=company.pk)
        .exclude(pk__in=company.exclusions.values("excluded"))
        .by_name()
    )


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name of the organisation"),
        required=False,
        max_length=100,
        help_text=_("At least three letters."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    mark_optional = False


class ExclusionForm(forms.Form):
    organisation = forms.ModelChoiceField(
        queryset=None,
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose an organisation."),
            "invalid_choice": _("This organisation cannot be entered, or is on the list already."),
        },
    )
    note = forms.CharField(
        label=_("Why (you need not say)"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=_("Your own people and the project leads read this."),
    )

    def __init__(self, *args, company: Organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_to_exclude(company)
