"""What readers wish, and how staff find them."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import ChipCheckboxes, ChipRadioSelect, FilterForm, OptionRadioSelect, ProseField
from core.public_forms import PublicForm
from newsletter.enums import Bounce, Frequency, LeaveReason, ReaderKind, SubscriptionState
from newsletter.models import NOTE_LENGTH, Subscription
from newsletter.services import Wishes
from regions.models import Region
from taxonomy.models import Topic

FOR_READERS = [
    LeaveReason.TOO_MUCH,
    LeaveReason.NOT_FOR_ME,
    LeaveReason.LEFT_JOB,
    LeaveReason.NEVER_ASKED,
    LeaveReason.OTHER,
]


class WishesForm(forms.Form):
    """What somebody wants to receive. Nothing has to be chosen: then it is everything."""

    frequency = forms.ChoiceField(
        label=_("How often?"), choices=Frequency.choices, initial=Frequency.EVERY, widget=OptionRadioSelect
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Only these topics"),
        queryset=Topic.objects.active().order_by("label_de"),
        required=False,
        widget=ChipCheckboxes,
        help_text=_("Choose none, and you receive all topics."),
    )
    regions = forms.ModelMultipleChoiceField(
        label=_("Only these regions"),
        queryset=Region.objects.exclude(kind__in=["area", "other"]),
        required=False,
        widget=ChipCheckboxes,
        help_text=_("Choose none, and you receive all regions."),
    )
    reader = forms.ChoiceField(
        label=_("I am"),
        choices=[("", _("I would rather not say")), *ReaderKind.choices],
        required=False,
        widget=ChipRadioSelect,
    )
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES, widget=ChipRadioSelect)

    def wishes(self) -> Wishes:
        names = ("language", "reader", "frequency", "topics", "regions")
        return Wishes(**{name: self.cleaned_data[name] for name in names})


class SubscribeForm(PublicForm, WishesForm):
    """The form for everybody, with the one thing that is needed first."""

    field_order = ["email", "frequency", "reader", "language", "topics", "regions"]
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Enter your e-mail address.")},
    )


class LeaveForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Would you tell us why?"),
        choices=[(reason.value, reason.label) for reason in FOR_READERS],
        required=False,
        widget=OptionRadioSelect,
    )
    note = ProseField(label=_("What could be better?"), required=False, rows=3, max_length=NOTE_LENGTH)


class BounceForm(forms.Form):
    """Staff note that a mail came back."""

    kind = forms.ChoiceField(
        label=_("The mail came back"), choices=Bounce.choices, initial=Bounce.HARD, widget=ChipRadioSelect
    )


class SubscriptionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Address"),
        field_name="email",
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"type": "search"}),
        max_length=100,
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=SubscriptionState.choices, empty_label=_("all"))
    reader = django_filters.ChoiceFilter(label=_("Kind of reader"), choices=ReaderKind.choices, empty_label=_("all"))
    frequency = django_filters.ChoiceFilter(label=_("How often"), choices=Frequency.choices, empty_label=_("all"))

    class Meta:
        model = Subscription
        fields: list[str] = []
        form = FilterForm


def initial_of(subscription: Subscription) -> dict[str, Any]:
    """Return what a form of wishes holds at first."""
    named = {name: getattr(subscription, name) for name in ("frequency", "reader", "language")}
    return named | {"topics": subscription.topics.all(), "regions": subscription.regions.all()}
