"""What editors type: issues, their blocks, when they leave, and segments."""

from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from board.models import Posting
from core.forms import ChipCheckboxes, ChipRadioSelect, DayInput, FilterForm, ProseField
from events.models import Event
from landscape.selectors import offers_on_show
from newsletter.checks import MOST_CHOICES
from newsletter.content import ROWS
from newsletter.editing import Written
from newsletter.enums import BlockKind, Effect, IssueState, ReaderKind
from newsletter.models import Block, Issue, Segment
from newsletter.models.issues import LABEL_LENGTH, TEXT_LENGTH
from regions.models import Region
from scheduling.fields import MomentField
from taxonomy.models import Topic


class IssueForm(forms.ModelForm):
    """Subject and recipients of an issue."""

    segments = forms.ModelMultipleChoiceField(
        label=gettext_lazy("To whom does it go?"),
        queryset=Segment.objects.all(),
        required=False,
        widget=ChipCheckboxes,
        help_text=gettext_lazy("Who fits several segments receives it once. Choose none, and nobody receives it."),
    )

    class Meta:
        model = Issue
        fields = ["subject", "preheader", "subject_en", "preheader_en", "segments", "is_archived"]
        error_messages = {"subject": {"required": gettext_lazy("Give the issue a subject.")}}

    def columns(self) -> dict[str, Any]:
        """Return what was typed, without the segments."""
        return {name: value for name, value in self.cleaned_data.items() if name != "segments"}


class BlockForm(forms.ModelForm):
    """Heading and text, as each kind of block has them; the one for a text."""

    text = ProseField(label=gettext_lazy("Text"), required=False, rows=8, max_length=TEXT_LENGTH)
    text_en = ProseField(label=gettext_lazy("Text in English"), required=False, rows=6, max_length=TEXT_LENGTH)

    class Meta:
        model = Block
        fields = ["heading", "text", "heading_en", "text_en"]

    def written(self) -> Written:
        """Return what the block shall say, from a valid form."""
        return Written(self.cleaned_data)


class RowsForm(BlockForm):
    """A block that shows rows of another room; it offers what everybody may read today."""

    rows = forms.ModelMultipleChoiceField(queryset=Event.objects.none(), required=False, widget=ChipCheckboxes)

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        queryset, label, hint = OFFERED[kind]
        field = self.fields["rows"]
        field.queryset, field.label, field.help_text = queryset(), label, hint
        field.error_messages["required"] = _("Choose at least one.")
        if self.instance.pk:
            field.initial = list(getattr(self.instance, ROWS[kind]).values_list("pk", flat=True))
        if kind == BlockKind.NEEDS:
            field.label_from_instance = lambda posting: posting.title  # the need itself names its company
        self.fields["text"].label, self.fields["text"].widget.attrs["rows"] = _("Words before the list"), 3

    def written(self) -> Written:
        columns = {name: value for name, value in self.cleaned_data.items() if name != "rows"}
        return Written(columns, self.cleaned_data["rows"])


OFFERED = {
    BlockKind.EVENTS: (
        lambda: Event.objects.upcoming(),
        gettext_lazy("Events"),
        gettext_lazy("Published events that lie ahead, the next first."),
    ),
    BlockKind.OFFERS: (
        offers_on_show,
        gettext_lazy("Offers"),
        gettext_lazy("Published offers of the landscape, the newest first."),
    ),
    BlockKind.NEEDS: (
        lambda: Posting.objects.on_board().for_list().order_by("-posted_at", "-pk"),
        gettext_lazy("Needs"),
        gettext_lazy(
            "Needs that hang on the board: with the consent of their companies, and without a name. Whoever withdraws "
            "the consent is gone from the issue at once, until it is sent."
        ),
    ),
}


