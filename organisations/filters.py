"""Narrowing the list of organisations."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import FilterForm
from organisations.enums import Kind, Verification
from organisations.models import Organisation
from regions.models import Region


class OrganisationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Search"), method="search", widget=forms.TextInput(attrs={"type": "search"}), max_length=100
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices, empty_label=_("all"))
    region = django_filters.ModelChoiceFilter(
        label=_("Region"), queryset=Region.objects.exclude(kind="area"), empty_label=_("all")
    )
    verification = django_filters.ChoiceFilter(
        label=_("Verification"), choices=Verification.choices, empty_label=_("all")
    )

    class Meta:
        model = Organisation
        fields: list[str] = []
        form = FilterForm

    def search(self, organisations: QuerySet, name: str, value: str) -> QuerySet:
        return organisations.filter(
            Q(name__icontains=value) | Q(city__icontains=value) | Q(municipality__name__icontains=value)
        )
