"""The section on the page of an introduction: the meeting that is open, earlier ones, and how to plan one."""

from django import template

from matchmaking.workflow import IN_CONTACT
from meetings.enums import Party
from meetings.models import OPEN
from meetings.notifications import moment_words, place_words
from meetings.permissions import parties_of
from meetings.selectors import meetings_of

register = template.Library()
register.filter("moment", moment_words)
register.filter("place_words", place_words)


@register.inclusion_tag("meetings/_section.html", takes_context=True)
def meetings_section(context, introduction) -> dict:
    """Empty as long as the two sides do not know each other, and where they no longer do."""
    user = context["request"].user
    is_in_contact = introduction.contact_data_released and introduction.state in IN_CONTACT.split()
    parties = parties_of(user, introduction) if is_in_contact else []
    meetings = meetings_of(user, introduction) if introduction.introduced_at else []
    current = next((meeting for meeting in meetings if meeting.state in OPEN), None)
    return {
        "introduction": introduction,
        "current": current,
        "earlier": [meeting for meeting in meetings if meeting is not current],
        "can_plan": bool(parties) and current is None,
        "can_arrange": Party.LEAD in parties and current is None,
    }
