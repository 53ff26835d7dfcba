"""What introductions cause here when they move."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.states import effect, require
from matchmaking.models import Introduction
from matchmaking.services.outcomes import before_no_reaction
from outcomes import asking
from outcomes.enums import AskingState, SurveyState
from outcomes.models import Survey
from outcomes.services import take_note


@effect("introduction", "provider_agrees")
def both_sides_are_asked(introduction: Introduction, actor) -> None:
    asking.begin(introduction)


@effect("introduction", "withdraw_consent", "record_no_success")
def nobody_is_asked_any_more(introduction: Introduction, actor) -> None:
    asking.end(introduction)


@effect("introduction", "start_pilot", "start_follow_up")
def the_lead_has_followed_the_answers(introduction: Introduction, actor) -> None:
    if actor is not None:
        take_note(introduction, actor=actor)


@before_no_reaction
def both_sides_were_asked(introduction: Introduction) -> None:
    """Nobody is called silent who has not been asked, or is just being asked."""
    waiting = Survey.objects.filter(follow_up__introduction=introduction, state=SurveyState.OPEN)
    last = waiting.order_by("-closes_on").first()
    require(
        last is None,
        _("A side is still being asked, until %(date)s.") % {"date": date_format(last.closes_on) if last else ""},
    )
    never = introduction.follow_ups.filter(state=AskingState.ASKING, surveys=None)
    unasked = [side for side in never if asking.person_to_ask(side)]
    require(not unasked, _("Both sides have to be asked before their silence counts."))
