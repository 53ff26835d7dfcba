"""What is still missing in an entry, why it helps, and where to fill it in."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from landscape.models import Entry
from landscape.selectors import Profile, is_old


@dataclass(frozen=True)
class Hint:
    """One thing a good entry has."""

    is_done: bool
    title: Any
    why: Any
    url: str


def hints(profile: Profile, entry: Entry | None) -> list[Hint]:
    """Return everything a complete entry has, in the order in which it helps most."""
    organisation = profile.organisation
    provider = reverse("startups:provider_edit", args=[organisation.pk])
    edit = reverse("organisations:edit", args=[organisation.pk])
    offers = reverse("startups:offer_list", args=[organisation.pk])
    priced = bool(profile.offers) and all(_names_a_price(each.offer) for each in profile.offers)
    return [
        Hint(bool(profile.offers), _("A published offer"), _("People look for solutions, not for names."), offers),
        Hint(
            bool(organisation.about.strip()),
            _("A text about yourselves"),
            _("The first sentence stands below your name in the list."),
            f"{provider}#id_about",
        ),
        Hint(
            bool(profile.references),
            _("A reference"),
            _("Companies ask first who has worked with you already."),
            f"{provider}#references-0",
        ),
        Hint(priced, _("A price in every offer"), _("A rough figure saves both sides a first call."), offers),
        Hint(
            bool(organisation.sectors.all()),
            _("Your sectors"),
            _("Whoever filters by sector does not find you otherwise."),
            edit,
        ),
        Hint(bool(organisation.website), _("Your website"), _("There people read on."), f"{provider}#id_website"),
        Hint(hasattr(organisation, "logo"), _("Your logo"), _("People recognise you in the list."), edit),
        Hint(
            bool(organisation.about_en.strip()),
            _("A text in English"),
            _("Partners abroad and international staff read it."),
            f"{provider}#id_about_en",
        ),
        Hint(
            entry is not None and not is_old(entry.confirmed_on),
            _("A confirmation within the last 180 days"),
            _("The day stands in the list. What looks old is not opened."),
            "#confirm",
        ),
    ]


def _names_a_price(offer) -> bool:
    return bool(offer.price_from_eur or offer.minimum_eur or offer.price_note)
