"""The question to a side. Nothing is preselected; what an answer does not ask for is left out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.enums import Budget
from matchmaking.enums import NoSuccessReason
from outcomes.enums import ABOUT_CONTACT, CAN_HAVE_FAILED, LADDER, NextStep, Value
from outcomes.models import REMARK_LENGTH, Survey

# "No reaction" is for the lead to find: a side says that there was no contact.
REASONS = [(reason.value, reason.label) for reason in NoSuccessReason if reason != NoSuccessReason.NO_REACTION]
# Which field an answer opens, as the class of its radio button in the style sheet.
OPENS = {Value.CONTRACT: "opt-yes", **dict.fromkeys(CAN_HAVE_FAILED, "opt-no")}


class SurveyForm(forms.Form):
    """After two weeks: contact, and whose turn it is. Later: one rung of the ladder with what belongs to it."""

    value = forms.ChoiceField(
        label=_("Your answer"), widget=forms.RadioSelect, error_messages={"required": _("Choose an answer.")}
    )
    next_step = forms.ChoiceField(
        label=_("Who takes the next step?"), choices=[("", _("Please choose")), *NextStep.choices], required=False
    )
    size_class = forms.ChoiceField(
        label=_("How large is the contract?"),
        choices=[("", _("Please choose")), *Budget.choices],
        required=False,
    )
    reason = forms.ChoiceField(
        label=_("Has it come to an end? Then tell us why."),
        choices=[("", _("It has not ended")), *REASONS],
        required=False,
        help_text=_("If you choose a reason, we do not ask you again."),
    )
    remark = forms.CharField(
        label=_("Do you want to add something?"),
        required=False,
        max_length=REMARK_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only the project lead reads this."),
    )

    def __init__(self, *args, survey: Survey, **kwargs):
        if survey.answer is not None:
            kwargs["initial"] = {name: getattr(survey.answer, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.is_about_contact = survey.is_about_contact
        values = ABOUT_CONTACT if survey.is_about_contact else LADDER
        self.fields["value"].choices = [(value.value, value.label) for value in values]
        for name in ("size_class", "reason") if survey.is_about_contact else ("next_step",):
            del self.fields[name]

    @property
    def options(self) -> list[tuple[str, str, str, bool, str]]:
        """The radio buttons: id, value, words, whether chosen, and the class that opens what belongs to it."""
        chosen, identifier = self["value"].value(), self["value"].auto_id
        return [
            (f"{identifier}_{number}", value, label, value == chosen, OPENS.get(value, "opt-else"))
            for number, (value, label) in enumerate(self.fields["value"].choices)
        ]

    def clean(self) -> dict:
        data = self.cleaned_data
        value = data.get("value")
        if value == Value.CONTRACT and not data.get("size_class"):
            self.add_error("size_class", _("Choose how large the contract is."))
        if value != Value.CONTRACT:
            data["size_class"] = ""
        if value not in CAN_HAVE_FAILED:
            data["reason"] = ""
        return data
