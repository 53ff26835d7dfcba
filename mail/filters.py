"""Narrowing the outbox."""

import django_filters
from django import forms
from django.apps import apps
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput, FilterForm
from mail.enums import MessageState
from mail.models import OutboxMessage


def _kinds_of_cases() -> list[tuple[str, str]]:
    """Return what messages are about, by name."""
    labels = OutboxMessage.objects.exclude(about_type="").order_by().values_list("about_type", flat=True).distinct()
    names = [(label, str(apps.get_model(label)._meta.verbose_name_plural)) for label in labels]
    return sorted(names, key=lambda each: each[1])


class MessageFilter(django_filters.FilterSet):
    """Every filter stands alone and combines with all others. The search looks into subject, addresses and kind, not
    into texts."""

    q = django_filters.CharFilter(
        label=_("Search"), method="search", widget=forms.TextInput(attrs={"type": "search"}), max_length=100
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=MessageState.choices, empty_label=_("all"))
    about = django_filters.ChoiceFilter(
        label=_("Concerns"), field_name="about_type", choices=_kinds_of_cases, empty_label=_("everything")
    )
    since = django_filters.DateFilter(
        label=_("Written since"), field_name="created_at", lookup_expr="date__gte", widget=DayInput()
    )

    class Meta:
        model = OutboxMessage
        fields: list[str] = []
        form = FilterForm

    def search(self, messages: QuerySet, name: str, value: str) -> QuerySet:
        addresses = messages.alias(to_text=Cast("to", TextField()), cc_text=Cast("cc", TextField()))
        return addresses.filter(
            Q(subject__icontains=value)
            | Q(kind__icontains=value)
            | Q(to_text__icontains=value)
            | Q(cc_text__icontains=value)
        )
