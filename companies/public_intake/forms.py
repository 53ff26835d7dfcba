"""What is asked of somebody who registers a need without an account, one group of questions per step."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from companies.capture.titles import title_of
from companies.enums import Budget, Confidentiality, NeedKind, TimeFrame
from companies.models import Need, NeedDraft
from companies.services import FEWEST_WORDS, GOOD_LENGTH
from core.forms import OptionRadioSelect, ProseField
from core.public_forms import PublicForm
from organisations.enums import SizeClass
from organisations.forms import PlaceField, postcode_field, website_field
from taxonomy.forms import TopicsForm, typed_values
from taxonomy.models import Sector

LONGEST_DESCRIPTION = 8_000
LONGEST_ANSWER = 4_000


def _text(kind: str = "", **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={**({"type": kind} if kind else {}), **attrs})


class AboutForm(forms.Form):
    """The problem, before anything else: whoever comes has it in mind."""

    description = ProseField(
        label=_("What is the problem in everyday work?"),
        rows=8,
        max_length=LONGEST_DESCRIPTION,
        good_length=GOOD_LENGTH,
        error_messages={"required": _("Describe the problem in at least one full sentence.")},
        help_text=_("Helpful: how it works today, what is annoying about it, what you have already tried."),
    )
    title = forms.CharField(
        label=_("In one sentence"),
        max_length=120,
        required=False,
        help_text=_(
            "For example “Old lathes should report their running time”. If you leave it empty, we take your first"
            " sentence."
        ),
    )

    def clean_description(self) -> str:
        text = self.cleaned_data["description"]
        if len(text.split()) < FEWEST_WORDS:
            raise forms.ValidationError(self.fields["description"].error_messages["required"])
        return text


class FrameForm(TopicsForm):
    """Topics, recognised in what was told before, and the frame. All of it may stay open: the lead asks."""

    read_fields = ("description", "goal", "systems")

    goal = ProseField(
        label=_("How would you notice that it is solved?"),
        rows=3,
        required=False,
        max_length=LONGEST_ANSWER,
        help_text=_("For example: In the morning we see on a screen which machine stood still and why."),
    )
    systems = ProseField(
        label=_("Which programs or machines are involved?"),
        rows=3,
        required=False,
        max_length=LONGEST_ANSWER,
        help_text=_("For example: twelve lathes built between 1995 and 2012, orders in a spreadsheet."),
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
        required=False,
        widget=OptionRadioSelect(columns=2),
        help_text=_("A rough idea is enough. Providers do not see the figure."),
    )
    need_kind = forms.ChoiceField(
        label=_("What are you looking for?"),
        choices=NeedKind.choices,
        initial=NeedKind.UNSPECIFIED,
        required=False,
        widget=OptionRadioSelect(columns=2),
    )

    class Meta:
        model = Need
        fields = ["topics", "goal", "systems", "time_frame", "budget", "need_kind"]

    def __init__(self, *args, draft: NeedDraft, **kwargs):
        super().__init__(*args, **kwargs)
        self.draft = draft

    def told(self, name: str) -> str:
        if name == "language":
            return self.draft.language
        return super().told(name) if name in self.fields else self.draft.first(name)


class CompanyForm(forms.Form):
    """Where and for whom: what the check of the company needs, and whom we write to."""

    org_name = forms.CharField(
        label=_("Name of your company"),
        max_length=160,
        widget=_text(autocomplete="organization"),
        error_messages={"required": _("Enter the name of your company.")},
    )
    org_place = PlaceField(
        label=_("Where is your company?"), error_messages={"required": _("Choose where your company has its seat.")}
    )
    postcode = postcode_field(label=_("Postcode"), required=False)
    website = website_field(label=_("Website"), help_text=_("With it we recognise the organisation more quickly."))
    size_class = forms.ChoiceField(
        label=_("How many people work there?"),
        choices=SizeClass.choices,
        required=False,
        widget=OptionRadioSelect(columns=2),
    )
    sector = forms.ModelChoiceField(
        label=_("Trade"),
        queryset=Sector.objects.active().filter(parent=None).order_by("scheme", "code"),
        required=False,
        empty_label=_("please choose"),
    )
    given_name = forms.CharField(
        label=_("Your first name"),
        max_length=80,
        widget=_text(autocomplete="given-name"),
        error_messages={"required": _("Enter your first name.")},
    )
    family_name = forms.CharField(
        label=_("Your last name"),
        max_length=80,
        widget=_text(autocomplete="family-name"),
        error_messages={"required": _("Enter your last name.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("There you confirm that the need comes from you, and read our answers."),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address like name@company.de."),
        },
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=_text("tel", autocomplete="tel"),
        help_text=_("Many things are clarified more quickly on the phone."),
    )


class SendForm(PublicForm):
    """The last step: who may read the summary, and the consent. Nothing is chosen beforehand."""

    confidentiality = forms.ChoiceField(
        label=_("Who may read the anonymous summary?"),
        choices=Confidentiality.choices,
        widget=OptionRadioSelect(),
        help_text=_("The summary never names your company. The project lead checks it before anybody reads it."),
        error_messages={"required": _("Choose who may read the summary.")},
    )
    agrees = forms.BooleanField(
        label=_("I agree, and I may speak for my company."),
        error_messages={"required": _("Without your consent we may not take up the need.")},
    )


class LaterForm(PublicForm):
    """Where the link goes that leads back to the draft."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=CompanyForm.base_fields["email"].error_messages,
    )


