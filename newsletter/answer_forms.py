"""What somebody may add to an answer, and how staff find and settle answers."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import FilterForm, ProseField
from newsletter.answers import Said
from newsletter.enums import AnswerState, Effect
from newsletter.models import NOTE_LENGTH, Answer, Issue
from newsletter.models.answers import NAME_LENGTH, PHONE_LENGTH


class SaidForm(forms.Form):
    """All of it may stay empty: one press is an answer."""

    note = ProseField(label=_("What is it about?"), required=False, rows=3, max_length=NOTE_LENGTH)
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Phone, so that we can call you back"),
        required=False,
        max_length=PHONE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )

    def __init__(self, *args, effect: str, **kwargs):
        super().__init__(*args, **kwargs)
        if effect == Effect.NOTHING:  # nobody calls back: nothing is asked for that nobody needs
            del self.fields["name"], self.fields["phone"]

    def said(self) -> Said:
        return Said(**{name: value for name, value in self.cleaned_data.items() if value})


class SettleForm(forms.Form):
    remark = ProseField(label=_("What came of it?"), required=False, rows=3, max_length=NOTE_LENGTH)


class AnswerFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=AnswerState.choices, empty_label=_("all"))
    effect = django_filters.ChoiceFilter(
        label=_("Answer"), field_name="choice__effect", choices=Effect.choices, empty_label=_("all")
    )
    issue = django_filters.ModelChoiceFilter(
        label=_("Issue"),
        field_name="delivery__issue",
        queryset=lambda request: Issue.objects.exclude(started_at=None),
        empty_label=_("all"),
    )

    class Meta:
        model = Answer
        fields: list[str] = []
        form = FilterForm
