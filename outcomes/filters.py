"""Narrowing the list of cases whose sides are asked."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import FilterForm
from matchmaking.models import Introduction
from outcomes.enums import Checkpoint

# In the order of the page; each is a flag of `selectors.with_flags`.
STATUS = {
    "to_decide": _("to be decided"),
    "differing": _("answers differ"),
    "waiting": _("waiting for answers"),
    "answered": _("answered"),
    "silent": _("without an answer"),
    "due": _("asked in the next two weeks"),
    "stopped": _("do not want to be asked"),
}


class SurveyFilter(django_filters.FilterSet):
    """Every filter stands alone and combines with the others."""

    q = django_filters.CharFilter(
        label=_("Search"), method="search", widget=forms.TextInput(attrs={"type": "search"}), max_length=100
    )
    status = django_filters.ChoiceFilter(
        label=_("State of the questions"), choices=list(STATUS.items()), empty_label=_("all"), method="in_status"
    )
    checkpoint = django_filters.ChoiceFilter(
        label=_("Asked"), choices=Checkpoint.choices, empty_label=_("on any day"), method="asked_at"
    )

    class Meta:
        model = Introduction
        fields: list[str] = []
        form = FilterForm

    def search(self, introductions: QuerySet, name: str, value: str) -> QuerySet:
        company = Q(need__title__icontains=value) | Q(need__organisation__name__icontains=value)
        provider = Q(offer__title__icontains=value) | Q(offer__organisation__name__icontains=value)
        return introductions.filter(Q(number__icontains=value) | company | provider)

    def in_status(self, introductions: QuerySet, name: str, value: str) -> QuerySet:
        return introductions.filter(**{f"is_{value}": True})

    def asked_at(self, introductions: QuerySet, name: str, value: str) -> QuerySet:
        asked = Introduction.objects.filter(follow_ups__surveys__checkpoint=value)
        return introductions.filter(pk__in=asked.values("pk"))
