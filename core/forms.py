"""Forms in the look of KERN: the renderer, and the few widgets and fields that HTML does not bring."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.forms.renderers import TemplatesSetting
from django.template.loader import get_template, select_template

LETTERS_PER_WORD = 7  # in German everyday texts, the gap included
_BUILT_IN = "django/forms/widgets/"
_SELECTS = {"select.html", "nullbooleanselect.html"}
_WITHOUT_CLASS = {
    "checkbox.html",
    "checkbox_option.html",
    "checkbox_select.html",
    "hidden.html",
    "multiple_hidden.html",
    "multiple_input.html",
    "radio.html",
    "radio_option.html",
}


class KernRenderer(TemplatesSetting):
    """Renders forms, fields and widgets with the templates in `templates/forms/`.

    Django's widget templates keep working: `forms/widgets/<name>.html` replaces `django/forms/widgets/<name>.html`
    where it exists. The style classes of KERN are set here and nowhere else.
    """

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def get_template(self, template_name: str):
        if template_name.startswith(_BUILT_IN):
            return select_template([template_name.removeprefix("django/"), template_name])
        return get_template(template_name)

    def render(self, template_name: str, context: dict, request=None) -> str:
        if template_name.startswith(_BUILT_IN) and "widget" in context:
            add_control_class(template_name.removeprefix(_BUILT_IN), context["widget"]["attrs"])
        return super().render(template_name, context, request)


def add_control_class(template: str, attrs: dict) -> None:
    """Add to `attrs` the style class of a text-like control or a select, with its error form where it is invalid."""
    if template in _WITHOUT_CLASS:
        return
    attrs.pop("placeholder", None)  # it would repeat the label and vanish while people type
    control = "kern-form-input__select" if template in _SELECTS else "kern-form-input__input"
    classes = [attrs.get("class", ""), control]
    if attrs.get("aria-invalid") == "true":
        classes.append(f"{control}--error")
    attrs["class"] = " ".join(filter(None, classes))


class DayInput(forms.DateInput):
    """The browser's own date picker; sends and shows ISO dates whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class OptionRadioSelect(forms.RadioSelect):
    """One answer out of a few, each in its own box; `columns` (1 to 3) says how many boxes stand side by side on
    a wide screen."""

    def __init__(self, *args, columns: int = 1, **kwargs):
        super().__init__(*args, **kwargs)
        self.columns = columns

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["columns"] = self.columns
        return context


class ChipCheckboxes(forms.CheckboxSelectMultiple):
    """Many short options as chips; groups of choices get a heading each."""

    template_name = "forms/widgets/chips.html"


class ChipRadioSelect(forms.RadioSelect):
    """One answer out of a few short ones, as chips that need little room on a phone."""

    template_name = "forms/widgets/chips_radio.html"


class _GroupedIterator(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        for heading, rows in groupby(self.queryset, key=self.field.heading_of):
            yield heading, [self.choice(row) for row in rows]


class GroupedMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Rows of a model as chips under headings. `heading_of(row)` names the heading of a row; the queryset must
    be ordered so that rows of one heading follow each other."""

    widget = ChipCheckboxes
    iterator = _GroupedIterator

    def __init__(self, queryset, *, heading_of: Callable[[Any], Any], **kwargs):
        self.heading_of = heading_of
        super().__init__(queryset, **kwargs)


@dataclass(frozen=True)
class Room:
    """How much a long text may hold, in `letters` and about as many `words`; from `fewest` to `most` words are a good
    length where one is known, 0 where none is."""

    letters: int
    fewest: int = 0
    most: int = 0

    @property
    def words(self) -> int:
        hundreds = self.letters // LETTERS_PER_WORD // 100
        return hundreds * 100 or self.letters // LETTERS_PER_WORD // 10 * 10


class Prose(forms.Textarea):
    """Text over several lines that says how much it has room for; `static/js/words.js` keeps that up to date."""

    good_length: tuple[int, int] = (0, 0)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        letters = context["widget"]["attrs"].pop("maxlength", None)  # who pastes too much must see it, not lose it
        if letters:
            context["widget"]["room"] = Room(int(letters), *self.good_length)
        return context


class ProseField(forms.CharField):
    """Text over several lines. Browsers send other line ends than files hold; that alone is no change.

    `good_length` is the number of words, from and to, that has proved helpful; the page says so while people type.
    """

    widget = Prose

    def __init__(self, *args, rows: int = 5, good_length: tuple[int, int] = (0, 0), **kwargs):
        super().__init__(*args, widget=Prose(attrs={"rows": rows}), **kwargs)
        self.widget.good_length = good_length

    def to_python(self, value) -> str:
        return re.sub(r"\r\n?", "\n", super().to_python(value))

    def has_changed(self, initial, data) -> bool:
        return self.to_python(initial) != self.to_python(data)


class FilterForm(forms.Form):
    """A form that narrows a list: every field may stay empty, and nobody needs to be told."""

    mark_optional = False
