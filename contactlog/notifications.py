"""Letters about hand-overs. They hold no names of firms and no notes: those stay in the portal."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contactlog.models import Handover
from mail.letters import Letter
from mail.links import absolute
from mail.services import post_to


def cases_handed_over(handover: Handover, number: int) -> None:
    """Tell the receiver, unless the receiver did it: who fetches cases back knows."""
    person = getattr(handover.receiver, "contact", None)
    if person is None or handover.actor_id == handover.receiver_id:
        return

    def letter() -> Letter:
        words = ngettext(
            "%(name)s has handed %(number)d case over to you.",
            "%(name)s has handed %(number)d cases over to you.",
            number,
        )
        return Letter(
            subject=_("Cases for you"),
            greeting_name=person.full_name,
            paragraphs=(words % {"name": handover.giver.get_full_name(), "number": number},),
            action=(_("Open the hand-over"), absolute(handover.get_absolute_url())),
            closing=(_("If something does not fit, hand the cases back there."),),
        )

    post_to(person, letter, kind="handover.received", key=f"handover:{handover.pk}", about=handover)
