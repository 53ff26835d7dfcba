"""What the lists of registrations show."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import FilterForm
from core.told import told
from events.enums import AnswerKind, RegistrationState
from events.models import Event, Registration


class RegistrationFilter(django_filters.FilterSet):
    """Every filter stands alone and combines with all others. Without a state: who comes, waits or has asked."""

    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search"}),
        max_length=100,
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=RegistrationState.choices, empty_label=gettext_lazy("all that count")
    )

    by_phone = django_filters.BooleanFilter(
        label=gettext_lazy("Told by phone"), method="without_address", widget=forms.CheckboxInput
    )

    class Meta:
        model = Registration
        fields: list[str] = []
        form = FilterForm

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Each word is looked for in the names; a ticket is found by its code."""
        for word in value.split():
            rows = rows.filter(
                Q(given_name__icontains=word)
                | Q(family_name__icontains=word)
                | Q(organisation_name__icontains=word)
                | Q(email__istartswith=word)
                | Q(phone__icontains=word)
                | Q(ticket__istartswith=word)
                | Q(companions__name__icontains=word)
            )
        return rows.distinct()

    def without_address(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(email="") if value else rows

    @property
    def qs(self) -> QuerySet:
        rows = super().qs
        if self.form.is_valid() and self.form.cleaned_data["state"]:
            return rows
        return rows.filter(
            state__in=[RegistrationState.REQUESTED, RegistrationState.REGISTERED, RegistrationState.WAITING]
        )


def registrations_of(event: Event) -> QuerySet:
    """Return the registrations of `event` with everything a row shows, in the order in which they counted."""
    rows = event.registrations.select_related("contact", "organisation", "municipality", "slot__date", "event")
    return rows.prefetch_related("companions", "answers__question").order_by("position", "created_at", "pk")


def numbers_of(event: Event) -> list[tuple[str, int]]:
    """Return how many people have a place, wait, and have asked for one, in words and figures."""
    rows = event.registrations
    return [
        (_("have a place"), rows.coming().seats()),
        (_("on the waiting list"), rows.in_line().seats()),
        (_("to be decided on"), rows.filter(state=RegistrationState.REQUESTED).seats()),
    ]


def answers_in_words(registration: Registration) -> list[tuple[str, str]]:
    """Return each question with what was answered."""
    words = {"yes": _("yes"), "no": _("no")}
    return [
        (
            str(told(de=answer.question.text, en=answer.question.text_en)),
            words.get(answer.text, answer.text) if answer.question.kind == AnswerKind.YES_NO else answer.text,
        )
        for answer in registration.answers.all()
    ]