@dataclass(frozen=True)
class Step:
    """One page of the way: its address, its name in the bar, and what it asks."""

    url_name: str
    name: Any
    form_class: type[forms.Form]
    kept: tuple[str, ...]  # the fields that a draft keeps

    @property
    def number(self) -> int:
        return STEPS.index(self) + 1

    @property
    def following(self) -> "Step | None":
        return STEPS[self.number] if self.number < len(STEPS) else None

    @property
    def previous(self) -> "Step | None":
        return STEPS[self.number - 2] if self.number > 1 else None

    def form(self, draft: NeedDraft, typed: QueryDict | None = None) -> forms.Form:
        """Return the form of this step: with what was `typed`, checked, or with what the draft holds, unchecked."""
        options = {"draft": draft} if self.form_class is FrameForm else {}
        if typed is not None:
            return self.form_class(typed, **options)
        held = as_typed(draft.content)
        values = typed_values(held, self.form_class)
        return self.form_class(initial={name: values[name] for name in self.kept if name in held}, **options)

    def checked(self, draft: NeedDraft) -> forms.Form:
        """Return the form with what the draft holds, checked."""
        return self.form(draft, as_typed(draft.content))


def as_typed(content: dict[str, list[str]]) -> QueryDict:
    """Return what is typed field by field as a browser sends it."""
    typed = QueryDict(mutable=True)
    for name, values in content.items():
        typed.setlist(name, values)
    return typed


def _step(url_name: str, name: Any, form_class: type[forms.Form], *left_out: str) -> Step:
    kept = tuple(field for field in form_class.base_fields if field not in left_out)
    return Step(f"companies:{url_name}", name, form_class, kept)


ABOUT = _step("register_need", _("What is it about?"), AboutForm)
FRAME = _step("register_frame", _("Topics and frame"), FrameForm)
COMPANY = _step("register_company", _("Your company"), CompanyForm)
SEND = _step("register_send", _("Check and send"), SendForm, "trap", "opened", "agrees")
STEPS = (ABOUT, FRAME, COMPANY, SEND)
ASKED = (ABOUT, FRAME, COMPANY)  # what is read once more in the last step


def title_in(draft: NeedDraft) -> str:
    """Return the title the need will have; "" while nothing is told."""
    return draft.first("title").strip() or title_of(draft.first("description"))


@dataclass(frozen=True)
class Answer:
    """One line of the last step: the question, what was answered, and what is wrong with it."""

    label: Any
    value: Any
    problems: list[str]


def answers(step: Step, draft: NeedDraft) -> Iterator[Answer]:
    """Yield what the draft says in `step`; what may stay open and is open is left out."""
    form = step.checked(draft)
    form.is_valid()
    for bound in form:
        value = title_in(draft) if bound.name == "title" else _in_words(form, bound)
        problems = list(form.errors.get(bound.name, ()))
        if value or problems:
            yield Answer(bound.label, value, problems)


def _in_words(form: forms.Form, bound) -> str:
    value = form.cleaned_data.get(bound.name)
    if not value:
        return bound.value() if isinstance(bound.value(), str) else ""
    if bound.name == "topics":
        return ", ".join(str(topic) for topic in value)
    if bound.name == "org_place":
        return str(value[0] or value[1])
    return str(dict(getattr(bound.field, "choices", ())).get(value, value)) if isinstance(value, str) else str(value)
