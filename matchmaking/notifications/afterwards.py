"""Letters about what has become of a contact."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction
from matchmaking.notifications.writing import tell_both, tell_leads


def meeting_recorded(introduction: Introduction, actor) -> None:
    """The lead hears of a meeting that one of the sides recorded; `actor` is None for whoever has no account."""
    if actor is not None and actor.moderates:
        return
    tell_leads(
        introduction,
        "meeting_recorded",
        lambda: _("First meeting: %(number)s") % {"number": introduction.number},
        lambda: [_("The first meeting took place on %(date)s.") % {"date": date_format(introduction.met_on)}],
    )


def pilot_started(introduction: Introduction) -> None:
    tell_both(
        introduction,
        "pilot_started",
        lambda: _("Your pilot project: %(number)s") % {"number": introduction.number},
        lambda: [
            _("We have noted that your pilot project has started: %(scope)s") % {"scope": introduction.pilot_scope}
        ],
    )


def outcome_recorded(introduction: Introduction) -> None:
    succeeded = introduction.state == IntroductionState.SUCCESS
    tell_both(
        introduction,
        "outcome_recorded",
        lambda: _("What became of %(number)s") % {"number": introduction.number},
        lambda: [
            _("We have noted the outcome: %(outcome)s.")
            % {
                "outcome": introduction.get_outcome_display()
                if succeeded
                else introduction.get_no_success_reason_display()
            },
            _("If you see it differently, please reply to this e-mail."),
        ],
    )
