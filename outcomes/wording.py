"""The question in words, the same in the mail, behind its link and in the portal."""

from django.utils.translation import gettext as _

from outcomes.models import Survey


def question_of(survey: Survey) -> str:
    """Return the one question of `survey`."""
    return _("Have you been in contact since?") if survey.is_about_contact else _("What has become of it?")
