"""What people fill in to report something, and leads to decide on it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import FilterForm, OptionRadioSelect, ProseField
from core.public_forms import PublicForm
from core.steps import StepForm
from legal.enums import DECISIONS, Category, Decision, Ground, TicketKind, TicketState
from legal.models import TEXT_LENGTH, Ticket


class _ReporterForm(PublicForm):
    """Nobody has to say who they are; an address is where the receipt and the answer go."""

    reporter_name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    reporter_email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("There you receive the receipt and our answer. Without it you read the number on the next page."),
    )


class ReportForm(_ReporterForm):
    field_order = ["where", "category", "text", "reporter_name", "reporter_email", "good_faith"]

    where = forms.CharField(
        label=_("Where is it?"),
        max_length=300,
        help_text=_("For example the address of the page, or the number of an offer."),
        error_messages={"required": _("Say where the content is, so that we find it.")},
    )
    category = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Category.choices,
        widget=OptionRadioSelect(),
        error_messages={"required": _("Choose a reason.")},
    )
    text = ProseField(
        label=_("Why do you think so?"),
        max_length=TEXT_LENGTH,
        rows=6,
        error_messages={"required": _("Explain in a few sentences what is wrong.")},
    )
    good_faith = forms.BooleanField(
        label=_("I am convinced in good faith that my statements are correct and complete."),
        error_messages={"required": _("Please confirm this statement.")},
    )


class BarrierForm(_ReporterForm):
    field_order = ["where", "text", "reporter_name", "reporter_email"]

    where = forms.CharField(
        label=_("On which page?"),
        max_length=300,
        help_text=_("The address or the heading of the page is enough."),
        error_messages={"required": _("Name the page.")},
    )
    text = ProseField(
        label=_("What does not work?"),
        max_length=TEXT_LENGTH,
        rows=6,
        error_messages={"required": _("Describe what does not work.")},
        help_text=_("If you like, name the program you use, for example a screen reader. Or tell us what you need."),
    )


class DecideForm(StepForm):
    """`case` is the ticket; a barrier has other decisions, and nobody who provided it."""

    name = "decide"
    needed_to_hand_in = ("ground", "statement")  # where content is removed or restricted
    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=OptionRadioSelect(),
        error_messages={"required": _("Choose a decision.")},
    )
    reasons = ProseField(
        label=_("Reasons, read by who reported"),
        rows=5,
        max_length=TEXT_LENGTH,
        error_messages={"required": _("Write the reasons.")},
    )
    ground = forms.ChoiceField(
        label=_("What the decision rests on"),
        choices=[("", _("Please choose")), *Ground.choices],
        required=False,
        help_text=_("Needed where the content is removed or restricted, and so is the statement."),
    )
    statement = ProseField(
        label=_("Statement of reasons, read by the provider of the content"),
        rows=5,
        max_length=TEXT_LENGTH,
        required=False,
        help_text=_("Facts and circumstances, and which law or rule. Say nothing about who reported."),
    )

    def __init__(self, *args, case: Ticket, **kwargs):
        super().__init__(*args, case=case, **kwargs)
        self.fields["decision"].choices = [(value, Decision(value).label) for value in DECISIONS[TicketKind(case.kind)]]
        if case.kind == TicketKind.BARRIER:
            del self.fields["ground"], self.fields["statement"]


class TicketFilterForm(FilterForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *TicketKind.choices], required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("Open")), *TicketState.choices, ("all", _("All"))], required=False
    )
