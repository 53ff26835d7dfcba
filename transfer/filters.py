"""Narrowing the lines of an import."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.forms import FilterForm
from transfer.enums import Outcome
from transfer.models import ImportLine


class LineFilter(django_filters.FilterSet):
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=Outcome.choices, empty_label=_("all"))
    likely = django_filters.ChoiceFilter(
        label=_("Possible duplicates"),
        choices=[("yes", _("only possible duplicates"))],
        empty_label=_("all"),
        method="only_likely",
    )

    class Meta:
        model = ImportLine
        fields: list[str] = []
        form = FilterForm

    def only_likely(self, lines, name: str, value: str):
        return lines.filter(likely_id__isnull=False)
