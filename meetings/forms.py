"""What people say about a meeting: times, whom they suit, and who came."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import ChipRadioSelect, OptionRadioSelect
from meetings.enums import Attendance, CancelReason, Kind, Party
from meetings.models import PLACE_LENGTH, Meeting, MeetingSlot
from meetings.notifications import moment_words
from meetings.services import FURTHEST, SLOTS_AT_MOST
from scheduling.fields import MomentField

LENGTHS = (30, 45, 60, 90, 120)  # minutes that are offered


class TimeOfMeetingField(MomentField):
    """A moment in the next twelve months."""

    default_error_messages = {
        "past": gettext_lazy("Choose a time in the future."),
        "far": gettext_lazy("Choose a time within the next twelve months."),
    }

    def validate(self, value: datetime | None) -> None:
        super().validate(value)
        if value is not None:
            now = timezone.now()
            for code, is_wrong in {"past": value <= now, "far": value > now + FURTHEST}.items():
                if is_wrong:
                    raise ValidationError(self.error_messages[code], code=code)


class _DetailsForm(forms.Form):
    """How long and where, for every form that sets a time."""

    minutes = forms.TypedChoiceField(label=gettext_lazy("How long"), coerce=int, initial=60, widget=ChipRadioSelect)
    kind = forms.ChoiceField(
        label=gettext_lazy("How do you meet?"),
        choices=Kind.choices,
        widget=ChipRadioSelect,
        error_messages={"required": gettext_lazy("Choose how you meet.")},
    )
    place = forms.CharField(
        label=gettext_lazy("Place, number or link"),
        required=False,
        max_length=PLACE_LENGTH,
        help_text=gettext_lazy("Everybody who is invited reads this. You may leave it open for a call."),
    )

    def __init__(self, *args, meeting: Meeting | None = None, **kwargs):
        if meeting:
            present = {name: getattr(meeting, name) for name in ("starts_at", "minutes", "kind", "place")}
            kwargs["initial"] = {**present, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        lengths = sorted({*LENGTHS, meeting.minutes}) if meeting else LENGTHS
        self.fields["minutes"].choices = [(n, _("%(minutes)d minutes") % {"minutes": n}) for n in lengths]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("kind") == Kind.ON_SITE and not data.get("place"):
            self.add_error("place", _("Write where you meet."))
        return data


class ProposeForm(_DetailsForm):
    """Up to `SLOTS_AT_MOST` times; the first is asked for."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        later = dict(self.fields)
        self.fields.clear()
        for number in range(1, SLOTS_AT_MOST + 1):
            self.fields[f"slot_{number}"] = TimeOfMeetingField(
                label=_("Time %(number)d") % {"number": number},
                required=number == 1,
                error_messages={"required": _("Propose at least one time.")},
            )
        self.fields.update(later)

    def clean(self) -> dict:
        data = super().clean()
        names = [name for name in self.fields if name.startswith("slot_")]
        data["slots"] = sorted({data.pop(name) for name in names if data.get(name)})
        return {name: data[name] for name in ("slots", "minutes", "kind", "place") if name in data}


class TimeForm(_DetailsForm):
    """One time, fixed at once."""

    starts_at = TimeOfMeetingField(
        label=gettext_lazy("Day and time"), error_messages={"required": gettext_lazy("Enter a day and a time.")}
    )
    field_order = ("starts_at", "minutes", "kind", "place")


class _SlotChoice:
    def label_from_instance(self, slot: MeetingSlot) -> str:
        return moment_words(slot.starts_at)


class _SlotsField(_SlotChoice, forms.ModelMultipleChoiceField):
    pass


class _SlotField(_SlotChoice, forms.ModelChoiceField):
    pass


class MarkForm(forms.Form):
    """Which of the proposed times suit; that none does is said, not left out."""

    slots = _SlotsField(
        label=gettext_lazy("Which times suit you?"),
        queryset=MeetingSlot.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    none = forms.BooleanField(label=gettext_lazy("None of these times suits me"), required=False)
    proposal = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slots"].queryset = meeting.slots.filter(starts_at__gt=timezone.now())
        self.fields["proposal"].initial = meeting.proposal

    def clean(self) -> dict:
        data = super().clean()
        if "slots" in data and bool(data["slots"]) == bool(data.get("none")):
            self.add_error("slots", _("Tick the times that suit, or say that none does."))
        return data


class FixForm(forms.Form):
    slot = _SlotField(
        label=gettext_lazy("Which time shall it be?"),
        queryset=MeetingSlot.objects.none(),
        empty_label=None,
        widget=OptionRadioSelect,
        error_messages={"required": gettext_lazy("Choose a time.")},
    )

    def __init__(self, *args, slots, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = slots


class CancelForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[choice for choice in CancelReason.choices if choice[0] != CancelReason.ENDED],
        widget=OptionRadioSelect,
        help_text=gettext_lazy("Only the project lead reads it."),
        error_messages={"required": gettext_lazy("Choose a reason.")},
    )


def _answers_of(party: str) -> list[tuple[str, Any]]:
    """Return what `party` may report, in its own words."""
    if party == Party.LEAD:
        return [(value, label) for value, label in Attendance.choices if value != Attendance.MOVED]
    own, other = Attendance.COMPANY_ABSENT, Attendance.PROVIDER_ABSENT
    if party == Party.PROVIDER:
        own, other = other, own
    return [
        (Attendance.TOOK_PLACE.value, _("Yes, it took place")),
        (Attendance.MOVED.value, _("No, it was moved")),
        (other.value, _("No, the other side did not come")),
        (own.value, _("No, we did not come")),
    ]


def answer_words(party: str, answer: str) -> str:
    """Return the answer of a side in the words it has chosen."""
    return str(dict(_answers_of(party))[answer])


class ReportForm(forms.Form):
    answer = forms.ChoiceField(
        label=gettext_lazy("Did the meeting take place?"),
        widget=OptionRadioSelect,
        error_messages={"required": gettext_lazy("Choose an answer.")},
    )

    def __init__(self, *args, party: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = _answers_of(party)
