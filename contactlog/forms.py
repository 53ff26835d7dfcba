"""What leads write down about a contact, and with what they narrow lists and hand cases over."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import PersonField
from accounts.models import Contact, User
from accounts.selectors import leads
from contactlog.enums import ContactKind
from contactlog.handover import Transferable, held_by
from contactlog.models import SUMMARY_LENGTH, ContactEntry
from contactlog.services.handover import title_of
from core.forms import ChipRadioSelect, DayInput, GroupedMultipleChoiceField, ProseField
from core.steps import StepForm
from scheduling.fields import MomentInput
from taxonomy.models import Topic

CLOCKS_DIFFER = timedelta(minutes=5)


class EntryForm(forms.ModelForm):
    """A contact with `organisation` as `author` notes it. Usable during a call: only kind and summary are asked for;
    `first_fields` stand above, the others below."""

    first_fields = ("kind", "contact", "summary")

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=ContactKind.choices,
        initial=ContactKind.CALL,
        widget=ChipRadioSelect(),
    )
    # Declared, because a field with a default of its own would look changed in every edit.
    occurred_at = forms.DateTimeField(label=_("When"), widget=MomentInput(), initial=timezone.now)
    summary = ProseField(
        label=_("What was it about?"),
        rows=4,
        max_length=SUMMARY_LENGTH,
        help_text=_("Project leads and the lead of the region read this. Only what the matter needs."),
        error_messages={"required": _("Write down in a few words what it was about.")},
    )
    confidential_note = ProseField(
        label=_("Confidential note"),
        rows=2,
        required=False,
        max_length=SUMMARY_LENGTH,
        help_text=_("For impartial leads only. The person concerned may still ask what is stored."),
    )
    staff = PersonField(label=_("Who of us"), queryset=leads())
    topics = GroupedMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.active().select_related("group").order_by("group__position", "position"),
        heading_of=lambda topic: topic.group.label,
        required=False,
    )

    class Meta:
        model = ContactEntry
        fields = [
            "kind",
            "contact",
            "summary",
            "next_step",
            "next_step_on",
            "counts_as_consultation",
            "occurred_at",
            "minutes",
            "format",
            "staff",
            "need",
            "confidential_note",
            "topics",
        ]
        widgets = {
            "next_step_on": DayInput(),
            "minutes": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }
        help_texts = {
            "format": _("Left open, it follows from the kind."),
            "counts_as_consultation": _("It then goes into the figures."),
        }
        error_messages = {"minutes": {"invalid": _("Enter whole minutes.")}}

    def __init__(self, *args, organisation, author, prefix_id: str = "", **kwargs):
        super().__init__(*args, auto_id=f"{prefix_id}entry_%s", **kwargs)
        self.organisation = organisation
        acting = Q(memberships__organisation=organisation, memberships__is_active=True)
        people = Contact.objects.filter(acting | Q(pk=self.instance.contact_id)).distinct()
        self.fields["contact"].queryset = people
        self.fields["contact"].empty_label = _("nobody in particular")
        needs = organisation.needs.visible_to(author)
        self.fields["need"].queryset = needs.filter(Q(closed_at=None) | Q(pk=self.instance.need_id)).order_by("-pk")
        self.fields["need"].empty_label = _("no need in particular")
        # Who wrote an entry long ago may be no lead any more; editing must not force another name on it.
        self.fields["staff"].queryset = User.objects.filter(
            Q(pk__in=leads().values("pk")) | Q(pk=self.instance.staff_id)
        ).select_related("contact")
        if self.instance.pk is None:
            self.fields["staff"].initial = author.pk

    def clean_occurred_at(self):
        moment = self.cleaned_data["occurred_at"]
        if moment > timezone.now() + CLOCKS_DIFFER:
            raise forms.ValidationError(_("This lies in the future. What is planned belongs to the next step."))
        return moment

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("next_step_on") and not data.get("next_step", "").strip():
            self.add_error("next_step", _("Say what has to be done by then."))
        return data

    @property
    def first(self) -> list:
        return [self[name] for name in self.first_fields]

    @property
    def rest(self) -> list:
        return [field for field in self.visible_fields() if field.name not in self.first_fields]

    @property
    def opens_rest(self) -> bool:
        """Whether the fields below have something to show: an error, or what an entry already says."""
        return bool(self.instance.pk or self.initial.get("need") or {f.name for f in self.rest} & set(self.errors))


class WithdrawForm(StepForm):
    name = "withdraw"
    reason = ProseField(
        label=_("Reason"),
        rows=2,
        max_length=500,
        help_text=_("For example: written down twice. The entry is kept, and you can restore it."),
    )


class OwnerForm(forms.Form):
    """Who looks after an organisation; nobody is possible, too."""

    owner = PersonField(label=_("Looked after by"), queryset=leads(), required=False, empty_label=_("nobody"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="owner_%s", **kwargs)
        self.fields["owner"].queryset = leads()


class HandoverForm(forms.Form):
    """To whom `giver` hands which cases, and why."""

    receiver = PersonField(label=_("To whom"), queryset=leads(), empty_label=_("please choose"))
    note = ProseField(
        label=_("Note for the colleague"),
        rows=3,
        required=False,
        max_length=4_000,
        help_text=_("Stays in the portal. The mail only says that cases have come."),
    )

    def __init__(self, *args, giver, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = leads().exclude(pk=giver.pk)
        self.groups = [(kind, [(kind.key(row), row, title_of(row)) for row in rows]) for kind, rows in held_by(giver)]
        self.ticked = set(self.data.getlist("cases")) if self.is_bound else set()

    @property
    def chosen(self) -> list[tuple[Transferable, Any]]:
        """Return what is ticked, or everything with the button for that; what is not the giver's is not among it."""
        everything = "everything" in self.data
        return [
            (kind, row) for kind, rows in self.groups for key, row, _title in rows if everything or key in self.ticked
        ]