class QuestionForm(BlockForm):
    """A question with its buttons."""

    topic = forms.ModelChoiceField(
        label=gettext_lazy("Topic of the question"),
        queryset=Topic.objects.active().order_by("label_de"),
        required=False,
        empty_label=gettext_lazy("none"),
        help_text=gettext_lazy("A need that somebody tells by a button gets this topic."),
    )
    answer_until = forms.DateField(
        label=gettext_lazy("Last day for answers"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("Empty: 60 days after sending."),
    )

    class Meta(BlockForm.Meta):
        fields = ["heading", "text", "heading_en", "text_en", "topic", "answer_until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["heading"].label, self.fields["heading"].required = _("The question"), True
        self.fields["heading"].error_messages["required"] = _("Write the question.")
        self.fields["heading_en"].label = _("The question in English")
        self.fields["text"].label, self.fields["text"].widget.attrs["rows"] = _("Words below the question"), 3
        known = list(self.instance.choices.all()) if self.instance.pk else []
        for number in range(1, MOST_CHOICES + 1):
            self._add_button(number, known[number - 1] if number <= len(known) else None)

    def _add_button(self, number: int, known: Any) -> None:
        place = {"number": number}
        self.fields[f"label_{number}"] = forms.CharField(
            label=_("Words on button %(number)s") % place,
            max_length=LABEL_LENGTH,
            required=number == 1,
            initial=known.label if known else "",
            error_messages={"required": _("A question needs at least one button.")},
        )
        self.fields[f"label_en_{number}"] = forms.CharField(
            label=_("Words on button %(number)s, in English") % place,
            max_length=LABEL_LENGTH,
            required=False,
            initial=known.label_en if known else "",
        )
        self.fields[f"effect_{number}"] = forms.ChoiceField(
            label=_("What button %(number)s means") % place,
            choices=Effect.choices,
            required=False,
            initial=known.effect if known else Effect.INTEREST,
            widget=ChipRadioSelect,
        )

    def buttons(self) -> list[dict[str, forms.BoundField]]:
        """Return the fields of each button, for the page."""
        return [{name: self[f"{name}_{n}"] for name in ("label", "label_en", "effect")} for n in self._numbers()]

    @staticmethod
    def _numbers() -> range:
        return range(1, MOST_CHOICES + 1)

    def clean_answer_until(self):
        day = self.cleaned_data["answer_until"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number in self._numbers():
            if cleaned.get(f"label_en_{number}") and not cleaned.get(f"label_{number}") and number > 1:
                self.add_error(f"label_{number}", _("Write the words in German too."))
        return cleaned

    def written(self) -> Written:
        data = self.cleaned_data
        choices = [
            {
                "label": data[f"label_{number}"],
                "label_en": data[f"label_en_{number}"],
                "effect": data[f"effect_{number}"] or Effect.INTEREST,
            }
            for number in self._numbers()
            if data[f"label_{number}"]
        ]
        return Written({name: data[name] for name in self._meta.fields}, choices=choices)


def block_form(kind: str, *args, **kwargs) -> BlockForm:
    """Return the form of a block of `kind`."""
    if kind in ROWS:
        return RowsForm(*args, kind=kind, **kwargs)
    form = QuestionForm if kind == BlockKind.QUESTION else BlockForm
    return form(*args, **kwargs)


class SendForm(forms.Form):
    """When an issue leaves."""

    when = MomentField(
        label=gettext_lazy("Send on"), required=False, help_text=gettext_lazy("Empty: now, as soon as you have agreed.")
    )

    def clean_when(self) -> datetime | None:
        when = self.cleaned_data["when"]
        if when and when < timezone.now():
            raise forms.ValidationError(_("This moment is over."))
        return when


class SegmentForm(forms.ModelForm):
    """Whom a segment means. Who fits each condition that is given belongs to it."""

    readers = forms.MultipleChoiceField(
        label=gettext_lazy("Kind of reader"), choices=ReaderKind.choices, required=False, widget=ChipCheckboxes
    )
    topics = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Topics"),
        queryset=Topic.objects.active().order_by("label_de"),
        required=False,
        widget=ChipCheckboxes,
        help_text=gettext_lazy("Who reads about one of them, or has chosen no topic and so reads about all."),
    )
    regions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Regions"),
        queryset=Region.objects.exclude(kind__in=["area", "other"]),
        required=False,
        widget=ChipCheckboxes,
        help_text=gettext_lazy("Who reads about one of them, or has chosen no region and so reads about all."),
    )

    class Meta:
        model = Segment
        fields = ["name", "is_everyone", "readers", "topics", "regions"]
        error_messages = {
            "name": {
                "required": gettext_lazy("Give the segment a name."),
                "unique": gettext_lazy("There is a segment of this name."),
            }
        }


class IssueFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=gettext_lazy("Subject"),
        field_name="subject",
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"type": "search"}),
        max_length=100,
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=IssueState.choices, empty_label=gettext_lazy("all")
    )

    class Meta:
        model = Issue
        fields: list[str] = []
        form = FilterForm
