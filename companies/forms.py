"""What people fill in about a need."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from companies.enums import (
    Budget,
    ClosedUnsolvedReason,
    Confidentiality,
    NeedKind,
    NeedState,
    RejectReason,
    Source,
    TimeFrame,
)
from companies.models import INTAKE_LENGTH, Need, NeedIntake, NeedQuestion, NeedTeaser
from companies.services import GOOD_LENGTH, rejection_from, submission_problems
from core.forms import DayInput, OptionRadioSelect, ProseField
from core.steps import StepForm
from files.forms import DocumentField
from organisations.telltales.forms import TelltaleForm
from taxonomy.forms import TopicsForm

ON_BEHALF_SOURCES = [(source.value, source.label) for source in Source if source != Source.PORTAL]


class NeedForm(TopicsForm):
    """The need as the company tells it. Only a title is asked of a draft; when it is handed in (`handing_in`), and
    ever after, it must hold what the hub needs to begin.

    `organisation` limits the contact persons to those who act for it.
    """

    read_fields = ("description", "goal", "systems")
    needed_to_hand_in = ("description",)

    description = ProseField(
        label=_("What is the problem in everyday work?"),
        rows=7,
        max_length=20_000,
        good_length=GOOD_LENGTH,
        error_messages={"required": _("Describe the problem in at least one full sentence.")},
        help_text=_("Helpful: how it works today, what is annoying about it, what you have already tried."),
    )
    goal = ProseField(
        label=_("How would you notice that it is solved?"),
        rows=3,
        required=False,
        max_length=4_000,
        help_text=_("For example: In the morning we see on a screen which machine stood still and why."),
    )
    systems = ProseField(
        label=_("Which programs or machines are involved?"),
        rows=3,
        required=False,
        max_length=4_000,
        help_text=_("For example: twelve lathes built between 1995 and 2012, orders in a spreadsheet."),
    )
    constraints = ProseField(
        label=_("What has to be observed?"),
        rows=3,
        required=False,
        max_length=4_000,
        help_text=_("For example: the data stays in the house, no change to the machine controls."),
    )
    time_frame = forms.ChoiceField(
        label=_("By when do you need a solution?"),
        choices=TimeFrame.choices,
        required=False,
        widget=OptionRadioSelect(columns=2),
    )
    budget = forms.ChoiceField(
        label=_("Which budget do you have in mind?"),
        choices=Budget.choices,
        initial=Budget.UNKNOWN,
        widget=OptionRadioSelect(columns=2),
        help_text=_("A rough idea is enough. Providers do not see the figure."),
    )
    need_kind = forms.ChoiceField(
        label=_("What are you looking for?"),
        choices=NeedKind.choices,
        initial=NeedKind.UNSPECIFIED,
        widget=OptionRadioSelect(columns=2),
    )
    confidentiality = forms.ChoiceField(
        label=_("Who may read the anonymous summary?"),
        choices=Confidentiality.choices,
        initial=Confidentiality.ANONYMOUS,
        widget=OptionRadioSelect(),
        help_text=_("The summary never names your company. The project lead checks it before anybody reads it."),
    )

    class Meta:
        model = Need
        fields = [
            "title",
            "description",
            "goal",
            "systems",
            "constraints",
            "time_frame",
            "budget",
            "need_kind",
            "topics",
            "confidentiality",
            "municipality",
            "contact",
            "language",
        ]
        labels = {"title": _("In one sentence"), "language": _("Language of the text")}
        help_texts = {
            "title": _(
                "For example “Old lathes should report their running time”. "
                "Please leave out names of firms and products."
            ),
            "contact": _("We call or write to this person. Providers learn the name only at the end."),
        }
        error_messages = {"title": {"required": _("Give the need a title.")}}

    def __init__(self, *args, organisation, handing_in: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.handing_in = handing_in
        if self.instance.organisation_id is None:
            self.instance.organisation = organisation
        self.must_be_complete = handing_in or self.instance.state != NeedState.DRAFT
        self.fields["description"].required = self.must_be_complete
        acting = Q(memberships__organisation=organisation, memberships__is_active=True)
        people = Contact.objects.filter(acting | Q(pk=self.instance.contact_id)).distinct()
        self.fields["contact"].queryset = people
        self.fields["contact"].empty_label = None
        self.fields["municipality"].empty_label = _("elsewhere")

    @property
    def instance_fields(self) -> list[str]:
        """The columns of the need this form writes; topics are a relation of their own."""
        return [name for name in self.Meta.fields if name != "topics"]

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.must_be_complete:
            for field, problem in submission_problems(self.instance).items():
                if field == "organisation" and not self.handing_in:
                    continue  # it stops the case from moving on, not the text from being written
                if field not in self.errors:
                    self.add_error(field if field in self.fields else None, problem)


def new_need_defaults(organisation, contact: Contact | None = None) -> dict[str, Any]:
    """Return what a new need of `organisation` most likely says; `contact` is who registers it."""
    return {"municipality": organisation.municipality_id, "contact": contact, "language": get_language()}


def source_field(**kwargs) -> forms.ChoiceField:
    """Return the question how a lead, who acts for a company, was told to."""
    return forms.ChoiceField(
        label=_("How did the company tell you?"),
        error_messages={"required": _("Say how the company told you.")},
        **kwargs,
    )


class NeedStepForm(StepForm):
    """What one step of a need asks for. With `on_behalf` a lead acts for the company; forms with a `source` then
    ask how the company told it."""

    def __init__(self, *args, on_behalf: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not on_behalf:
            self.fields.pop("source", None)

    @property
    def source(self) -> str:
        """How the company told it; empty when the company acted itself."""
        return self.cleaned_data.get("source", "")


class QuestionForm(NeedStepForm):
    name = "question"
    text = ProseField(
        label=_("Question to the company"),
        max_length=NeedQuestion._meta.get_field("text").validators[0].limit_value,
        rows=4,
        error_messages={"required": _("Write the question.")},
    )
    file = DocumentField(label=_("File"), required=False)


class AnswerForm(NeedStepForm):
    name = "answer"
    text = ProseField(
        label=_("Your answer"),
        max_length=NeedQuestion._meta.get_field("answer").validators[0].limit_value,
        rows=5,
        error_messages={"required": _("Write the answer.")},
    )
    file = DocumentField(label=_("File"), required=False)
    source = source_field(choices=[("", _("Please choose")), *ON_BEHALF_SOURCES])

    def __init__(self, *args, on_behalf: bool = False, **kwargs):
        super().__init__(*args, on_behalf=on_behalf, **kwargs)
        if on_behalf:
            self.fields["text"].label = _("Answer of the company")


class RejectForm(NeedStepForm):
    name = "reject"
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Please choose")), *RejectReason.choices],
        error_messages={"required": _("Choose a reason.")},
    )
    text = ProseField(
        label=_("Explanation the company reads"),
        max_length=4_000,
        rows=4,
        help_text=_("Say what speaks against it and where the company could turn instead."),
        error_messages={"required": _("Explain the rejection to the company.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if rejection_from(self.case.state) == "reject_after_silence":
            self.fields["reason"].choices = [(RejectReason.TOO_VAGUE.value, RejectReason.TOO_VAGUE.label)]


class PauseForm(NeedStepForm):
    name = "pause"
    resume_on = forms.DateField(
        label=_("On hold until"),
        widget=DayInput(),
        error_messages={"required": _("Choose the day on which we go on.")},
    )

    def clean_resume_on(self):
        day = self.cleaned_data["resume_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("The day of resumption must be in the future."))
        return day


class WithdrawForm(NeedStepForm):
    name = "withdraw"
    source = source_field(choices=[("", _("Please choose")), *ON_BEHALF_SOURCES])


class CloseSolvedForm(NeedStepForm):
    name = "close_solved"
    note = ProseField(
        label=_("What has come of it? One sentence for the company."),
        max_length=4_000,
        rows=3,
        error_messages={"required": _("Write one sentence on the outcome.")},
    )


class CloseUnsolvedForm(NeedStepForm):
    name = "close_unsolved"
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Please choose")), *ClosedUnsolvedReason.choices],
        error_messages={"required": _("Choose a reason.")},
    )
    note = ProseField(label=_("Note the company reads"), max_length=4_000, rows=3, required=False)


class TeaserForm(TelltaleForm, forms.ModelForm):
    """The anonymous summary. What could give the company away is shown before it is saved; a person decides."""

    text = ProseField(
        label=_("Summary that providers read"),
        max_length=2_000,
        rows=5,
        help_text=_("Trade, size and problem, in three to five sentences. No names, no town, no product."),
    )
    checked = forms.BooleanField(
        label=_("Summary checked: nothing in it points to the company."),
        required=False,
        help_text=_("Only a checked summary is shown to providers."),
    )
    telltale_fields = ("title", "text")

    class Meta:
        model = NeedTeaser
        fields = ["title", "text"]

    def __init__(self, *args, need: Need, **kwargs):
        super().__init__(*args, auto_id="teaser_%s", **kwargs)
        municipality = need.municipality.name if need.municipality else ""
        self.hide(need.organisation, also=[need.contact.family_name, municipality], public=[need.region.name])


class AttachmentForm(StepForm):
    name = "attachment"
    file = DocumentField(label=_("File"), error_messages={"required": _("Choose a file.")})
    shared = forms.BooleanField(
        label=_("A provider may receive the file once both sides have agreed"),
        required=False,
        help_text=_("Without the tick only your company and the project lead can read it."),
    )


class IntakeForm(forms.ModelForm):
    """What the lead learned in the intake conversation. Everything may stay open."""

    mark_optional = False

    process_today = ProseField(label=_("How does it work today?"), rows=3, max_length=INTAKE_LENGTH, required=False)
    data_limits = ProseField(
        label=_("What limits are there for data and security?"), rows=3, max_length=INTAKE_LENGTH, required=False
    )
    tried = ProseField(label=_("What has been tried already?"), rows=3, max_length=INTAKE_LENGTH, required=False)

    class Meta:
        model = NeedIntake
        fields = ["process_today", "affected_staff", "decision_maker", "data_limits", "tried"]
        help_texts = {"decision_maker": _("The function is enough, for example: plant management.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="intake_%s", **kwargs)
