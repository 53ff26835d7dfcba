"""What people fill in to register, and staff to decide."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Channel
from core.forms import ChipRadioSelect, OptionRadioSelect, ProseField
from core.public_forms import PublicForm
from core.steps import StepForm
from core.told import told
from events.enums import AnswerKind, Format, Kind
from events.models import BookableSlot, Event, Question, Registration
from events.registering import extras
from events.registering.places import HOLDS_A_TIME
from events.registering.services import Person, Wishes
from events.room import rooms_of
from events.words import time_of
from regions.models import Municipality
from scheduling.clock import local

LONGEST_ANSWER = 500
LONGEST_NAME = 160
ON_SITE, ONLINE = "on_site", "online"
SAID_BY = [Channel.PHONE, Channel.VISIT, Channel.EVENT, Channel.LETTER]


# --- Parts of several forms ----------------------------------------------------------------------------


class SlotSelect(ChipRadioSelect):
    """Times to book; those that somebody has booked already are shown and cannot be chosen."""

    taken: frozenset[str] = frozenset()

    def create_option(self, name, value, label, *args, **kwargs):
        option = super().create_option(name, value, label, *args, **kwargs)
        if str(value) in self.taken:
            option["attrs"]["disabled"] = True
        return option


def slot_field(event: Event, *, own: Registration | None = None) -> forms.TypedChoiceField:
    """Return the field in which somebody chooses a time of an advisory hour."""
    slots = list(BookableSlot.objects.filter(date__event=event, date__is_cancelled=False).select_related("date"))
    others = Registration.objects.filter(event=event, state__in=HOLDS_A_TIME, slot__isnull=False)
    if own is not None:
        others = others.exclude(pk=own.pk)
    taken = {str(pk) for pk in others.values_list("slot_id", flat=True)}
    known = {str(slot.pk): slot for slot in slots}
    several_days = len({slot.date_id for slot in slots}) > 1
    widget = SlotSelect()
    widget.taken = frozenset(taken)
    return forms.TypedChoiceField(
        label=_("When do you want to come?"),
        choices=[(str(slot.pk), _slot_label(slot, str(slot.pk) in taken, several_days)) for slot in slots],
        coerce=lambda value: known[value],
        widget=widget,
        error_messages={"required": _("Choose a time.")},
    )


def _slot_label(slot: BookableSlot, is_taken: bool, with_day: bool) -> str:
    begin = local(slot.starts_at)
    when = time_of(slot.starts_at, slot.ends_at) if with_day else date_format(begin, "TIME_FORMAT")
    return _("%(when)s (taken)") % {"when": when} if is_taken else when


def companion_fields(most: int) -> dict[str, forms.Field]:
    return {
        "companions": forms.TypedChoiceField(
            label=_("How many people do you bring?"),
            choices=[(number, str(number) if number else _("nobody")) for number in range(most + 1)],
            coerce=int,
            empty_value=0,
            required=False,
            initial=0,
        ),
        "names": forms.CharField(
            label=_("Their names, one per line"),
            required=False,
            max_length=most * LONGEST_NAME,
            widget=forms.Textarea(attrs={"rows": min(most, 3) + 1}),
            help_text=_("If you know them already. They stand on the name badges."),
        ),
    }


def names_in(form: forms.Form) -> tuple[str, ...]:
    """Return the names that were typed; the form says so where they are more than people come along."""
    typed = form.cleaned_data.get("names", "")
    names = tuple(line.strip() for line in typed.splitlines() if line.strip())
    if len(names) > form.cleaned_data.get("companions", 0):
        form.add_error("names", _("These are more names than people who come along. Choose how many you bring."))
    if any(len(name) > LONGEST_NAME for name in names):
        form.add_error("names", _("Write one name per line."))
    return names


class WishesMixin(forms.Form):
    """Adds to a form what `event` asks everybody who registers."""

    event: Event

    def add_wishes(self, event: Event) -> None:
        self.event = event
        if event.kind == Kind.ADVISORY:
            self.fields["slot"] = slot_field(event)
        if event.format == Format.HYBRID:
            self.fields["how"] = forms.ChoiceField(
                label=_("How do you take part?"),
                choices=_ways(event),
                widget=ChipRadioSelect,
                initial=ON_SITE,
            )
        if event.most_companions:
            self.fields.update(companion_fields(event.most_companions))
        self.questions = list(event.questions.all())
        for question in self.questions:
            self.fields[_name(question)] = _question_field(question)
        self.fields["note"] = ProseField(
            label=_("What should we know?"),
            required=False,
            rows=2,
            max_length=1_000,
            help_text=_("For example what you need to take part well. Please write nothing about your health."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.event.most_companions and "companions" in cleaned and "names" in cleaned:
            cleaned["names"] = names_in(self)
        return cleaned

    def wishes(self) -> Wishes:
        data = self.cleaned_data
        return Wishes(
            companions=data.get("companions", 0),
            names=data.get("names", ()),
            note=data["note"],
            takes_part_online=self.event.format == Format.ONLINE or data.get("how") == ONLINE,
            slot=data.get("slot"),
            answers={question: data[_name(question)] for question in self.questions},
        )


def _ways(event: Event) -> list[tuple[str, str]]:
    """Return on site and online, with what becomes of whoever chooses a way that is full."""
    labels = {ON_SITE: _("On site"), ONLINE: _("Online")}
    full = _("%(way)s (waiting list)") if event.has_waiting_list else _("%(way)s (all places are taken)")
    ways = zip(labels.items(), rooms_of(event), strict=True)
    return [(way, full % {"way": label} if room.is_full else label) for (way, label), room in ways]


def _name(question: Question) -> str:
    return f"question_{question.pk}"


def _question_field(question: Question) -> forms.Field:
    label = str(told(de=question.text, en=question.text_en))
    required = {"required": _("Please answer this question.")}
    options: dict[str, Any] = {"label": label, "required": question.is_required, "error_messages": required}
    if question.kind == AnswerKind.TEXT:
        return forms.CharField(max_length=LONGEST_ANSWER, **options)
    if question.kind == AnswerKind.YES_NO:
        return forms.ChoiceField(choices=[("yes", _("yes")), ("no", _("no"))], widget=ChipRadioSelect, **options)
    return forms.ChoiceField(
        choices=[(choice, choice) for choice in question.options], widget=OptionRadioSelect, **options
    )


class _PersonFields(forms.Form):
    given_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": gettext_lazy("Enter your first name.")},
    )
    family_name = forms.CharField(
        label=gettext_lazy("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": gettext_lazy("Enter your last name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": gettext_lazy("Enter the e-mail address.")},
    )
    organisation_name = forms.CharField(
        label=gettext_lazy("Company or institution"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Town"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=gettext_lazy("not said"),
        help_text=gettext_lazy("Where your company is. We only count how many come from where."),
    )

    def add_person(self) -> None:
        self.fields["municipality"].queryset = Municipality.objects.of_hub() | Municipality.objects.of_partners()

    def person(self, language: str) -> Person:
        names = ("given_name", "family_name", "email", "phone", "organisation_name", "municipality")
        said = {name: self.cleaned_data[name] for name in names if name in self.fields}
        return Person(**said, language=language)


# --- Registering ---------------------------------------------------------------------------------------


class _OwnForm(WishesMixin):
    """Somebody registers in person, and may ask for something else beside."""

    def add_wishes(self, event: Event) -> None:
        super().add_wishes(event)
        self.fields.update(extras.fields())

    def take_extras(self, *, address: str, language: str, path: str) -> None:
        extras.take(extras.ticked_in(self.cleaned_data), address=address, language=language, path=path)


class GuestForm(_OwnForm, _PersonFields, PublicForm):
    """Somebody without an account registers."""

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("There you receive a link with which you confirm the registration.")
        self.add_person()
        self.add_wishes(event)


class MemberForm(_OwnForm):
    """Somebody who is signed in registers: name and address are known."""

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_wishes(event)

    @property
    def shown_fields(self) -> list:
        return self.visible_fields()


class StaffForm(WishesMixin, _PersonFields):
    """Staff register somebody who has called. Whoever has no e-mail address is told by phone."""

    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=gettext_lazy("For people without an e-mail address: they are told by phone."),
    )
    source = forms.ChoiceField(
        label=gettext_lazy("How did the person ask for it?"),
        choices=[(each.value, each.label) for each in SAID_BY],
        widget=ChipRadioSelect,
        initial=Channel.PHONE,
    )
    field_order = ("source", "given_name", "family_name", "email", "phone")

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False
        self.fields["email"].help_text = _("The person gets the same letters as everybody else.")
        self.add_person()
        self.add_wishes(event)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("email") and not cleaned.get("phone") and "email" not in self.errors:
            self.add_error("phone", _("Enter a phone number or an e-mail address."))
        return cleaned


# --- Changing ------------------------------------------------------------------------------------------


class CompanionsForm(StepForm):
    name = "companions"

    def __init__(self, *args, case: Registration, **kwargs):
        super().__init__(*args, case=case, **kwargs)
        most = max(case.event.most_companions, case.companions_number)
        self.fields.update(companion_fields(most))
        self.fields["companions"].initial = case.companions_number
        self.fields["names"].initial = "\n".join(row.name for row in case.companions.all() if row.name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "companions" in cleaned and "names" in cleaned:
            cleaned["names"] = names_in(self)
        return cleaned


class SlotForm(StepForm):
    name = "slot"

    def __init__(self, *args, case: Registration, **kwargs):
        super().__init__(*args, case=case, **kwargs)
        self.fields["slot"] = slot_field(case.event, own=case)
        self.fields["slot"].initial = str(case.slot_id)


class DeclineForm(StepForm):
    """`case` is a registration, or the event for several."""

    name = "decline"
    note = ProseField(
        label=gettext_lazy("What do we write to the person?"),
        rows=3,
        max_length=1_000,
        required=False,
        help_text=gettext_lazy("One or two friendly sentences. Empty: only that there is no place this time."),
    )
