"""What people fill in to find, register and describe their organisation, and what leads decide with."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import OptionRadioSelect, ProseField
from core.optimistic import OptimisticForm
from core.steps import StepForm
from files.forms import LogoField
from organisations.enums import Aim, Kind, SizeClass, VerificationRejectReason
from organisations.identifiers import compact_vat_id, is_vat_id
from organisations.merging import in_words
from organisations.models import Organisation, OrganisationLogo, VerificationQuestion
from regions.enums import RegionKind
from regions.models import Municipality, Region
from taxonomy.forms import SectorsField

POSTCODE = RegexValidator(r"^\d{5}$", gettext_lazy("A postcode has five digits."))
SELF_REGISTERING = [Kind.COMPANY, Kind.STARTUP, Kind.IT_PROVIDER, Kind.UNIVERSITY, Kind.MULTIPLIER]
ABOUT_LENGTH = 4_000


def website_field(**kwargs) -> forms.URLField:
    """Return a field for a web address that people type without "https://" as a rule."""
    return forms.URLField(
        assume_scheme="https",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
        error_messages={"invalid": gettext_lazy("This is no web address, such as www.example.org.")},
        **kwargs,
    )


def postcode_field(**kwargs) -> forms.CharField:
    return forms.CharField(
        max_length=5,
        validators=[POSTCODE],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
        **kwargs,
    )


class SearchForm(forms.Form):
    """Finding the own organisation before registering it a second time."""

    aim = forms.ChoiceField(
        label=gettext_lazy("What brings you here?"),
        choices=Aim.choices,
        widget=OptionRadioSelect(columns=3),
        error_messages={"required": gettext_lazy("Choose what you are looking for.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Name of your organisation"),
        max_length=160,
        min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": gettext_lazy("Enter the name of your organisation.")},
    )
    postcode = postcode_field(label=gettext_lazy("Postcode"), required=False)
    website = website_field(label=gettext_lazy("Website"))


class PlaceField(forms.ChoiceField):
    """A municipality of the hub, or another region: where an organisation belongs."""

    def __init__(self, **kwargs):
        super().__init__(choices=_place_choices, **kwargs)

    def clean(self, value) -> tuple[Municipality | None, Region] | None:
        value = super().clean(value)
        if not value:
            return None
        kind, _dash, pk = value.partition("-")
        if kind == "m":
            municipality = Municipality.objects.select_related("region").get(pk=pk)
            return municipality, municipality.region
        return None, Region.objects.get(pk=pk)


def _place_choices() -> list[tuple[Any, Any]]:
    hub = [(f"m-{row.pk}", row.name) for row in Municipality.objects.of_hub().order_by("sort_key")]
    cities: dict[int, str] = {}
    for row in Municipality.objects.of_partners().order_by("sort_key"):
        cities.setdefault(row.region_id, f"m-{row.pk}")
    partners, others = [], []
    for region in Region.objects.exclude(kind=RegionKind.COUNTY).order_by("name"):
        if region.kind == RegionKind.PARTNER:
            partners.append((cities.get(region.pk, f"r-{region.pk}"), str(region)))
        else:
            others.append((f"r-{region.pk}", str(region)))
    groups = [(_("Kreis Soest"), hub), (_("Partner regions"), partners), (_("Other places"), others)]
    return [("", _("please choose")), *[group for group in groups if group[1]]]


class OrganisationForm(OptimisticForm, forms.ModelForm):
    """What the hub needs to know of an organisation. Once it is verified, what was checked is not asked any more:
    a change of it begins with a message to the hub."""

    field_order = ["aim", "name", "legal_form", "kind", "street", "postcode", "city", "place", "website"]
    hides_checked = True
    CHECKED = ("name", "legal_form", "kind", "place", "register_court", "register_number", "vat_id")

    aim = forms.ChoiceField(
        label=gettext_lazy("What brings you here?"),
        choices=Aim.choices,
        widget=OptionRadioSelect(columns=3),
        error_messages={"required": gettext_lazy("Choose what you are looking for.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of organisation"),
        widget=OptionRadioSelect(columns=2),
        error_messages={"required": gettext_lazy("Choose what kind of organisation it is.")},
    )
    place = PlaceField(
        label=gettext_lazy("Municipality or region"),
        help_text=gettext_lazy("Decides who looks after you."),
        error_messages={"required": gettext_lazy("Choose where the organisation has its seat.")},
    )
    postcode = postcode_field(
        label=gettext_lazy("Postcode"), error_messages={"required": gettext_lazy("Enter the postcode.")}
    )
    website = website_field(
        label=gettext_lazy("Website"), help_text=gettext_lazy("With it we recognise the organisation more quickly.")
    )
    size_class = forms.ChoiceField(
        label=gettext_lazy("How many people work there?"),
        choices=SizeClass.choices,
        widget=OptionRadioSelect(columns=2),
        error_messages={"required": gettext_lazy("Choose a size.")},
    )
    sectors = SectorsField(label=gettext_lazy("Trade"), required=False)
    about = ProseField(
        label=gettext_lazy("What does your organisation do?"), required=False, rows=4, max_length=ABOUT_LENGTH
    )

    class Meta:
        model = Organisation
        fields = [
            "name",
            "legal_form",
            "kind",
            "street",
            "postcode",
            "city",
            "website",
            "register_court",
            "register_number",
            "vat_id",
            "size_class",
            "founded_year",
            "sectors",
            "about",
        ]
        help_texts = {
            "legal_form": gettext_lazy("For example GmbH, e. K., university."),
            "register_court": gettext_lazy("The place of the court, for example Arnsberg."),
            "register_number": gettext_lazy("For example HRB 1234."),
            "vat_id": gettext_lazy("For example DE123456789."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "street": forms.TextInput(attrs={"autocomplete": "address-line1"}),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
        }
        error_messages = {"name": {"required": gettext_lazy("Enter the name of your organisation.")}}

    def __init__(self, *args, initial: dict | None = None, **kwargs):
        organisation = kwargs.get("instance")
        super().__init__(*args, initial=_present(organisation) | (initial or {}), **kwargs)
        self.fields["kind"].choices = self._kinds()
        self.fields["city"].required = True
        self.fields["city"].error_messages["required"] = _("Enter the town.")
        self.chosen_sectors: list = []
        if organisation and self.hides_checked and not organisation.may_be_edited_freely:
            for name in self.CHECKED:
                del self.fields[name]

    def _kinds(self) -> list[tuple[str, Any]]:
        offered = [*SELF_REGISTERING]
        if self.instance.kind and self.instance.kind not in offered:
            offered.append(Kind(self.instance.kind))
        return [(kind.value, kind.label) for kind in offered]

    @property
    def written_columns(self) -> list[str]:
        """The columns of the organisation that this form writes; sectors are a relation of their own."""
        columns = [name for name in self.Meta.fields if name in self.fields and name != "sectors"]
        columns += ["wants_to_seek", "wants_to_offer"]
        return [*columns, "municipality", "region"] if "place" in self.fields else columns

    def show_chosen_sectors(self) -> None:
        """Take the chosen sectors out of the long list into `chosen_sectors`, which stands above it."""
        chosen = {str(pk) for pk in self["sectors"].value() or []}
        field = self.fields["sectors"]
        self.chosen_sectors = [sector for sector in field.queryset if str(sector.pk) in chosen]
        groups = [
            (heading, [choice for choice in choices if str(choice[0]) not in chosen])
            for heading, choices in field.choices
        ]
        field.widget.choices = [group for group in groups if group[1]]

    def clean_founded_year(self) -> int | None:
        year = self.cleaned_data["founded_year"]
        if year is not None and not 1200 <= year <= 2100:
            raise forms.ValidationError(_("Enter a year with four digits."))
        return year

    def clean_vat_id(self) -> str:
        number = self.cleaned_data["vat_id"].strip()
        if not number:
            return ""
        if not is_vat_id(number):
            raise forms.ValidationError(_("This is no valid VAT identification number. Please compare the digits."))
        return compact_vat_id(number)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "register_number" in self.fields and bool(cleaned.get("register_number")) != bool(
            cleaned.get("register_court")
        ):
            missing = "register_court" if cleaned.get("register_number") else "register_number"
            if missing not in self.errors:
                self.add_error(missing, _("Court and number belong together."))
        return cleaned

    def _post_clean(self) -> None:
        aim = self.cleaned_data.get("aim")
        if aim:
            self.instance.wants_to_seek = aim in (Aim.SEEK, Aim.BOTH)
            self.instance.wants_to_offer = aim in (Aim.OFFER, Aim.BOTH)
        if self.cleaned_data.get("place"):
            self.instance.municipality, self.instance.region = self.cleaned_data["place"]
        super()._post_clean()


def _present(organisation: Organisation | None) -> dict[str, Any]:
    """Return aim and place of a stored organisation as the form shows them."""
    if organisation is None or organisation.pk is None:
        return {}
    place = f"m-{organisation.municipality_id}" if organisation.municipality_id else f"r-{organisation.region_id}"
    return {"aim": organisation.aim, "place": place}


class LogoForm(forms.Form):
    """The logo, on the page where an organisation is edited."""

    logo = LogoField(label=gettext_lazy("Logo"), required=False)
    logo_alt = forms.CharField(
        label=gettext_lazy("Description of the logo"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Read out to people who do not see the picture. Empty if it shows only the name."),
    )
    logo_remove = forms.BooleanField(label=gettext_lazy("Remove the logo"), required=False)

    def __init__(self, *args, logo: OrganisationLogo | None, **kwargs):
        super().__init__(*args, initial={"logo_alt": logo.alt if logo else ""}, **kwargs)
        if logo is None:
            del self.fields["logo_remove"]
        else:
            self.fields["logo"].label = _("Another logo")


class QuestionForm(StepForm):
    name = "question"
    text = ProseField(
        label=gettext_lazy("Question to the organisation"),
        rows=4,
        max_length=VerificationQuestion._meta.get_field("text").validators[0].limit_value,
        error_messages={"required": gettext_lazy("Write the question.")},
    )


class RejectForm(StepForm):
    name = "reject"
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=VerificationRejectReason.choices,
        widget=OptionRadioSelect(),
        error_messages={"required": gettext_lazy("Choose a reason.")},
    )
    text = ProseField(
        label=gettext_lazy("Explanation for the organisation"),
        rows=4,
        max_length=4_000,
        error_messages={"required": gettext_lazy("Explain the decision to the organisation.")},
    )


class AnswerForm(StepForm):
    name = "answer"
    text = ProseField(
        label=gettext_lazy("Your answer"),
        rows=4,
        max_length=VerificationQuestion._meta.get_field("answer").validators[0].limit_value,
        error_messages={"required": gettext_lazy("Write the answer.")},
    )


class MergeForm(forms.Form):
    """Which side's value survives, for each field in which two organisations differ."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, preview, **kwargs):
        super().__init__(*args, **kwargs)
        self.preview = preview
        self.fields["seen"].initial = preview.seen
        for compared in preview.fields:
            if compared.differs:
                self.fields[compared.choice.key] = self._field(compared)

    def _field(self, compared) -> forms.ChoiceField:
        sides = {"winner": self.preview.winner, "loser": self.preview.loser}
        options = [(side, in_words(compared.choice, row) or _("not stated")) for side, row in sides.items()]
        return forms.ChoiceField(
            label=compared.choice.label,
            choices=options,
            initial=compared.suggested,
            widget=OptionRadioSelect(columns=2),
            error_messages={"required": _("Choose which one is right.")},
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("seen") not in (None, self.preview.seen):
            self.add_error(
                None, _("Something has changed since you compared them. Look at both sides again; your choice is kept.")
            )
            self.data = self.data.copy()
            self.data["seen"] = self.preview.seen
        return cleaned

    @property
    def choices(self) -> dict[str, str]:
        return {key: value for key, value in self.cleaned_data.items() if key != "seen"}

    @property
    def decisions(self) -> list[tuple[Any, str]]:
        """Return label and surviving value for every field in which the two differ."""
        sides = {"winner": self.preview.winner, "loser": self.preview.loser}
        differing = [each.choice for each in self.preview.fields if each.differs]
        return [
            (choice.label, in_words(choice, sides[self.cleaned_data[choice.key]]) or _("not stated"))
            for choice in differing
        ]
