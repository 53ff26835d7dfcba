"""Narrowing the log of one organisation, and the list of those nobody has spoken with."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.absences import works_for
from accounts.selectors import leads
from contactlog.enums import ContactKind
from contactlog.models import ContactEntry
from core.forms import FilterForm
from organisations.models import Organisation
from regions.models import Municipality

MINE, NOBODY = "mine", "nobody"


class LogFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=ContactKind.choices, empty_label=_("all"))

    class Meta:
        model = ContactEntry
        fields: list[str] = []
        form = FilterForm


class SilenceFilter(django_filters.FilterSet):
    """Works on `selectors.without_contact`."""

    months = django_filters.NumberFilter(
        label=_("Months without contact"),
        method="unchanged",
        decimal_places=0,
        min_value=1,
        max_value=120,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    municipality = django_filters.ModelChoiceFilter(
        label=_("Municipality"), queryset=Municipality.objects.all(), empty_label=_("all")
    )
    owner = django_filters.ChoiceFilter(
        label=_("Looked after by"),
        choices=lambda: [
            (MINE, _("me")),
            (NOBODY, _("nobody")),
            *((str(lead.pk), lead.get_full_name()) for lead in leads()),
        ],
        empty_label=_("everybody"),
        method="of_owner",
    )
    open_need = django_filters.ChoiceFilter(
        label=_("Open need"),
        choices=[("yes", _("with an open need")), ("no", _("without an open need"))],
        empty_label=_("all"),
        method="with_open_need",
    )

    class Meta:
        model = Organisation
        fields: list[str] = []
        form = FilterForm

    def unchanged(self, organisations: QuerySet, name: str, value) -> QuerySet:
        return organisations

    def of_owner(self, organisations: QuerySet, name: str, value: str) -> QuerySet:
        if value == MINE:
            return organisations.filter(owner__in=works_for(self.request.user))
        return organisations.filter(owner=None if value == NOBODY else value)

    def with_open_need(self, organisations: QuerySet, name: str, value: str) -> QuerySet:
        return organisations.filter(open_needs__gt=0) if value == "yes" else organisations.filter(open_needs=0)
