"""Letters on the way of a need that came without an account.

Before the address is proven nothing that was typed stands in a letter: nobody's address may be used to send words of
others, and a stranger must learn nothing.
"""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.selectors import leads_of_region
from companies.models import Need, NeedDraft
from companies.notifications import NEED_STATUS
from core.personal import data_classes
from links.models import SignedLink
from mail.letters import Letter
from mail.links import absolute
from mail.services import post, post_to
from organisations.selectors import verification_due_on
from organisations.status_links import status_url


def draft_link(draft: NeedDraft, link: SignedLink) -> None:
    """Send the link that leads back to a draft."""
    with override(draft.language):
        letter = Letter(
            subject=_("Your draft at the Digitales Zentrum Mittelstand"),
            paragraphs=(
                _("here is the link to your draft. With it you can go on at any time and on any device."),
                _("Nothing has been sent so far. Only who has this link reads the draft."),
            ),
            action=(_("Go on with the draft"), absolute(link.path)),
            closing=(
                _("We delete the draft when nothing has been changed for %(period)s. Then this link ends, too.")
                % {"period": data_classes()["public_draft"].period},
                _("You have not begun a draft? Then somebody has mistyped. Please do nothing."),
            ),
        )
    _send(letter, draft, "need_draft.link", link)


def please_confirm(draft: NeedDraft, link: SignedLink) -> None:
    """Send the link whose button hands the draft in."""
    with override(draft.language):
        letter = Letter(
            subject=_("Please confirm your need"),
            paragraphs=(
                _("you have registered a need with us. Please confirm that it comes from you."),
                _("The link shows a page with your details and one button. Only then does your need reach us."),
            ),
            action=(_("Look at it and confirm"), absolute(link.path)),
            closing=(
                _("The link is valid until %(date)s.") % {"date": date_format(link.expires_at)},
                _("You have not registered a need? Then somebody has mistyped. Please do nothing."),
            ),
        )
    _send(letter, draft, "need_draft.confirm", link)


def _send(letter: Letter, draft: NeedDraft, kind: str, link: SignedLink) -> None:
    post(
        letter,
        to=[draft.email],
        kind=kind,
        key=f"{kind}:{link.pk}",
        language=draft.language,
        about=draft,
        is_confidential=True,
    )


def need_waits(need: Need) -> None:
    """Tell the person that the need has arrived and the company is checked first, and the leads to check it."""
    due_on = verification_due_on(need.organisation)

    def receipt() -> Letter:
        until = [_("You will hear from us by %(date)s.") % {"date": date_format(due_on)}] if due_on else []
        return Letter(
            subject=_("Your need has arrived"),
            greeting_name=need.contact.full_name,
            paragraphs=(
                _("thank you. Your need has arrived. Nobody outside the hub sees your name before you agree."),
                _("First we check that your company is real. Then your need goes on by itself."),
                *until,
            ),
            facts=((_("Need"), need.title), (_("Company"), need.organisation.name)),
            status_url=status_url(NEED_STATUS, need, need.contact),
        )

    post_to(need.contact, receipt, kind="need.waits", key=f"need.waits:{need.pk}", about=need)
    for contact in leads_of_region(need.organisation.region):

        def letter(contact=contact) -> Letter:
            return Letter(
                subject=_("New need without an account: %(title)s") % {"title": need.title},
                greeting_name=contact.full_name,
                paragraphs=(
                    _("a company has registered a need without an account. The address is confirmed."),
                    _("Check the company first. As soon as it is verified, the need is submitted by itself."),
                ),
                facts=((_("Need"), need.title), (_("Company"), need.organisation.name)),
                action=(
                    _("Check the organisation"),
                    absolute(reverse("organisations:verification", args=[need.organisation_id])),
                ),
            )

        post_to(contact, letter, kind="need.waits.lead", key=f"need.waits.lead:{need.pk}:{contact.pk}", about=need)
