"""The life of a posting, and of the interest of a provider in it."""

from django.utils.translation import gettext_lazy as _

from board.enums import InterestState, PostingState
from core.states import Workflow, arrow

POSTING = Workflow(
    name="posting",
    initial=PostingState.WAITING,
    terminal=frozenset({"ended"}),
    fulfilled=frozenset({"posted"}),
    transitions=dict(
        [
            arrow("post", "waiting off", "posted", "project_lead", _("Put on the board")),
            arrow("take_off", "waiting posted", "off", "project_lead", _("Take off the board")),
            arrow("look_again", "posted", "waiting", "system", _("Look at it again")),
            arrow("end", "waiting posted off", "ended", "company project_lead system", _("End the posting")),
            arrow("agree_again", "ended", "waiting", "company project_lead", _("Agree again")),
        ]
    ),
)

INTEREST = Workflow(
    name="interest",
    initial=InterestState.OPEN,
    terminal=frozenset({"taken_up", "declined", "withdrawn", "obsolete"}),
    fulfilled=frozenset({"taken_up"}),
    transitions=dict(
        [
            arrow("take_up", "open", "taken_up", "project_lead", _("Take up")),
            arrow("decline", "open", "declined", "project_lead", _("Do not take up")),
            arrow("withdraw", "open", "withdrawn", "provider", _("Withdraw the interest")),
            arrow("make_obsolete", "open", "obsolete", "system", _("End")),
        ]
    ),
)
