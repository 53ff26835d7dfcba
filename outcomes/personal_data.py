"""What questions about the outcome hold about people: who was asked, who answered, and remarks for the lead."""

from django.utils.translation import gettext_lazy as _

from core.personal import SCRUB, DataClass, acted, personal, register_data_class

REMARKS = DataClass(
    "survey_remark",
    _("Remarks on outcomes of introductions"),
    _("the answer"),
    _("the remarks are deleted"),
    "3y-end",
)


def register() -> None:
    register_data_class(REMARKS)
    personal("outcomes.Survey", "cases", subject="contact", also=("checkpoint", "asked_on", "state"))
    acted("outcomes.Survey", settled_by="settled_at")
    personal(
        "outcomes.Answer",
        "cases",
        subject="answered_by",
        fields={"remark": SCRUB},
        also=("value", "next_step", "size_class", "reason", "answered_at"),
    )
