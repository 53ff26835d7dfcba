"""Narrowing the queue of offers."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import FilterForm
from regions.models import Region
from startups.enums import OfferState
from startups.models import Offer
from startups.workflow import OFFER
from taxonomy.models import Topic

WAITING = "waiting"


class OfferFilter(django_filters.FilterSet):
    """Every filter stands alone and combines with all others. Without a state, open offers are shown."""

    q = django_filters.CharFilter(
        label=_("Search"), method="search", widget=forms.TextInput(attrs={"type": "search"}), max_length=100
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            (WAITING, _("To be reviewed")),
            *((value, label) for value, label in OfferState.choices if value != OfferState.DRAFT),
        ],
        empty_label=_("all open"),
        method="in_state",
    )
    region = django_filters.ModelChoiceFilter(
        label=_("Region"),
        field_name="organisation__region",
        queryset=Region.objects.exclude(kind="area"),
        empty_label=_("all"),
    )
    topic = django_filters.ModelChoiceFilter(
        label=_("Topic"), field_name="topics", queryset=Topic.objects.order_by("label_de"), empty_label=_("all")
    )

    class Meta:
        model = Offer
        fields: list[str] = []
        form = FilterForm

    def search(self, offers: QuerySet, name: str, value: str) -> QuerySet:
        return offers.filter(
            Q(title__icontains=value)
            | Q(description__icontains=value)
            | Q(number__icontains=value)
            | Q(organisation__name__icontains=value)
        )

    def in_state(self, offers: QuerySet, name: str, value: str) -> QuerySet:
        return offers.filter(waits_since__isnull=False) if value == WAITING else offers.filter(state=value)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        offers = super().filter_queryset(queryset)
        return offers if self.form.cleaned_data.get("state") else offers.exclude(state__in=OFFER.terminal)
