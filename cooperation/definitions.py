"""What the stages of an introduction are called, and what is counted as each of them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperation import facts

LABEL: dict[str, Any] = {
    facts.PROPOSED: _("proposed"),
    facts.SHORTLISTED: _("in the shortlist"),
    facts.ASKED: _("company asked"),
    facts.INTRODUCED: _("introduced"),
    facts.MET: _("met"),
    facts.PILOT: _("pilot started"),
    facts.SUCCESS: _("successful"),
}
MEANING: dict[str, Any] = {
    facts.PROPOSED: _("An offer came onto the list of a need, computed or chosen by the project lead."),
    facts.SHORTLISTED: _("The project lead has checked the proposal and put it into the shortlist."),
    facts.ASKED: _("The company was asked whether it agrees to the introduction."),
    facts.INTRODUCED: _("Both sides have agreed and got each other's contact data."),
    facts.MET: _("A first meeting is recorded."),
    facts.PILOT: _("A pilot project is recorded as started."),
    facts.SUCCESS: _("The introduction is recorded as successful."),
}
ONCE = _(
    "Each introduction counts once per stage, on the day it first came there, by the date in Germany."
    " Regions are those of that day: where the need is, and where the provider sits."
)
