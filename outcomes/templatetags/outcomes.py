"""What the pages of an introduction show of questions and answers: both sides for its lead, the own one for a side."""

from django import template

from core.states import GuardFailed
from matchmaking.permissions import can_decide_introduction
from matchmaking.services.common import IN_CONTACT
from matchmaking.services.outcomes import require_silence
from outcomes.ladder import Suggestion, in_words, rounds_of, suggestions
from outcomes.selectors import surveys_of

register = template.Library()


@register.inclusion_tag("outcomes/_lead_panel.html", takes_context=True)
def outcome_panel(context, introduction) -> dict:
    """Both answers of each day side by side and, of the newest, what they speak for."""
    rounds = rounds_of(surveys_of(introduction)) if introduction.introduced_at else []
    request = context["request"]
    newest = next((each for each in rounds if each.answers), None)
    decides = newest and introduction.state in IN_CONTACT and can_decide_introduction(request.user, introduction)
    offered = suggestions(introduction, newest) if decides else []
    return {
        "introduction": introduction,
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "rounds": rounds,
        "newest": newest,
        "can_note": bool(decides) and any(each.answers and not each.is_settled for each in rounds),
        "suggestions": [(each, _problems(introduction, each)) for each in offered],
        "is_one_sided": newest is not None and len(newest.answers) == 1,
    }


def _problems(introduction, suggestion: Suggestion) -> list:
    """Return what stands in the way of a suggested step today."""
    if suggestion.fields.get("reason") != "no_reaction":
        return []
    try:
        require_silence(introduction)
    except GuardFailed as failure:
        return failure.problems
    return []


@register.inclusion_tag("outcomes/_side_panel.html", takes_context=True)
def own_surveys(context, introduction, side: str) -> dict:
    """The question that waits for the side, and the answers that can still be changed."""
    surveys = [each for each in surveys_of(introduction, side) if each.is_open] if introduction.introduced_at else []
    return {"request": context["request"], "surveys": surveys}


register.filter(in_words)
