"""What a need lacks before it can hang on the board, each with the place where it is filled in."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from board.models import Posting
from companies.models import OPEN_FOR_MATCHING, Need
from organisations.models import Organisation


@dataclass(frozen=True)
class Item:
    """One line: what it is, whether it is there, the sentence when it is missing, and where to fill it in."""

    label: Any
    is_done: bool
    problem: Any
    url: str


def posting_of(need: Need) -> Posting | None:
    """Return the posting of `need` with its consent; None where the company was never asked."""
    posting = Posting.objects.select_related("consent__contact", "shown_region", "shown_sector").filter(need=need)
    found = posting.first()
    if found:
        found.need = need
    return found


def posting_checklist(need: Need) -> list[Item]:
    """Return what putting `need` on the board asks for, in the order of the page. It reads what is stored now."""
    posting, teaser = posting_of(need), need.teasers.order_by("-version").first()
    case, panel = need.get_absolute_url(), reverse("board:need", args=[need.pk])
    organisation = Organisation.objects.only("verification").get(pk=need.organisation_id)
    is_open = need.state in OPEN_FOR_MATCHING and not need.lacks_consent
    return [
        Item(
            _("Company has agreed to the board"),
            posting is not None and posting.has_consent,
            _("The company has not agreed to the board."),
            f"{panel}#agree",
        ),
        Item(
            _("Anonymous summary checked"),
            bool(teaser and teaser.checked_at),
            _("Check the anonymous summary of the need first."),
            f"{case}#teaser",
        ),
        Item(_("Need qualified"), is_open, _("The need is not open for proposals."), f"{case}#next"),
        Item(
            _("Organisation checked"),
            organisation.is_verified,
            _("The hub has to check the organisation first."),
            reverse("organisations:detail", args=[need.organisation_id]),
        ),
    ]
