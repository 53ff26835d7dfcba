"""What questions about the outcome hold about people: who was asked, who answered, and remarks for the lead."""

from django.utils.translation import gettext_lazy as _

from core.personal import (
    SCRUB,
    DataClass,
    LegalBasis,
    Purpose,
    acted,
    personal,
    register_data_class,
    register_purpose,
)

REMARKS = DataClass(
    "survey_remark",
    _("Remarks on outcomes of introductions"),
    _("the answer"),
    _("the remarks are deleted"),
    "3y-end",
)
OUTCOMES = Purpose(
    "outcomes",
    _("Questions about the outcome of introductions"),
    _("So that the hub learns what its introductions bring, and shows its owners figures without names."),
    _("Only the project lead reads your answer. The other side does not see it, and reports name nobody."),
    LegalBasis.LEGITIMATE_INTEREST,
    _("Contact persons of companies and providers that were introduced to each other"),
    _("Answer, reason, size of the contract in steps, remark, day of the answer"),
    _("Project leads; nobody else reads single answers"),
    "survey_remark",
    order=28,
)


def register() -> None:
    register_data_class(REMARKS)
    register_purpose(OUTCOMES)
    personal("outcomes.Survey", "cases", subject="contact", also=("checkpoint", "asked_on", "state"))
    acted("outcomes.Survey", settled_by="settled_at")
    personal(
        "outcomes.Answer",
        "outcomes",
        subject="answered_by",
        fields={"remark": SCRUB},
        also=("value", "next_step", "size_class", "reason", "answered_at"),
    )
