"""Choosing topics and sectors."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import matchmaking.engine as engine
from core.forms import ChipCheckboxes, GroupedMultipleChoiceField
from taxonomy.lexicon import edits_in_use
from taxonomy.models import Sector, Topic

MAX_SUGGESTIONS = 5
MAX_WORDS_SHOWN = 3  # that led to a suggestion


@dataclass(frozen=True)
class Suggestion:
    """A topic the text speaks about, the words that say so, and whether the person has ticked it."""

    topic: Topic
    words: list[str]
    is_chosen: bool


class TopicsForm(forms.ModelForm):
    """A form about a text in one of our languages that has topics. Needs the fields `title` and `language`;
    `read_fields` names further fields that hold the text."""

    read_fields: tuple[str, ...] = ("description",)

    topics = GroupedMultipleChoiceField(
        label=gettext_lazy("Topics"),
        queryset=Topic.objects.active().select_related("group").order_by("group__position", "position"),
        heading_of=lambda topic: topic.group.label,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.suggestions: list[Suggestion] = []

    def told(self, name: str) -> str:
        """Return what stands in the field `name` at present; a form that asks in several steps knows the others."""
        return self[name].value() or ""

    def suggest_topics(self) -> None:
        """Fill `suggestions` from the present text. They are offered first, above the remaining topics, and
        none is ticked unless the person has ticked it."""
        chosen = {str(pk) for pk in self["topics"].value() or []}
        text = "\n".join(self.told(name) for name in self.read_fields)
        title = self.told("title")
        # An empty form needs no guess; the first guess of a process loads the lexicon, which takes a moment.
        guesses = []
        if (title + text).strip():
            known = dict(self._meta.model._meta.get_field("language").choices)
            language = self.told("language")
            language = language if language in known else None  # the engine finds out for itself
            resources = engine.load_resources(overlay=edits_in_use())
            guesses = engine.suggest_topics(text, title, language, resources=resources)
        words = {guess.topic_id: _distinct_words(guess.spans) for guess in guesses[:MAX_SUGGESTIONS]}
        topics = {topic.slug: topic for topic in self.fields["topics"].queryset if topic.slug in words}
        self.suggestions = [
            Suggestion(topics[slug], found, str(topics[slug].pk) in chosen)
            for slug, found in words.items()
            if slug in topics
        ]
        suggested = {suggestion.topic.pk for suggestion in self.suggestions}
        groups = [
            (heading, [choice for choice in choices if choice[0].value not in suggested])
            for heading, choices in self.fields["topics"].choices
        ]
        self.fields["topics"].widget.choices = [group for group in groups if group[1]]

    @property
    def has_other_topics(self) -> bool:
        """Whether a topic is ticked that is not among the suggestions."""
        suggested = {str(suggestion.topic.pk) for suggestion in self.suggestions}
        return any(str(pk) not in suggested for pk in self["topics"].value() or [])


def _distinct_words(spans) -> list[str]:
    words = {span.surface.casefold(): span.surface for span in reversed(spans)}
    return list(words.values())[::-1][:MAX_WORDS_SHOWN]


def typed_values(data, form_class: type[TopicsForm]) -> dict[str, Any]:
    """Return what was typed into a form as initial values of another one, which then complains about nothing."""
    several = {
        name for name, field in form_class.base_fields.items() if isinstance(field, forms.ModelMultipleChoiceField)
    }
    return {name: data.getlist(name) if name in several else data.get(name, "") for name in form_class.base_fields}


def sectors_by_section() -> QuerySet[Sector]:
    """Return the sectors that may be chosen: every section, followed by its divisions."""
    section = Coalesce("parent__code", "code")
    return (
        Sector.objects.active()
        .select_related("parent")
        .order_by("scheme", section, F("parent").asc(nulls_first=True), "code")
    )


class FoldedChips(ChipCheckboxes):
    """Chips whose groups open one by one; for more options than a page should show at once."""

    template_name = "forms/widgets/chips_folded.html"


class SectorsField(GroupedMultipleChoiceField):
    """Sections and their divisions as chips below the name of each section."""

    widget = FoldedChips

    def __init__(self, **kwargs):
        super().__init__(sectors_by_section(), heading_of=lambda sector: (sector.parent or sector).label, **kwargs)

    def label_from_instance(self, sector: Sector) -> str:
        return sector.label if sector.parent_id else _("the whole section")


def sector_choices() -> list[tuple[str, list[tuple[int, str]]]]:
    """Return all sectors as choices of a select: the divisions below the name of their section."""
    sections = groupby(sectors_by_section(), key=lambda sector: sector.parent or sector)
    return [(section.label, [(sector.pk, sector.label) for sector in sectors]) for section, sectors in sections]
