"""Where a need stands, for its contact person by a link in a mail."""

from typing import Any

from django.utils.translation import gettext as _

from companies import progress
from companies.models import Need
from companies.notifications import NEED_STATUS
from companies.selectors import asked_introductions
from companies.views.pages import last_time
from links.models import SignedLink
from links.registry import register_purpose
from organisations.status_links import frame, status_purpose


def register() -> None:
    register_purpose(status_purpose(NEED_STATUS, _need, lambda need: need.organisation, _describe))


def _need(link: SignedLink) -> Need | None:
    return Need.objects.select_related("organisation", "assigned_to").filter(pk=link.subject_id).first()


def _describe(link: SignedLink, need: Need) -> dict[str, Any]:
    asked = list(asked_introductions().filter(need=need))
    return frame(link, _("Your need %(number)s"), need, need.assigned_to) | {
        "state_label": need.get_state_display(),
        "state_tone": "run" if need.is_open else "end",
        "turn": progress.whose_turn(need, asked),
        "timeline": progress.case_steps(need, asked, last_time(need, "start_qualification")),
    }
