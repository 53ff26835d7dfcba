"""Needs pass from lead to lead together with their introductions, which have no person of their own."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from companies.models import Need
from companies.workflow import NEED
from contactlog.handover import Transferable, transferable


def _held_by(user):
    open_needs = Need.objects.filter(assigned_to=user).exclude(state__in=NEED.terminal)
    related = open_needs.select_related("organisation__region", "region").prefetch_related("introductions")
    return related.order_by("-state_changed_at", "-pk")


def _cases_of(need: Need) -> list:
    """A bias for the firm or for one of the open introductions counts for the need that is passed with them."""
    return [need, need.organisation, *need.introductions.open()]


def _describe(need: Need) -> list[str]:
    asked = [each for each in need.introductions.all() if each.number]  # a bare proposal is nobody's work yet
    number = sum(each.state not in each.workflow.terminal for each in asked)
    introductions = ngettext("%(number)d open introduction", "%(number)d open introductions", number)
    return [need.organisation.name, str(need.get_state_display()), introductions % {"number": number}]


transferable(
    Transferable(
        slug="need",
        label=_("Needs with their introductions"),
        model=Need,
        column="assigned_to",
        held_by=_held_by,
        region_of=lambda need: need.region,
        cases_of=_cases_of,
        describe=_describe,
    )
)
