"""Which mail goes to whom about an entry."""

from django.urls import reverse
from django.utils.translation import gettext as _

from landscape.models import Entry
from mail.letters import Letter
from mail.links import absolute
from mail.services import post_to
from organisations.selectors import admins_of


def entry_taken_down(entry: Entry, *, key: int) -> None:
    """Tell the administrators why their entry is not shown any more. `key` names the occasion."""
    organisation = entry.organisation
    for contact in admins_of(organisation):

        def letter(contact=contact) -> Letter:
            return Letter(
                subject=_("Your entry in the landscape of competences is not shown any more"),
                greeting_name=contact.full_name,
                paragraphs=(
                    _("the hub has taken down the entry of your organisation. This is the reason:"),
                    entry.taken_down_reason,
                    _("Answer to this letter if you do not agree, or when the reason is gone. We look at it again."),
                ),
                facts=((_("Organisation"), organisation.name),),
                action=(_("Open your entry"), absolute(reverse("landscape:own", args=[organisation.pk]))),
            )

        kind = "landscape.taken_down"
        post_to(contact, letter, kind=kind, key=f"{kind}:{key}:{contact.pk}", about=organisation)
