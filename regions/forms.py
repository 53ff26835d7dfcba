import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from regions.models import Shareholding
from regions.services import check_transfer
from regions.shares import REGISTER_START

RECEIVER_FIELDS = [
    "holder",
    "holder_kind",
    "county",
    "municipality",
    "numerator",
    "denominator",
    "valid_from",
    "source",
]


class AsOfForm(forms.Form):
    """Asks for the date of the register; empty means today."""

    mark_optional = False

    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a date, for example 2018-02-15.")},
    )

    def clean_as_of(self) -> datetime.date | None:
        date = self.cleaned_data["as_of"]
        if date and date < REGISTER_START:
            raise ValidationError(
                gettext("The register starts on %(date)s. Choose that day or a later one.")
                % {"date": date_format(REGISTER_START, "DATE_FORMAT")}
            )
        return date


class ShareTransferForm(forms.ModelForm):
    """Moves a part of a share to another holder; the fields of the model describe the receiver."""

    giver = forms.ModelChoiceField(
        label=_("who gives"),
        queryset=Shareholding.objects.filter(valid_until__isnull=True).order_by("holder"),
    )

    class Meta:
        model = Shareholding
        fields = RECEIVER_FIELDS

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors:
            check_transfer(cleaned["giver"], Shareholding(**{name: cleaned[name] for name in RECEIVER_FIELDS}))
        return cleaned
