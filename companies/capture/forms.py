"""What a lead fills in during a talk: who, what, and whether the company agrees."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.enums import Channel
from accounts.models import Contact
from companies.capture.titles import title_of
from companies.enums import Confidentiality, Source
from companies.models import Need
from companies.permissions import can_create_need
from companies.selectors import organisations_to_capture_for
from companies.services import FEWEST_WORDS
from contactlog.enums import ContactKind
from contactlog.forms import CLOCKS_DIFFER
from core.forms import ChipRadioSelect, OptionRadioSelect, ProseField
from core.steps import StepForm
from organisations.enums import Kind
from organisations.forms import PlaceField
from organisations.likeness import Likeness, Traces, find_alike
from organisations.models import Organisation
from scheduling.fields import MomentInput
from taxonomy.forms import TopicsForm

SHORTEST_SEARCH = 2  # letters
MOST_FOUND = 6

# One question answers three: how the talk took place says where the need came from and how a spoken consent was given.
SOURCE_OF = {
    ContactKind.VISIT: Source.VISIT,
    ContactKind.CALL: Source.PHONE,
    ContactKind.VIDEO: Source.PHONE,
    ContactKind.EVENT: Source.EVENT,
    ContactKind.MAIL: Source.LETTER,
}
SPOKEN, WRITTEN, NOT_YET = "spoken", "written", "not_yet"
AGREEMENTS = [
    (SPOKEN, _("Yes, spoken: I have read the text out")),
    (WRITTEN, _("Yes, in writing")),
    (NOT_YET, _("Not yet")),
]


class ConsentFields(forms.Form):
    """Whether the company agrees, how, and when it said so."""

    consent = forms.ChoiceField(
        label=_("Does the person agree?"),
        choices=AGREEMENTS,
        widget=OptionRadioSelect(),
        error_messages={"required": _("Say whether the person agrees.")},
    )
    consent_at = forms.DateTimeField(
        label=_("When was it said?"), widget=MomentInput(), initial=timezone.now, required=False
    )

    def clean_consent_at(self):
        moment = self.cleaned_data["consent_at"] or timezone.now()
        if moment > timezone.now() + CLOCKS_DIFFER:
            raise forms.ValidationError(_("This lies in the future."))
        return moment


def channel_of(consent: str, source: str) -> str:
    """Return how the consent was given; "" where there is none yet. What is spoken is spoken where the talk was."""
    if consent == NOT_YET:
        return ""
    return Channel.LETTER if consent == WRITTEN or source == Source.LETTER else Channel(source)


class CaptureForm(ConsentFields, TopicsForm):
    """A need as a lead writes it down during a talk, with the organisation (found or new) and the person (known or
    new). `user` limits both."""

    mark_optional = False  # what is not needed says so, or has a value

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), required=False, widget=forms.HiddenInput()
    )
    q = forms.CharField(
        label=_("Which organisation is it about?"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    is_new = forms.BooleanField(required=False, widget=forms.HiddenInput())
    org_name = forms.CharField(label=_("Name of the organisation"), max_length=160, required=False)
    org_place = PlaceField(label=_("Municipality or region"), required=False)
    org_kind = forms.ChoiceField(
        label=_("Kind"), choices=Kind.choices, initial=Kind.COMPANY, required=False, widget=forms.Select()
    )

    person = forms.ModelChoiceField(
        label=_("Who are you talking to?"),
        queryset=Contact.objects.none(),
        required=False,
        blank=True,
        empty_label=_("somebody else"),
        widget=OptionRadioSelect(columns=2),
    )
    given_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("One of both is enough. Without an address you call instead."),
    )

    kind = forms.ChoiceField(
        label=_("How are you talking?"),
        choices=[(kind.value, kind.label) for kind in SOURCE_OF],
        initial=ContactKind.VISIT,
        widget=ChipRadioSelect(),
    )
    description = ProseField(
        label=_("What is the problem in everyday work?"),
        rows=8,
        max_length=8_000,
        error_messages={"required": _("Describe the problem in at least one full sentence.")},
    )
    title = forms.CharField(
        label=_("In one sentence"),
        max_length=120,
        required=False,
        help_text=_("If you leave it empty, it is the first sentence of the text."),
    )
    origin = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput())
    confidentiality = forms.ChoiceField(
        label=_("Who may read the anonymous summary?"),
        choices=Confidentiality.choices,
        initial=Confidentiality.ANONYMOUS,
        widget=OptionRadioSelect(),
    )

    class Meta:
        model = Need
        fields = ["title", "description", "topics", "confidentiality", "language"]
        widgets = {"language": forms.HiddenInput()}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["organisation"].queryset = organisations_to_capture_for(user)
        self.fields["language"].initial = get_language()
        self.chosen = self._chosen()
        if self.chosen:
            people = Contact.objects.filter(memberships__organisation=self.chosen, memberships__is_active=True)
            self.fields["person"].queryset = people.distinct()

    def _chosen(self) -> Organisation | None:
        typed = str(self["organisation"].value() or "")
        if not typed.isdecimal() or len(typed) > 12:
            return None
        return self.fields["organisation"].queryset.select_related("municipality", "region").filter(pk=typed).first()

    @property
    def enters_organisation(self) -> bool:
        """Whether the fields of a new organisation are shown."""
        return not self.chosen and str(self["is_new"].value() or "") not in ("", "0", "False")

    @property
    def knows_people(self) -> bool:
        return self.chosen is not None and self.fields["person"].queryset.exists()

    @property
    def found(self) -> list[Organisation]:
        """Organisations that the search means: names that hold it first, then similar ones."""
        search = str(self["q"].value() or "").strip().replace("\x00", "")[:160]
        if len(search) < SHORTEST_SEARCH:
            return []
        among = self.fields["organisation"].queryset
        named = list(
            among.filter(name__icontains=search).select_related("municipality", "region").by_name()[:MOST_FOUND]
        )
        alike = [each.organisation for each in find_alike(Traces.typed(search), among, most=MOST_FOUND)]
        return list({each.pk: each for each in [*named, *alike]}.values())[:MOST_FOUND]

    @property
    def alike(self) -> list[Likeness]:
        """Organisations that the new one may be."""
        name = str(self["org_name"].value() or "").replace("\x00", "")[:160]
        return find_alike(Traces.typed(name), self.fields["organisation"].queryset) if name.strip() else []

    def clean_description(self) -> str:
        text = self.cleaned_data["description"]
        if len(text.split()) < FEWEST_WORDS:
            raise forms.ValidationError(self.fields["description"].error_messages["required"])
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("organisation"):
            self._clean_new_organisation(data)
        if not data.get("person"):
            self._clean_new_person(data)
        if not data.get("title", "").strip():
            data["title"] = title_of(data.get("description", ""))
        return data

    def _clean_new_organisation(self, data: dict[str, Any]) -> None:
        if not self.enters_organisation:
            if "organisation" not in self.errors:
                self.add_error("q", _("Find the organisation, or enter a new one."))
            return
        if not data.get("org_name", "").strip():
            self.add_error("org_name", _("Enter the name of the organisation."))
        if "org_place" not in self.errors:
            self._clean_place(data)

    def _clean_place(self, data: dict[str, Any]) -> None:
        if not data.get("org_place"):
            self.add_error("org_place", _("Choose where the organisation has its seat."))
        elif not can_create_need(self.user, Organisation(region=data["org_place"][1])):
            self.add_error("org_place", _("You look after another region. Choose a place there."))

    def _clean_new_person(self, data: dict[str, Any]) -> None:
        if not data.get("family_name", "").strip():
            self.add_error("family_name", _("Enter the last name of the person."))
        if not data.get("phone", "").strip() and not data.get("email") and "email" not in self.errors:
            self.add_error("phone", _("Enter a phone number or an e-mail address."))

    @property
    def source(self) -> str:
        """Where the need came from."""
        return SOURCE_OF[ContactKind(self.cleaned_data["kind"])]

    @property
    def channel(self) -> str:
        return channel_of(self.cleaned_data["consent"], self.source)

    @property
    def new_organisation(self) -> dict[str, Any]:
        municipality, region = self.cleaned_data["org_place"]
        kind = self.cleaned_data["org_kind"] or Kind.COMPANY
        return {
            "name": self.cleaned_data["org_name"].strip(),
            "kind": kind,
            "municipality": municipality,
            "region": region,
        }

    @property
    def new_person(self) -> dict[str, str]:
        names = ("given_name", "family_name", "email", "phone", "language")
        return {name: self.cleaned_data[name].strip() for name in names}


class ConsentForm(ConsentFields, StepForm):
    """The consent that comes later than the need."""

    name = "consent"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["consent"].choices = AGREEMENTS[:2]

    @property
    def channel(self) -> str:
        return channel_of(self.cleaned_data["consent"], self.case.source)
