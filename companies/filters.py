"""Narrowing the queue of needs."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.absences import works_for
from companies.models import Need
from companies.selectors import STAGES
from companies.workflow import NEED
from core.forms import FilterForm
from regions.models import Municipality, Region
from taxonomy.models import Topic


class NeedFilter(django_filters.FilterSet):
    """Every filter stands alone and combines with all others. Without a state, open cases are shown."""

    q = django_filters.CharFilter(
        label=_("Search"), method="search", widget=forms.TextInput(attrs={"type": "search"}), max_length=100
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(state.value, state.label) for state in STAGES] + [("closed", _("Ended"))],
        empty_label=_("all open"),
        method="in_state",
    )
    responsible = django_filters.ChoiceFilter(
        label=_("Responsible"),
        choices=[("mine", _("My cases")), ("nobody", _("Nobody yet"))],
        empty_label=_("everybody"),
        method="of_person",
    )
    region = django_filters.ModelChoiceFilter(
        label=_("Region"),
        queryset=Region.objects.filter(Q(kind="county") | Q(kind="partner") | Q(kind="other")),
        empty_label=_("all"),
    )
    municipality = django_filters.ModelChoiceFilter(
        label=_("Municipality"), queryset=Municipality.objects.all(), empty_label=_("all")
    )
    topic = django_filters.ModelChoiceFilter(
        label=_("Topic"), field_name="topics", queryset=Topic.objects.order_by("label_de"), empty_label=_("all")
    )

    class Meta:
        model = Need
        fields: list[str] = []
        form = FilterForm

    def search(self, needs: QuerySet, name: str, value: str) -> QuerySet:
        return needs.filter(
            Q(title__icontains=value) | Q(number__icontains=value) | Q(organisation__name__icontains=value)
        )

    def in_state(self, needs: QuerySet, name: str, value: str) -> QuerySet:
        return needs.filter(state__in=NEED.terminal if value == "closed" else [value])

    def of_person(self, needs: QuerySet, name: str, value: str) -> QuerySet:
        if value == "mine":
            return needs.filter(assigned_to__in=works_for(self.request.user))
        return needs.filter(assigned_to=None)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        needs = super().filter_queryset(queryset)
        return needs if self.form.cleaned_data.get("state") else needs.exclude(state__in=NEED.terminal)
