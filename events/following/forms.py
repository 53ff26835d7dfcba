"""What guests and organisers fill in around an event and after it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Contact
from core.forms import DayInput, OptionRadioSelect, ProseField
from core.public_forms import PublicForm
from core.steps import StepForm
from events.following.enums import Usefulness
from events.following.guests import who_came
from events.following.models import MINUTES_LENGTH, NOTE_LENGTH
from events.models import Event
from files.forms import DocumentField

LONGEST_NAME = 160


class NoteFields(forms.Form):
    """Something that somebody could offer."""

    text = ProseField(
        label=gettext_lazy("What can you offer?"),
        rows=5,
        max_length=NOTE_LENGTH,
        help_text=gettext_lazy("Two or three sentences are enough."),
    )
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=LONGEST_NAME)
    email = forms.EmailField(label=gettext_lazy("Your e-mail address"), max_length=254)
    organisation_name = forms.CharField(
        label=gettext_lazy("Company or institution"), max_length=LONGEST_NAME, required=False
    )


class GuestNoteForm(NoteFields, PublicForm):
    """As a guest fills it in, on a phone and without signing in."""

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("text", "name", "email", "organisation_name")}


class StaffNoteForm(NoteFields, StepForm):
    """As staff note it for somebody who stands before them."""

    name = "note"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What can the person offer?")
        self.fields["name"].label = _("Name of the person")
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].required = False


class FeedbackForm(forms.Form):
    """Three questions to those who came."""

    usefulness = forms.TypedChoiceField(
        label=gettext_lazy("How useful was the event for you?"),
        choices=Usefulness.choices,
        coerce=int,
        widget=OptionRadioSelect(),
        error_messages={"required": gettext_lazy("Choose one of the five answers.")},
    )
    missing = ProseField(label=gettext_lazy("What was missing?"), rows=3, max_length=2_000, required=False)
    may_call = forms.BooleanField(
        label=gettext_lazy("You may call me about my answer. Then you see who gave it."), required=False
    )


class SummaryForm(StepForm):
    """What came of an event."""

    name = "summary"

    text = ProseField(label=gettext_lazy("What came of it"), rows=8, max_length=10_000)
    text_en = ProseField(label=gettext_lazy("The same in English"), rows=5, max_length=10_000, required=False)
    publish = forms.BooleanField(label=gettext_lazy("Everybody may read it"), required=False)


class FileForm(StepForm):
    """Slides or another document."""

    name = "file"

    title = forms.CharField(label=gettext_lazy("What is it?"), max_length=LONGEST_NAME)
    upload = DocumentField(label=gettext_lazy("File"))
    is_public = forms.BooleanField(
        label=gettext_lazy("Everybody may read it"),
        help_text=gettext_lazy("Else only those who were registered, by a link or signed in."),
        required=False,
    )


class MinutesForm(StepForm):
    name = "minutes"

    text = ProseField(
        label=gettext_lazy("Minutes of the meeting"),
        rows=14,
        max_length=MINUTES_LENGTH,
        help_text=gettext_lazy("An empty line begins a new paragraph."),
    )


def _furthest() -> date:
    """The last day that somebody may take something on until: later ones are slips of the pen."""
    return timezone.localdate() + timedelta(days=3650)


class ItemForm(StepForm):
    """What somebody takes on: one of those who were there, or somebody else by name."""

    name = "item"

    text = forms.CharField(label=gettext_lazy("What is to be done?"), max_length=300)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Who takes it on?"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=gettext_lazy("somebody else"),
    )
    owner_name = forms.CharField(
        label=gettext_lazy("Somebody else"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=gettext_lazy("Who has no address here gets no reminder."),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Until when?"), widget=DayInput(), validators=[MaxValueValidator(_furthest)]
    )

    def __init__(self, *args, case: Event, **kwargs):
        super().__init__(*args, case=case, **kwargs)
        owners = Contact.objects.filter(pk__in=who_came(case).values("contact"))
        self.fields["owner"].queryset = owners.order_by("family_name", "given_name", "pk")
        self.fields["owner"].label_from_instance = lambda contact: contact.full_name

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("owner") and not data.get("owner_name", "").strip() and "owner" not in self.errors:
            self.add_error("owner_name", _("Say who has taken it on."))
        return data


class DoneForm(forms.Form):
    """What came of something somebody has taken on."""

    note = ProseField(label=gettext_lazy("What came of it?"), rows=3, max_length=1_000, required=False)
