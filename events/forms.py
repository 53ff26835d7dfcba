"""What organisers write about events, their dates, questions and venues."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Role
from core.forms import ChipRadioSelect, DayInput, OptionRadioSelect, ProseField
from core.optimistic import OptimisticForm
from core.steps import StepForm
from events.enums import Admission, AnswerKind, Format, Kind, Repeat
from events.models import Event, EventDate, Question, Venue
from events.permissions import works_for_hub
from events.services.editing import Time
from regions.models import FundedProject, Municipality, Region
from scheduling.fields import MomentField
from taxonomy.forms import TopicsForm

MOST_DATES = 30
MOST_QUESTIONS = 10
HUB = "hub"


class EventForm(OptimisticForm, TopicsForm):
    """An event as its organiser tells it. `organisers` are those for whom the person may write it down."""

    read_fields = ("summary", "description")

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=Kind.choices,
        widget=ChipRadioSelect,
        error_messages={"required": gettext_lazy("Choose the kind of event.")},
    )
    organiser = forms.ChoiceField(label=gettext_lazy("Who organises it?"))
    format = forms.ChoiceField(
        label=gettext_lazy("Where do people take part?"),
        choices=Format.choices,
        widget=ChipRadioSelect,
        initial=Format.ON_SITE,
    )
    admission = forms.ChoiceField(
        label=gettext_lazy("How does one get a place?"),
        choices=Admission.choices,
        widget=OptionRadioSelect,
        initial=Admission.OPEN,
    )
    description = ProseField(
        label=gettext_lazy("What can people expect?"),
        rows=9,
        required=False,
        max_length=20_000,
        help_text=gettext_lazy("For whom it is, what they take home, what they should bring. Short paragraphs."),
    )
    description_en = ProseField(label=gettext_lazy("Description in English"), rows=6, required=False, max_length=20_000)
    online_url = forms.URLField(
        label=gettext_lazy("Link for taking part online"),
        required=False,
        max_length=400,
        assume_scheme="https",
        help_text=gettext_lazy("Only those who are registered read it."),
    )
    external_url = forms.URLField(
        label=gettext_lazy("Page of the partner"),
        required=False,
        max_length=400,
        assume_scheme="https",
        help_text=gettext_lazy("For events of partners: people register there."),
    )
    opens_at = MomentField(label=gettext_lazy("Registration opens"), required=False)
    closes_at = MomentField(
        label=gettext_lazy("Registration closes"),
        required=False,
        help_text=gettext_lazy("Empty: with the begin of the first date."),
    )
    slot_minutes = forms.IntegerField(
        label=gettext_lazy("Length of one conversation"),
        required=False,
        min_value=10,
        max_value=240,
        help_text=gettext_lazy("Minutes, for advisory hours: each date is cut into times that one person books."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    class Meta:
        model = Event
        fields = [
            *("kind", "title", "summary", "description", "topics", "language"),
            *("title_en", "summary_en", "description_en"),
            *("format", "venue", "room", "online_url", "access_offers"),
            *("partner", "external_url", "funded_project"),
            *("admission", "capacity", "online_capacity", "most_companions", "has_waiting_list"),
            *("opens_at", "closes_at"),
        ]
        help_texts = {
            "title": gettext_lazy("For example “Expert talk: reading the data of old machines”."),
            "summary": gettext_lazy("One sentence that says whether it is worth coming. It stands in every list."),
            "access_offers": gettext_lazy(
                "For example sign language, captions, hearing loop: what you arrange if asked."
            ),
            "capacity": gettext_lazy("Empty: as many as come. For events on site and online: the places on site."),
            "online_capacity": gettext_lazy("Only for events on site and online. Empty: as many as come."),
            "partner": gettext_lazy("Name of who organises it with you."),
        }
        error_messages = {
            "title": {"required": gettext_lazy("Give the event a title.")},
            "summary": {"required": gettext_lazy("Say in one sentence what it is about.")},
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organiser"].choices = organisers_of(user)
        self.fields["organiser"].initial = organiser_value(self.instance)
        self.fields["venue"].queryset = Venue.objects.filter(is_current=True) | Venue.objects.filter(
            pk=self.instance.venue_id
        )
        self.fields["venue"].empty_label = _("no venue")
        self.fields["funded_project"].queryset = FundedProject.objects.all()
        self.fields["funded_project"].empty_label = _("none")
        self.fields["slot_minutes"].initial = self._present_slot_minutes()
        if self.instance.published_at:
            self.fields["kind"].disabled = True

    def _present_slot_minutes(self) -> int | None:
        if not self.instance.pk or self.instance.kind != Kind.ADVISORY:
            return None
        return self.instance.dates.values_list("slots__minutes", flat=True).first()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == Kind.PARTNER and not cleaned.get("external_url"):
            self.add_error("external_url", _("Enter the page where people learn more and register."))
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("The registration closes after it opens."))
        venue, capacity = cleaned.get("venue"), cleaned.get("capacity")
        has_room = cleaned.get("format") != Format.ONLINE
        if has_room and venue and venue.seats and capacity and capacity > venue.seats:
            self.add_error(
                "capacity", _("%(venue)s has %(seats)d seats.") % {"venue": venue.name, "seats": venue.seats}
            )
        return cleaned

    def _post_clean(self) -> None:
        region, municipality = _organiser_in(self.cleaned_data.get("organiser", HUB))
        self.instance.region_id, self.instance.municipality_id = region, municipality
        super()._post_clean()

    def columns(self) -> dict[str, Any]:
        """Return the columns of the event as the form has them."""
        names = [name for name in self.Meta.fields if name != "topics"]
        found = {name: getattr(self.instance, name) for name in names}
        return found | {"region_id": self.instance.region_id, "municipality_id": self.instance.municipality_id}


def organisers_of(user) -> list[tuple[str, Any]]:
    """Return for whom the person may write an event down, as choices of a form."""
    if works_for_hub(user):
        regions = Region.objects.filter(kind="partner")
        towns = Municipality.objects.of_hub()
        own = [(HUB, "Digitales Zentrum Mittelstand")]
    else:
        regions = Region.objects.filter(pk__in=user.led_region_ids)
        towns = Municipality.objects.filter(
            pk__in=[row.municipality_id for row in user.granted_roles if row.role == Role.MUNICIPAL_PARTNER]
        )
        own = []
    return [
        *own,
        *((f"region-{region.pk}", str(region)) for region in regions),
        *((f"town-{town.pk}", town.official_name) for town in towns),
    ]


def organiser_value(event: Event) -> str:
    if event.region_id:
        return f"region-{event.region_id}"
    return f"town-{event.municipality_id}" if event.municipality_id else HUB


def _organiser_in(value: str) -> tuple[int | None, int | None]:
    kind, _dash, pk = value.partition("-")
    return (int(pk) if kind == "region" else None), (int(pk) if kind == "town" else None)


class TimeForm(forms.ModelForm):
    """One date of an event."""

    starts_at = MomentField(
        label=gettext_lazy("Begin"), error_messages={"required": gettext_lazy("Enter day and time of the begin.")}
    )
    ends_at = MomentField(
        label=gettext_lazy("End"), error_messages={"required": gettext_lazy("Enter day and time of the end.")}
    )

    class Meta:
        model = EventDate
        fields = ["starts_at", "ends_at", "label"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begin, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if begin and end and end <= begin:
            self.add_error("ends_at", _("The end comes after the begin."))
        return cleaned


class _OwnRows(forms.BaseInlineFormSet):
    """Rows of one event; whoever sends the number of another one's row changes nothing."""

    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        form.fields["id"].queryset = self.get_queryset() if self.instance.pk else self.model.objects.none()


