"""Narrowing lists of introductions and offers."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import FilterForm
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction
from matchmaking.selectors import topics_for_choice
from matchmaking.services.common import UNDER_WAY
from matchmaking.workflow import INTRODUCTION
from regions.models import Region
from startups.models import Offer

REGIONS = Region.objects.filter(kind__in=["county", "partner", "other"])
ENDED = "ended"


def _search_field() -> django_filters.CharFilter:
    return django_filters.CharFilter(
        label=_("Search"), method="search", widget=forms.TextInput(attrs={"type": "search"}), max_length=100
    )


class IntroductionFilter(django_filters.FilterSet):
    """Every filter stands alone and combines with all others. Without a state, cases under way are shown.

    A hit tells what a text holds. So the search, and the filter by topic, look only into the side that the person
    may see: region leads search the needs they moderate and the offers of their region.
    """

    q = _search_field()
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            (IntroductionState.SUGGESTED.value, IntroductionState.SUGGESTED.label),
            *((state.value, state.label) for state in UNDER_WAY),
            (ENDED, _("Ended")),
        ],
        empty_label=_("all under way"),
        method="in_state",
    )
    need_region = django_filters.ModelChoiceFilter(
        label=_("Region of the need"), field_name="need__region", queryset=REGIONS, empty_label=_("all")
    )
    provider_region = django_filters.ModelChoiceFilter(
        label=_("Region of the provider"),
        field_name="offer__organisation__region",
        queryset=REGIONS,
        empty_label=_("all"),
    )
    topic = django_filters.ModelChoiceFilter(
        label=_("Topic"), queryset=topics_for_choice(), empty_label=_("all"), method="about_topic"
    )

    class Meta:
        model = Introduction
        fields: list[str] = []
        form = FilterForm

    def search(self, introductions: QuerySet, name: str, value: str) -> QuerySet:
        need = Q(need__title__icontains=value) | Q(need__number__icontains=value)
        company = Q(need__organisation__name__icontains=value)
        offer = Q(offer__title__icontains=value) | Q(offer__organisation__name__icontains=value)
        return introductions.filter(
            Q(number__icontains=value) | (need | company) & self._moderated | offer & self._offer_known
        )

    def about_topic(self, introductions: QuerySet, name: str, value) -> QuerySet:
        asked = Introduction.objects.filter(need__topics=value).values("pk")
        offered = Introduction.objects.filter(offer__topics=value).values("pk")
        return introductions.filter(Q(pk__in=asked) & self._moderated | Q(pk__in=offered) & self._offer_known)

    @property
    def _moderated(self) -> Q:
        user = self.request.user
        return Q() if user.is_project_lead else Q(need__region_id__in=user.led_region_ids)

    @property
    def _offer_known(self) -> Q:
        user = self.request.user
        if user.is_project_lead:
            return Q()
        return self._moderated | Q(offer__organisation__region_id__in=user.led_region_ids)

    def in_state(self, introductions: QuerySet, name: str, value: str) -> QuerySet:
        return introductions.filter(state__in=INTRODUCTION.terminal if value == ENDED else [value])

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        introductions = super().filter_queryset(queryset)
        chosen = self.form.cleaned_data.get("state")
        return introductions if chosen else introductions.filter(state__in=UNDER_WAY)


class OfferFilter(django_filters.FilterSet):
    """Searching published offers by hand, in title, description and name of the provider."""

    q = _search_field()
    topic = django_filters.ModelChoiceFilter(
        label=_("Topic"), field_name="topics", queryset=topics_for_choice(), empty_label=_("all")
    )

    class Meta:
        model = Offer
        fields: list[str] = []
        form = FilterForm

    def search(self, offers: QuerySet, name: str, value: str) -> QuerySet:
        return offers.filter(
            Q(title__icontains=value) | Q(description__icontains=value) | Q(organisation__name__icontains=value)
        )
