"""What organisations decide about their entry, and why the hub takes one down."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DayInput, OptionRadioSelect, ProseField
from landscape.enums import PROVIDERS, Visibility
from landscape.models import Entry
from organisations.models import Organisation


class VisibilityForm(forms.Form):
    """Whether everybody sees the entry. Where being shown needs an agreement, nothing is chosen beforehand."""

    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see your entry?"),
        widget=OptionRadioSelect(),
        error_messages={"required": gettext_lazy("Choose whether your entry is shown.")},
    )
    booked_until = forms.DateField(
        label=gettext_lazy("Fully booked until"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy(
            "Leave it empty if you take requests now. It stands in your entry only and changes nothing for proposals."
        ),
    )

    def __init__(self, *args, organisation: Organisation, entry: Entry | None, **kwargs):
        chosen = entry.visibility if entry and entry.chosen_at else ""
        initial = {"visibility": chosen, "booked_until": entry.booked_until if entry else None}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["visibility"].choices = list(_choices(organisation))

    def clean_booked_until(self):
        day = self.cleaned_data["booked_until"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Enter a later one, or leave the field empty."))
        return day


def _choices(organisation: Organisation) -> list[tuple[str, str]]:
    if organisation.kind in PROVIDERS:
        return [
            (Visibility.DEFAULT, _("Everybody, as long as one of our offers is published")),
            (Visibility.LISTED, _("Everybody, also without a published offer")),
            (Visibility.HIDDEN, _("Nobody: we do not want to be in the landscape")),
        ]
    return [
        (Visibility.LISTED, _("Everybody: we agree that our entry is public")),
        (Visibility.HIDDEN, _("Nobody")),
    ]


class TakeDownForm(forms.Form):
    reason = ProseField(
        label=gettext_lazy("Reason that the organisation reads"),
        max_length=2_000,
        rows=4,
        help_text=gettext_lazy("Say what is wrong and what could be done about it."),
        error_messages={"required": gettext_lazy("Write the reason.")},
    )
