import pytest
from django.utils import timezone

from organisations.enums import MemberRole
from startups.forms import OfferForm, OfferTeaserForm, ProviderForm, ReferenceFormSet
from startups.models import OfferRevision
from taxonomy.models import Sector, Topic
from tests.cases import offer_in
from tests.factories import MembershipFactory
from tests.startups.conftest import filled, present_values

pytestmark = pytest.mark.django_db


def test_a_draft_needs_a_title_only(people, typed):
    empty = dict.fromkeys(typed(), "") | {"topics": [], "language": "de", "contact": people.clara.contact.pk}
    assert list(OfferForm(empty, organisation=people.startup).errors) == ["title"]
    assert OfferForm(empty | {"title": "Sensoren"}, organisation=people.startup).is_valid()


def test_handing_in_asks_for_everything_the_hub_needs_at_its_field(people, typed):
    poor = typed(description="Zu kurz.", topics=[])
    form = OfferForm(poor, organisation=people.startup, handing_in=True)
    assert set(form.errors) == {"description", "topics"}
    people.startup.verification = "pending"
    form = OfferForm(typed(), organisation=people.startup, handing_in=True)
    assert form.non_field_errors() == ["Das Zentrum muss Ihre Organisation zuerst prüfen."]


def test_only_people_of_the_organisation_can_be_contact_person(people, typed):
    left = MembershipFactory(organisation=people.startup, role=MemberRole.MEMBER, is_active=False)
    for stranger in (people.anna.contact, left.contact):
        form = OfferForm(typed(contact=stranger.pk), organisation=people.startup)
        assert list(form.errors) == ["contact"]


def test_a_contact_person_who_left_stays_until_somebody_else_is_chosen(people):
    offer = offer_in("draft", people)
    MembershipFactory(organisation=people.startup)
    people.clara.contact.memberships.update(is_active=False, deactivated_at=timezone.now())
    assert OfferForm(present_values(offer), instance=offer, organisation=people.startup).is_valid()


def test_line_ends_of_a_browser_are_no_change(people):
    offer = offer_in("draft", people)
    offer.description = "Erste Zeile\nzweite Zeile"
    offer.save()
    assert not filled(offer, description="Erste Zeile\r\nzweite Zeile").has_changed()


@pytest.mark.parametrize("field", ["price_from_eur", "minimum_eur"])
@pytest.mark.parametrize("amount", ["-1", "viel", "9999999999"])
def test_prices_are_plausible_numbers(people, typed, field, amount):
    assert list(OfferForm(typed(**{field: amount}), organisation=people.startup).errors) == [field]


def test_the_content_of_a_change_holds_material_fields_only_ready_to_be_stored(people):
    offer = offer_in("published", people)
    erp, metal = Topic.objects.get(slug="erp"), Sector.objects.by_code("25")
    form = filled(offer, topics=[erp.pk], sectors=[metal.pk], minimum_eur="2500", price_note="Festpreis")
    assert form.revision_content() == {"topics": [erp.pk], "sectors": [metal.pk], "minimum_eur": 2500}


def test_a_form_knows_what_is_stored_or_waits_already(people):
    offer = offer_in("published", people)
    assert filled(offer).is_saved_already()
    assert not filled(offer, price_note="Festpreis").is_saved_already()
    OfferRevision.objects.create(offer=offer, content={"title": "Neuer Titel"}, submitted_by=people.clara)
    assert filled(offer, title="Neuer Titel").is_saved_already()
    offer.refresh_from_db()
    assert not filled(offer).is_saved_already()


def test_chosen_sectors_stand_above_the_long_list_and_not_in_it(people):
    offer = offer_in("draft", people)
    metal = Sector.objects.by_code("25")
    offer.sectors.add(metal)
    form = OfferForm(instance=offer, organisation=people.startup)
    form.show_chosen_sectors()
    assert form.chosen_sectors == [metal]
    assert f'value="{metal.pk}"' not in str(form["sectors"])


def test_every_section_can_be_chosen_as_a_whole_and_by_its_divisions(people):
    form = OfferForm(organisation=people.startup)
    groups = dict(form.fields["sectors"].choices)
    manufacturing = groups[Sector.objects.get(scheme="wz2008", code="C").label]
    assert manufacturing[0][1] == "der ganze Abschnitt"
    assert str(Sector.objects.by_code("25")) in [label for _value, label in manufacturing]
    assert len(groups) == 21


def test_a_summary_that_points_to_the_provider_needs_a_second_look(people):
    offer = offer_in("submitted", people)
    text = {"title": "Ein Anbieter aus Düsseldorf", "text": "Maschinenfunk liest alte Anlagen aus.", "checked": "on"}
    form = OfferTeaserForm(text, offer=offer)
    assert not form.is_valid()
    assert [place.text for place in form.telltales] == ["Maschinenfunk"]
    assert list(form.errors) == ["confirmed"]
    assert OfferTeaserForm(text | {"confirmed": "on"}, offer=offer).is_valid()
    assert OfferTeaserForm(text | {"text": "Ein Startup liest alte Anlagen aus."}, offer=offer).is_valid()


def test_a_provider_works_in_at_least_one_language():
    assert list(ProviderForm({"capacity": "3"}).errors) == ["speaks_german"]
    assert ProviderForm({"capacity": "0", "speaks_english": "on"}).is_valid()
    assert list(ProviderForm({"capacity": "51", "speaks_english": "on"}).errors) == ["capacity"]


@pytest.mark.parametrize(("year", "is_valid"), [("", True), ("2017", True), ("1989", False), ("17", False)])
def test_a_reference_has_a_plausible_year(people, year, is_valid):
    data = {
        "provider_references-TOTAL_FORMS": "1",
        "provider_references-INITIAL_FORMS": "0",
        "provider_references-0-title": "Hersteller von Drehteilen",
        "provider_references-0-year": year,
    }
    references = ReferenceFormSet(data, instance=people.startup, form_kwargs={"sector_choices": []})
    assert references.is_valid() is is_valid
