"""What is asked about meetings at a matchmaking day."""

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import ChipCheckboxes, ChipRadioSelect, OptionRadioSelect, ProseField
from core.optimistic import OptimisticForm
from core.steps import StepForm
from events.enums import WishKind
from events.models import PairingDay, PairingPerson, Timetable
from events.models.pairing import PROFILE_LENGTH
from events.services.pairing import others_of
from events.timetables.letters import named
from events.words import clock_of
from scheduling.fields import MomentField


class FrameForm(OptimisticForm, forms.ModelForm):
    """When the meetings are, how many fit, who meets whom."""

    starts_at = MomentField(label=gettext_lazy("First meeting begins"))
    wishes_until = MomentField(
        label=gettext_lazy("Wishes until"),
        help_text=gettext_lazy("Until then participants choose whom they want to meet."),
    )

    class Meta:
        model = PairingDay
        fields = ["starts_at", "minutes", "pause", "slots", "tables", "most", "everybody", "wishes_until"]
        help_texts = {
            "tables": gettext_lazy("Empty: as many as are needed."),
            "everybody": gettext_lazy("Without this tick those who look for a solution meet those who have one."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        begin, until = data.get("starts_at"), data.get("wishes_until")
        if begin and until and until > begin:
            self.add_error("wishes_until", _("Wishes end before the first meeting begins."))
        return data


def slot_choices(day: PairingDay) -> list[tuple[int, str]]:
    return [(slot, clock_of(day.begin_of(slot), day.end_of(slot))) for slot in range(day.slots)]


class _PresenceForm(forms.ModelForm):
    """`present` are the times at which somebody is there; stored are the others."""

    present = forms.TypedMultipleChoiceField(
        label=gettext_lazy("At which times are you there?"), coerce=int, required=False, widget=ChipCheckboxes
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = slot_choices(self.instance.day)
        self.initial["present"] = self.instance.present

    def columns(self) -> dict[str, Any]:
        """Return what is to be stored."""
        present = set(self.cleaned_data["present"])
        away = [slot for slot in range(self.instance.day.slots) if slot not in present]
        return {name: self.cleaned_data[name] for name in self._meta.fields} | {"away": away}


class StaffPersonForm(_PresenceForm):
    """What staff note about a participant, for example that somebody comes later."""

    class Meta:
        model = PairingPerson
        fields = ["side", "most"]
        labels = {"side": gettext_lazy("What brings this person?")}
        help_texts = {"most": gettext_lazy("Empty: as many as everybody. 0: no meetings.")}
        widgets = {"side": OptionRadioSelect(columns=2)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["present"].label = _("At which times is this person there?")


class OwnPersonForm(_PresenceForm):
    """What participants say of themselves."""

    profile = ProseField(
        label=gettext_lazy("Who you are and whom you look for"),
        rows=4,
        required=False,
        max_length=PROFILE_LENGTH,
        help_text=gettext_lazy("The other participants read this text. Write what they may know."),
    )

    class Meta:
        model = PairingPerson
        fields = ["side", "profile", "shows_name"]
        widgets = {"side": OptionRadioSelect(columns=2)}


class WishesForm(forms.Form):
    """One answer per other participant."""

    def __init__(self, *args, person: PairingPerson, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = dict(person.wishes.values_list("wished", "kind"))
        self.others = list(others_of(person))
        for other in self.others:
            self.fields[self._name(other)] = forms.ChoiceField(
                label=named(other),
                help_text=escape(other.profile),
                choices=[*WishKind.choices, ("", _("No wish"))],
                required=False,
                initial=kinds.get(other.pk, ""),
                widget=ChipRadioSelect,
            )

    @staticmethod
    def _name(other: PairingPerson) -> str:
        return f"wish_{other.pk}"

    def wishes(self) -> dict[int, str]:
        """Return key of the other -> kind of the wish, "" for none."""
        return {other.pk: self.cleaned_data[self._name(other)] for other in self.others}


class _PlaceForm(StepForm):
    """A time and a table of a timetable."""

    slot = forms.TypedChoiceField(label=gettext_lazy("Time"), coerce=int)
    table = forms.IntegerField(label=gettext_lazy("Table"), min_value=1, max_value=200)

    def __init__(self, *args, timetable: Timetable, **kwargs):
        super().__init__(*args, case=timetable, **kwargs)
        self.fields["slot"].choices = slot_choices(timetable.day)

    def clean_table(self) -> int:
        """Tables count from 0 inside."""
        return self.cleaned_data["table"] - 1


class MoveForm(_PlaceForm):
    name = "move"


class AddForm(_PlaceForm):
    name = "add"

    one = forms.ModelChoiceField(PairingPerson.objects.none(), label=gettext_lazy("Participant"))
    other = forms.ModelChoiceField(PairingPerson.objects.none(), label=gettext_lazy("meets"))

    field_order = ["one", "other", "slot", "table"]

    def __init__(self, *args, timetable: Timetable, **kwargs):
        super().__init__(*args, timetable=timetable, **kwargs)
        people = timetable.day.people.coming().select_related("registration")
        for name in ("one", "other"):
            self.fields[name].queryset = people
            self.fields[name].label_from_instance = staff_name


def staff_name(person: PairingPerson) -> str:
    """Return how staff read of somebody."""
    registration = person.registration
    firm = f", {registration.organisation_name}" if registration.organisation_name else ""
    return f"{person.number} {registration.full_name}{firm}"
