"""What providers fill in about their offers and themselves, and what reviewers answer."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from core.forms import ProseField
from core.steps import StepForm
from organisations.models import Organisation
from organisations.telltales.forms import TelltaleForm
from startups.enums import OfferRejectReason
from startups.models import Offer, OfferTeaser, ProviderProfile, Reference
from startups.services import MATERIAL_FIELDS, submission_problems
from taxonomy.forms import SectorsField, TopicsForm
from taxonomy.models import Sector

MAX_REFERENCES = 20
RELATIONS = ("topics", "sectors")


class OfferForm(TopicsForm):
    """An offer as the provider tells it. Only a title is asked of a draft; `handing_in` asks for what the hub
    needs to publish it.

    `organisation` limits the contact persons to those who act for it. What the form finds changed is always
    measured against the live offer, also when it opens with the version that waits for review.
    """

    needed_to_hand_in = ("description", "topics")

    description = ProseField(
        label=_("What do you do, for whom, and what does it take?"),
        rows=9,
        required=False,
        max_length=20_000,
        help_text=_(
            "Helpful: which problem you solve, for which trades and sizes, what the customer has to bring along, "
            "how long it takes."
        ),
    )
    description_en = ProseField(
        label=_("Description in English"),
        rows=6,
        required=False,
        max_length=20_000,
        help_text=_("Read by people who use the portal in English. Leave it empty if one language is enough."),
    )
    sectors = SectorsField(
        label=_("Sectors you know well"),
        required=False,
        help_text=_("Only where you have worked before. Leave it empty if the trade does not matter."),
    )

    class Meta:
        model = Offer
        fields = [
            "title",
            "description",
            "title_en",
            "description_en",
            "topics",
            "sectors",
            "language",
            "price_from_eur",
            "minimum_eur",
            "price_note",
            "contact",
        ]
        help_texts = {
            "title": _("For example “Reads running times from machines of any age”."),
            "price_from_eur": _("A rough figure is enough. Offers with a price are chosen more easily."),
            "price_note": _("For example: rent per machine and month, first workshop free of charge."),
        }
        error_messages = {"title": {"required": _("Give the offer a title.")}}

    def __init__(self, *args, organisation, handing_in: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.handing_in = handing_in
        self.chosen_sectors: list[Sector] = []
        if self.instance.organisation_id is None:
            self.instance.organisation = organisation
        acting = Q(memberships__organisation=organisation, memberships__is_active=True)
        people = Contact.objects.filter(acting | Q(pk=self.instance.contact_id)).distinct()
        self.fields["contact"].queryset = people
        self.fields["contact"].empty_label = None
        self.fields["contact"].help_text = _(
            "Gets our questions and requests. Companies learn the name only at the end."
        )
        self.fields["language"].label = _("Language of the text")

    @property
    def instance_fields(self) -> list[str]:
        """The columns of the offer this form writes; topics and sectors are relations of their own."""
        return [name for name in self.Meta.fields if name not in RELATIONS]

    def revision_content(self) -> dict[str, Any]:
        """Return the changed fields that need review as JSON values: topics and sectors as sorted ids."""
        changed = MATERIAL_FIELDS.intersection(self.changed_data)
        return {
            name: sorted(row.pk for row in self.cleaned_data[name]) if name in RELATIONS else self.cleaned_data[name]
            for name in self.Meta.fields
            if name in changed
        }

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

    def is_saved_already(self) -> bool:
        """Whether the offer, with the version that waits for review, says all of this already."""
        waiting = self.instance.waiting_revision
        is_small = any(name not in MATERIAL_FIELDS for name in self.changed_data)
        return not is_small and self.revision_content() == (waiting.content if waiting else {})

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.handing_in:
            return
        for name, problem in submission_problems(self.instance, self.cleaned_data.get("topics", [])).items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, problem)


def new_offer_defaults(contact: Contact | None) -> dict[str, Any]:
    """Return what a new offer most likely says; `contact` is who presents it."""
    return {"contact": contact, "language": get_language()}


class ReturnForm(StepForm):
    name = "return"
    question = ProseField(
        label=_("Question to the provider"),
        max_length=4_000,
        rows=4,
        error_messages={"required": _("Write the question.")},
    )


class RejectForm(StepForm):
    name = "reject"
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Please choose")), *OfferRejectReason.choices],
        error_messages={"required": _("Choose a reason.")},
    )
    text = ProseField(
        label=_("Explanation the provider reads"),
        max_length=4_000,
        rows=4,
        help_text=_("Say what speaks against it and what could be done about it."),
        error_messages={"required": _("Explain the decision to the provider.")},
    )


class DeclineForm(StepForm):
    name = "decline"
    note = ProseField(
        label=_("Explanation the provider reads"),
        max_length=4_000,
        rows=4,
        error_messages={"required": _("Explain the decision to the provider.")},
    )


class OfferTeaserForm(TelltaleForm, forms.ModelForm):
    """The anonymous summary. What could give the provider away is shown before it is saved; a person decides."""

    text = ProseField(
        label=_("Summary that companies read"),
        max_length=2_000,
        rows=5,
        help_text=_(
            "What it solves, for whom, how it goes, in three to five sentences. No names, no town, no product."
        ),
    )
    checked = forms.BooleanField(
        label=_("Summary checked: nothing in it points to the provider."),
        required=False,
        help_text=_("Only a checked summary is shown to companies."),
    )
    telltale_fields = ("title", "text")

    class Meta:
        model = OfferTeaser
        fields = ["title", "text"]

    def __init__(self, *args, offer: Offer, **kwargs):
        super().__init__(*args, auto_id="teaser_%s", **kwargs)
        organisation = offer.organisation
        self.hide(organisation, also=[offer.contact.family_name], public=[organisation.region.name])


class ProviderForm(forms.ModelForm):
    """What a provider can take on, and in which language."""

    class Meta:
        model = ProviderProfile
        fields = ["capacity", "speaks_german", "speaks_english"]
        help_texts = {
            "capacity": _("We do not propose you more often than that. With 0 we do not propose you at all."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (cleaned.get("speaks_german") or cleaned.get("speaks_english")):
            self.add_error("speaks_german", _("Choose at least one language."))
        return cleaned


class AboutForm(forms.ModelForm):
    """What an organisation says about itself."""

    about = ProseField(
        label=_("Who you are"),
        max_length=4_000,
        rows=5,
        required=False,
        help_text=_("Read by the project lead, and by everybody while your entry in the landscape is shown."),
    )
    about_en = ProseField(
        label=_("Who you are, in English"),
        max_length=4_000,
        rows=5,
        required=False,
        help_text=_("For people who use the portal in English. Leave it empty if one language is enough."),
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = ["about", "about_en", "website"]


class ReferenceForm(forms.ModelForm):
    """One job done before. `sector_choices` is read once for all references of a page."""

    text = ProseField(label=_("What was done"), max_length=2_000, rows=3, required=False)
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100, required=False)

    class Meta:
        model = Reference
        fields = ["title", "text", "sector", "year"]
        help_texts = {"title": _("For example “maker of turned parts with 40 employees”.")}

    def __init__(self, *args, sector_choices: list, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sector"].label = _("Sector")
        self.fields["sector"].choices = [("", _("no particular one")), *sector_choices]


ReferenceFormSet = forms.inlineformset_factory(
    Organisation, Reference, form=ReferenceForm, extra=1, max_num=MAX_REFERENCES, validate_max=True
)
