"""Boards: what each kind of person wants to see in one minute."""

from django.utils.translation import gettext_lazy as _

from dzm.glance import editor, lead, member, operator, partner, region
from dzm.glance.board import Board, Kind, NotThere
from organisations.permissions import active_memberships

KINDS = (
    Kind(lead.SLUG, _("Kreis Soest"), lambda user: user.is_project_lead, lead.board),
    Kind(region.SLUG, _("Partner region"), lambda user: user.is_region_lead, region.board),
    Kind(partner.SLUG, _("Municipality"), lambda user: user.is_municipal_partner, partner.board),
    Kind(editor.SLUG, _("Events and newsletter"), lambda user: user.is_editor, editor.board),
    Kind(member.SLUG, _("Own organisation"), lambda user: bool(active_memberships(user)), member.board),
    Kind(operator.SLUG, _("Operation"), lambda user: user.is_superuser, operator.board),
)

__all__ = ["KINDS", "Board", "Kind", "NotThere", "kinds_for"]


def kinds_for(user) -> list[Kind]:
    """Return the boards of a person, the usual one first."""
    return [kind for kind in KINDS if kind.holds(user)]