class _TimeFormSet(_OwnRows):
    def times(self) -> list[Time]:
        """Return the dates that were typed and not struck out."""
        kept = [form for form in self.forms if form not in self.deleted_forms and form.cleaned_data.get("starts_at")]
        return [
            Time(
                form.instance.pk,
                form.cleaned_data["starts_at"],
                form.cleaned_data["ends_at"],
                form.cleaned_data["label"],
            )
            for form in kept
        ]

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        begins = [time.starts_at for time in self.times()]
        if len(begins) != len(set(begins)):
            raise forms.ValidationError(_("Two dates begin at the same time."))


class QuestionForm(forms.ModelForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Answer"), choices=AnswerKind.choices, widget=ChipRadioSelect, initial=AnswerKind.TEXT
    )

    class Meta:
        model = Question
        fields = ["text", "text_en", "kind", "choices", "is_required"]
        widgets = {"choices": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        lines = [line for line in cleaned.get("choices", "").splitlines() if line.strip()]
        if cleaned.get("kind") == AnswerKind.CHOICE and len(lines) < 2:
            self.add_error("choices", _("Write at least two answers, one per line."))
        return cleaned


def time_formset(extra: int) -> type[_TimeFormSet]:
    """Return the set of dates with `extra` empty ones."""
    return forms.inlineformset_factory(
        Event,
        EventDate,
        form=TimeForm,
        formset=_TimeFormSet,
        extra=extra,
        max_num=MOST_DATES,
        absolute_max=MOST_DATES,
        validate_max=True,
    )


def question_formset(extra: int) -> type[forms.BaseInlineFormSet]:
    """Return the set of questions with `extra` empty ones."""
    return forms.inlineformset_factory(
        Event,
        Question,
        form=QuestionForm,
        formset=_OwnRows,
        extra=extra,
        max_num=MOST_QUESTIONS,
        absolute_max=MOST_QUESTIONS,
        validate_max=True,
    )


class VenueForm(OptimisticForm, forms.ModelForm):
    access = ProseField(
        label=gettext_lazy("Accessibility and way"),
        max_length=2_000,
        rows=4,
        required=False,
        help_text=gettext_lazy("Lift, doors, toilet, hearing loop, parking, bus stop: what people have to know."),
    )
    access_en = ProseField(
        label=gettext_lazy("Accessibility and way, in English"), max_length=2_000, rows=3, required=False
    )
    is_step_free = forms.NullBooleanField(
        label=gettext_lazy("Reachable without steps"),
        widget=forms.Select(
            choices=[
                ("unknown", gettext_lazy("not known")),
                ("true", gettext_lazy("yes")),
                ("false", gettext_lazy("no")),
            ]
        ),
    )

    class Meta:
        model = Venue
        fields = [
            *("name", "street", "postcode", "city", "municipality", "seats"),
            *("is_step_free", "access", "access_en", "is_current"),
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = Municipality.objects.of_hub() | Municipality.objects.of_partners()
        self.fields["municipality"].empty_label = _("another one")


class CancelForm(StepForm):
    name = "cancel"
    note = ProseField(
        label=gettext_lazy("Why is it cancelled?"),
        max_length=1_000,
        rows=3,
        help_text=gettext_lazy("Everybody who is registered reads this."),
        error_messages={"required": gettext_lazy("Say why the event is cancelled.")},
    )


class CopyForm(StepForm):
    name = "copy"
    first_day = forms.DateField(
        label=gettext_lazy("First day of the new event"),
        widget=DayInput,
        error_messages={"required": gettext_lazy("Enter the day.")},
    )


class _UntilForm(StepForm):
    last_day = forms.DateField(
        label=gettext_lazy("Until"), widget=DayInput, error_messages={"required": gettext_lazy("Enter the last day.")}
    )

    def clean_last_day(self) -> date:
        last = self.cleaned_data["last_day"]
        if self.case.starts_at and last <= self.case.starts_at.date():
            raise forms.ValidationError(_("The last day lies after this event."))
        return last


class SeriesForm(_UntilForm):
    name = "series"
    field_order = ("repeat", "interval", "last_day")
    repeat = forms.ChoiceField(
        label=gettext_lazy("Comes again"), choices=Repeat.choices, widget=OptionRadioSelect, initial=Repeat.MONTHS
    )
    interval = forms.IntegerField(
        label=gettext_lazy("Every how many weeks or months?"),
        min_value=1,
        max_value=12,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class ProlongForm(_UntilForm):
    """A series goes on by its own rule."""

    name = "prolong"
