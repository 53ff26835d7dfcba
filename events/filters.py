"""The list of events as organisers narrow it."""

import django_filters
from django import forms
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import FilterForm
from events.enums import EventState, Kind
from events.models import Event
from taxonomy.models import Topic


class EventFilter(django_filters.FilterSet):
    """Every filter stands alone and combines with all others. Without a state: what is to come or unfinished."""

    q = django_filters.CharFilter(
        label=_("Search"), method="search", widget=forms.TextInput(attrs={"type": "search"}), max_length=100
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=EventState.choices, empty_label=_("to come or unfinished")
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices, empty_label=_("all"))
    topic = django_filters.ModelChoiceFilter(
        label=_("Topic"), field_name="topics", queryset=Topic.objects.order_by("label_de"), empty_label=_("all")
    )

    class Meta:
        model = Event
        fields: list[str] = []
        form = FilterForm

    def search(self, events: QuerySet, name: str, value: str) -> QuerySet:
        return events.filter(title__icontains=value)

    @property
    def qs(self) -> QuerySet:
        rows = super().qs.annotate(last_at=Max("dates__starts_at"))
        if not (self.form.is_valid() and self.form.cleaned_data["state"]):
            unfinished = rows.filter(state__in=[EventState.DRAFT, EventState.SUBMITTED, EventState.PUBLISHED])
            return unfinished.order_by("last_at", "pk")
        return rows.order_by("-last_at", "-pk")
