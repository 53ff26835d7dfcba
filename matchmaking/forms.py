"""Forms of the moderation and of the two sides. Field texts are read by firms and leads."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.enums import Budget
from core.forms import DayInput
from matchmaking.enums import (
    DismissReason,
    DismissScope,
    NoSuccessReason,
    ObsoleteReason,
    Outcome,
)
from matchmaking.faces import COMPANY, DECLINE_REASONS
from matchmaking.models import Introduction, IntroductionQuestion
from organisations.telltales.forms import TelltaleForm

NOTE_LENGTH = 2_000
SNOOZE_DAYS = 14  # suggested when a proposal is set aside


def _choices(enum, *, without: frozenset = frozenset()) -> list:
    return [("", _("Please choose")), *(choice for choice in enum.choices if choice[0] not in without)]


def _text(label, *, help_text="", required=True, max_length=NOTE_LENGTH, rows=4, message="") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=max_length,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": message} if message else None,
    )


def _choice(label, choices, message: str, **kwargs) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, error_messages={"required": message}, **kwargs)


def _past_day(label, message: str) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput, error_messages={"required": message})


class ShortlistForm(TelltaleForm):
    telltale_fields = ("note",)
    note = _text(
        _("Reason the company reads"),
        help_text=_("Without names: the company does not know the provider yet."),
        message=_("Write why this provider fits; the company reads it."),
    )


class ReasonForm(ShortlistForm):
    """The reason of a proposal that stands in the shortlist already."""


class SnoozeForm(forms.Form):
    until = forms.DateField(
        label=_("Show again on"), widget=DayInput, error_messages={"required": _("Choose a day in the future.")}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate() + timedelta(days=SNOOZE_DAYS)


class DismissForm(forms.Form):
    reason = _choice(_("Reason"), _choices(DismissReason), _("Choose a reason."))
    scope = forms.ChoiceField(
        label=_("Applies to"),
        choices=DismissScope.choices,
        initial=DismissScope.PAIR,
        help_text=_("A dismissed proposal comes back only when need or offer have changed."),
    )
    note = _text(_("Internal note"), required=False, rows=2)


class AddOfferForm(forms.Form):
    """Which offer a lead puts on the list of a need by hand."""

    offer = forms.ModelChoiceField(queryset=None)

    def __init__(self, *args, offers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["offer"].queryset = offers


class AskCompanyForm(forms.Form):
    """Carries which summaries the lead has read on the page, so that nothing else is shown to the company."""

    need_teaser = forms.IntegerField(widget=forms.HiddenInput)
    offer_teaser = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, introduction: Introduction, **kwargs):
        self.current = {
            "need_teaser": getattr(introduction.need.current_teaser, "pk", None),
            "offer_teaser": getattr(introduction.offer.current_teaser, "pk", None),
        }
        super().__init__(*args, initial=self.current, **kwargs)

    def clean(self) -> dict:
        if {name: self.cleaned_data.get(name) for name in self.current} != self.current:
            raise forms.ValidationError(
                _("A summary was changed while you were reading. Please check the new text and ask again.")
            )
        return self.cleaned_data


class SideAnswerForm(forms.Form):
    """Yes, no or a question, by the side that is being asked. Nothing is preselected."""

    YES, NO, QUESTION = "yes", "no", "question"
    DECISIONS = [(YES, _("Yes")), (NO, _("No")), (QUESTION, _("I have a question"))]

    decision = forms.ChoiceField(
        label=_("Your answer"),
        choices=DECISIONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes, no or a question.")},
    )
    consent = forms.BooleanField(label=_("Consent"), required=False)
    reason = forms.ChoiceField(label=_("What does not fit?"), required=False)
    note = _text(_("More about it"), required=False, rows=2, help_text=_("Only the project lead reads this."))
    question = _text(
        _("Your question"),
        required=False,
        max_length=IntroductionQuestion._meta.get_field("text").validators[0].limit_value,
        help_text=_("Please without names of firms or products. The project lead answers you."),
    )

    def __init__(self, *args, side: str, **kwargs):
        super().__init__(*args, **kwargs)
        reasons = [("", _("Please choose")), *((reason.value, reason.label) for reason in DECLINE_REASONS[side])]
        self.fields["reason"].choices = reasons
        self.side = side

    @property
    def asks_company(self) -> bool:
        return self.side == COMPANY

    def clean(self) -> dict:
        data = self.cleaned_data
        decision = data.get("decision")
        if decision == self.YES and not data.get("consent"):
            self.add_error("consent", _("Tick your consent. Without it we may not pass on your contact data."))
        if decision == self.NO and not data.get("reason"):
            self.add_error("reason", _("Choose a reason."))
        if decision == self.QUESTION and not data.get("question", "").strip():
            self.add_error("question", _("Write your question."))
        return data


class QuestionAnswerForm(TelltaleForm):
    text = _text(
        _("Your answer"),
        max_length=IntroductionQuestion._meta.get_field("answer").validators[0].limit_value,
        help_text=_("Without names: neither side knows the other yet."),
        message=_("Write the answer."),
    )


class MeetingForm(forms.Form):
    met_on = _past_day(_("Day of the first meeting"), _("Choose the day of the meeting."))


class PilotForm(forms.Form):
    scope = _text(
        _("Scope in one sentence"),
        help_text=_("Both sides read this."),
        rows=2,
        message=_("Describe the scope of the pilot in one sentence."),
    )
    budget = _choice(_("Budget"), _choices(Budget, without=frozenset({Budget.UNKNOWN})), _("Choose a budget."))
    both_confirmed = forms.BooleanField(
        label=_("Both sides have confirmed the pilot to me."),
        error_messages={"required": _("Both sides must have confirmed the pilot.")},
    )


class FollowUpForm(forms.Form):
    """A step without further details."""


class SuccessForm(forms.Form):
    outcome = _choice(_("Outcome"), _choices(Outcome), _("Choose the outcome."))
    note = _text(
        _("How do you know?"),
        help_text=_("Only project leads read this."),
        rows=2,
        message=_("Note how you know of the outcome."),
    )


class NoSuccessForm(forms.Form):
    reason = _choice(_("Reason"), _choices(NoSuccessReason), _("Choose a reason."))
    note = _text(_("Internal note"), required=False, rows=2)


class ObsoleteForm(forms.Form):
    reason = _choice(_("Reason"), _choices(ObsoleteReason), _("Choose a reason."))


class WithdrawForm(forms.Form):
    confirmed = forms.BooleanField(
        label=_("I withdraw my consent to this introduction."),
        error_messages={"required": _("Tick the box if you want to withdraw your consent.")},
    )
