"""What people say about the board: that they agree, that they can help, and what they answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Channel
from board.enums import InterestReason, OffReason
from board.models import NOTE_LENGTH
from companies.capture.forms import ConsentFields
from core.forms import ProseField
from core.steps import StepForm
from organisations.telltales.forms import TelltaleForm
from startups.models import Offer

CHOOSE = ("", _("Please choose"))
TOLD_BY = [Channel.PHONE, Channel.VISIT, Channel.EVENT, Channel.LETTER]
CHOSEN_BY_LEADS = [OffReason.TELLS_TOO_MUCH, OffReason.ENOUGH, OffReason.COMPANY_WISH, OffReason.OTHER]


class AgreeForm(StepForm):
    """A member of the company agrees; the tick is never set beforehand."""

    name = "agree"
    agreed = forms.BooleanField(
        label=_("Yes, the summary without names may hang on the public board."),
        error_messages={"required": _("Set the tick if you agree.")},
    )


class AgreeOnBehalfForm(ConsentFields, StepForm):
    """A lead records how the company has agreed, and when."""

    name = "agree"
    consent = None  # here it is the only reason to send the form
    channel = forms.ChoiceField(
        label=_("How did the company tell you?"),
        choices=[CHOOSE, *((channel.value, channel.label) for channel in TOLD_BY)],
        error_messages={"required": _("Say how the company told you.")},
    )
    field_order = ["channel", "consent_at"]


class TakeOffForm(StepForm):
    name = "take_off"
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[CHOOSE, *((reason.value, reason.label) for reason in CHOSEN_BY_LEADS)],
        error_messages={"required": _("Choose a reason.")},
    )
    note = ProseField(label=_("Note the company reads"), max_length=NOTE_LENGTH, rows=3, required=False)


class InterestForm(StepForm):
    """A provider says with which offer it can help, and how. `offers` are those it may name."""

    name = "interest"
    offer = forms.ModelChoiceField(
        label=_("With which offer?"),
        queryset=Offer.objects.none(),
        empty_label=_("Please choose"),
        error_messages={"required": _("Choose one of your offers.")},
    )
    note = ProseField(
        label=_("How can you help?"),
        max_length=NOTE_LENGTH,
        rows=5,
        help_text=_("Two or three sentences are enough. The project lead reads them, the company does not."),
        error_messages={"required": _("Write in a few sentences how you can help.")},
    )

    def __init__(self, *args: Any, offers, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["offer"].queryset = offers
        self.fields["offer"].label_from_instance = lambda offer: offer.title
        if len(offers) == 1:
            self.fields["offer"].initial = offers[0]


class DeclineForm(TelltaleForm, StepForm):
    """The answer must not give the company away."""

    name = "decline"
    telltale_fields = ("answer",)
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[CHOOSE, *InterestReason.choices],
        error_messages={"required": _("Choose a reason.")},
    )
    answer = ProseField(
        label=_("Answer the provider reads"),
        max_length=NOTE_LENGTH,
        rows=4,
        help_text=_("Without names, and without what the company thinks of the provider."),
        error_messages={"required": _("Write an answer to the provider.")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        need = self.case.need
        self.hide(
            need.organisation,
            also=[need.contact.family_name, *([need.municipality.name] if need.municipality else [])],
            public=[need.region.name],
        )
