"""Forms of the registers: one per kind of entry, all of them for a given project."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from core.forms import DayInput
from core.optimistic import OptimisticForm
from events.models import Event
from projects.counting import Period
from projects.enums import IndicatorKind
from projects.headings import HEADINGS
from projects.models import (
    Activity,
    Cooperation,
    CostPosition,
    Milestone,
    Narrative,
    ProjectIndicator,
    PublicityItem,
    SupportLetter,
    Voucher,
)
from projects.models.registers import NARRATIVE_LENGTH, Entry
from regions.models import FundedProject


class EntryForm(OptimisticForm, forms.ModelForm):
    """Base of all: the project is given, so the constraints of the database are checked with it."""

    def __init__(self, *args, project: FundedProject, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.project, self.user = project, user
        self.instance.project = project
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = DayInput()
                self.initial.setdefault(name, None)
            elif isinstance(field, forms.DecimalField):  # typed as people write it: 12,50
                field.localize = True
                field.widget = forms.TextInput(attrs={"inputmode": "decimal"})
                field.widget.is_localized = True

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"project", "removed_at"}

    def save_for(self) -> Entry:
        """Save the valid form and return the entry."""
        return self.save()


class IndicatorForm(EntryForm):
    class Meta:
        model = ProjectIndicator
        fields = ["kind", "title", "target", "position", "value_by_hand", "note", "deviation"]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("note", "deviation")}

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("kind") != IndicatorKind.BY_HAND and cleaned.get("value_by_hand") is not None:
            self.add_error("value_by_hand", gettext("This number is counted. Leave the field empty."))
        return cleaned


class MilestoneForm(EntryForm):
    class Meta:
        model = Milestone
        fields = ["title", "due_on", "state", "done_on", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}


class ActivityForm(EntryForm):
    class Meta:
        model = Activity
        fields = ["day", "kind", "title", "minutes", "staff", "event"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        leads = User.objects.filter(platform_roles__role=Role.PROJECT_LEAD, is_active=True)
        if self.instance.staff_id:  # who has left since stays with the work done
            leads = leads | User.objects.filter(pk=self.instance.staff_id)
        self.fields["staff"].queryset = leads.distinct().order_by("contact__family_name", "pk")
        self.fields["staff"].label_from_instance = lambda user: user.get_full_name()
        self.fields["event"].queryset = Event.objects.managed_by(self.user).filter(funded_project=self.project)
        if self.instance.pk is None:
            self.initial.setdefault("staff", self.user.pk)


class CostPositionForm(EntryForm):
    class Meta:
        model = CostPosition
        fields = ["title", "planned_eur", "position"]


class VoucherForm(EntryForm):
    class Meta:
        model = Voucher
        fields = ["number", "paid_on", "cost_position", "payee", "amount_eur", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cost_position"].queryset = CostPosition.objects.of(self.project)


class PublicityForm(EntryForm):
    link = forms.URLField(label=_("Link"), max_length=400, required=False, assume_scheme="https")

    class Meta:
        model = PublicityItem
        fields = ["day", "channel", "title", "link"]


class CooperationForm(EntryForm):
    class Meta:
        model = Cooperation
        fields = ["partner", "kind", "day", "note"]


class LetterForm(EntryForm):
    class Meta:
        model = SupportLetter
        fields = ["organisation", "received_on"]


class NarrativeForm(OptimisticForm, forms.Form):
    """All texts of the report at once, below the headings of the programme."""

    def __init__(self, *args, project: FundedProject, **kwargs):
        super().__init__(*args, **kwargs)
        texts = dict(Narrative.objects.filter(project=project).values_list("heading", "text"))
        for heading in HEADINGS:
            self.fields[heading.slug] = forms.CharField(
                label=heading.title,
                help_text=heading.hint,
                required=False,
                max_length=NARRATIVE_LENGTH,
                initial=texts.get(heading.slug, ""),
                widget=forms.Textarea(attrs={"rows": 6}),
            )


class HoursForm(forms.Form):
    """Asks what the file that names staff is needed for."""

    purpose = forms.CharField(
        label=_("What do you need the file for?"),
        max_length=200,
        help_text=_("The log keeps it. The file names who has worked how long."),
    )


class PackForm(forms.Form):
    """For which days a pack is made: the whole period of the grant, unless somebody chooses a part for an interim
    proof."""

    first = forms.DateField(label=_("First day"), widget=DayInput())
    last = forms.DateField(label=_("Last day"), widget=DayInput())

    def __init__(self, *args, period: Period, **kwargs):
        super().__init__(*args, **kwargs)
        self.period = period
        self.initial = {"first": period.first, "last": period.last}

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and first not in self.period:
            self.add_error("first", self._outside())
        if last and last not in self.period:
            self.add_error("last", self._outside())
        if first and last and first > last:
            self.add_error("last", gettext("The last day lies before the first."))
        return cleaned

    def _outside(self) -> str:
        first, last = (date_format(day, "DATE_FORMAT") for day in (self.period.first, self.period.last))
        return gettext("Choose a day from %(first)s to %(last)s.") % {"first": first, "last": last}

    @property
    def chosen(self) -> Period:
        """The period that was chosen; the fields have been checked."""
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])
