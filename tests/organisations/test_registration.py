"""Finding the own organisation, registering it, and keeping its data up to date."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connections
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import CaseEvent
from core.states import InvalidTransition
from mail.models import OutboxMessage
from organisations.forms import OrganisationForm, SearchForm
from organisations.models import JoinRequest, Organisation
from organisations.people_forms import InvitationForm, JoinForm
from organisations.permissions import can_join_organisation
from organisations.services import registration, verification
from tests.conftest import PERSONS, fresh
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

START, CREATE = reverse("organisations:start"), reverse("organisations:create")
SEARCH = {"aim": "seek", "name": "", "postcode": "", "website": ""}


def search(client, **typed):
    return client.post(START, SEARCH | typed)


def test_after_signing_in_a_person_without_organisation_lands_at_the_search(newcomer, as_user, sign_in):
    assert as_user(newcomer).get(reverse("dashboard")).url == START
    assert sign_in("anna").get(reverse("dashboard")).status_code == 200


def test_the_search_shows_name_kind_and_town_of_verified_organisations_and_nothing_else(people, newcomer, as_user):
    people.company.city, people.company.website = "Lippstadt", "https://steinrueck.example"
    people.company.save()
    pending = OrganisationFactory(name="Steinrück Drehtechnik", verification="pending", verified_at=None)
    page = search(as_user(newcomer), name="Steinrueck")
    text = page.content.decode()
    assert [row[0] for row in page.context["found"]] == [people.company]
    assert "Steinrück Drehteile GmbH" in text
    assert "Lippstadt" in text
    for secret in (pending.name, people.anna.email, "Feldkamp", "steinrueck.example"):
        assert secret not in text


def test_what_can_be_joined_and_the_queryset_agrees(people):
    OrganisationFactory(verification="pending", verified_at=None)
    for name in PERSONS:
        user = fresh(getattr(people, name))
        allowed = {each for each in Organisation.objects.all() if can_join_organisation(user, each)}
        assert set(Organisation.objects.joinable_by(user)) == allowed, name


def test_only_whoever_found_an_organisation_may_ask_to_join_it(people, newcomer, as_user, sign_in):
    bare = reverse("organisations:join", args=[people.company.pk])
    client = as_user(newcomer)
    assert client.get(bare).status_code == 404
    proof = search(client, name="Steinrück Drehteile").context["found"][0][2]
    link = f"{bare}?found={proof}"
    assert people.company.name in client.get(link).content.decode()
    elsewhere = f"{reverse('organisations:join', args=[people.startup.pk])}?found={proof}"
    assert client.get(elsewhere).status_code == 404
    assert client.post(link, {"message": "Ich gehöre dazu."}).url == START
    assert JoinRequest.objects.get().contact == newcomer.contact
    assert "bereits angefragt" in search(client, name="Steinrück Drehteile").content.decode()
    assert sign_in("dora").get(link).status_code == 404  # somebody else's proof


def test_nobody_tries_out_names_without_end(newcomer, as_user, settings):
    settings.ACCOUNT_RATE_LIMITS = {"find_organisation": "3/h/user"}
    client = as_user(newcomer)
    answers = [search(client, name="Steinrück").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_what_was_typed_into_the_search_is_taken_over(newcomer, as_user):
    typed = {"begin": "1", "aim": "offer", "name": "Regallotse UG", "postcode": "44147", "website": "https://x.example"}
    page = as_user(newcomer).post(CREATE, typed).content.decode()
    assert 'value="Regallotse UG"' in page
    assert 'value="44147"' in page
    assert not Organisation.objects.filter(name="Regallotse UG").exists()


def test_a_registration_makes_the_person_the_admin_and_tells_both_sides(people, newcomer, as_user, typed):
    answer = as_user(newcomer).post(CREATE, typed(vat_id="de 136 695 976", aim="seek"))
    organisation = Organisation.objects.get(created_by=newcomer)
    assert answer.url == organisation.get_absolute_url()
    assert (organisation.verification, organisation.municipality.name) == ("pending", "Soest")
    assert (organisation.region.slug, organisation.vat_id) == ("soest", "DE136695976")
    assert (organisation.wants_to_seek, organisation.wants_to_offer) == (True, False)
    assert organisation.website == "https://www.haverland-metallbau.example"
    assert organisation.memberships.get().is_admin
    assert CaseEvent.objects.get(kind="organisation_registered").organisation_id == organisation.pk
    told = {message.kind: message for message in OutboxMessage.objects.all()}
    assert newcomer.email in told["organisation.registered"].to[0]
    deep_link = reverse("organisations:verification", args=[organisation.pk])
    assert deep_link in told["organisation.registered.lead"].body_text
    page = as_user(newcomer).get(reverse("dashboard")).content.decode()
    assert "Wir prüfen Haverland Metallbau e. K." in page


def test_errors_keep_what_was_typed(newcomer, as_user, typed):
    wrong = typed(postcode="594", vat_id="DE136695977", register_number="HRB 12", size_class="", website="keine")
    page = as_user(newcomer).post(CREATE, wrong)
    assert set(page.context["form"].errors) == {"postcode", "vat_id", "register_court", "size_class", "website"}
    text = page.content.decode()
    assert "DE136695977" in text
    assert "Am Schledder 7" in text
    assert "dzm-errors" in text


def test_a_form_sent_twice_creates_one_organisation(newcomer, as_user, typed):
    data = typed() | {"form_key": str(uuid4())}
    answers = [as_user(newcomer).post(CREATE, data) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Organisation.objects.filter(created_by=newcomer).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_the_same_moment_creates_one_organisation(newcomer, typed):
    data, key, start, created = typed(), uuid4(), Barrier(2), []

    def send() -> None:
        try:
            form = OrganisationForm(data)
            assert form.is_valid()
            start.wait(timeout=10)
            created.append(registration.register_organisation(form, actor=newcomer, form_key=key))
        finally:
            connections.close_all()

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len({organisation.pk for organisation in created}) == 1
    assert Organisation.objects.filter(created_by=newcomer).count() == 1


def test_one_person_cannot_fill_the_queue(newcomer, as_user, typed):
    for number in range(registration.MOST_UNVERIFIED):
        as_user(newcomer).post(CREATE, typed(name=f"Betrieb {number}"))
    page = as_user(newcomer).post(CREATE, typed(name="Noch einer"))
    assert "mehrere Organisationen registriert" in page.content.decode()
    assert Organisation.objects.filter(created_by=newcomer).count() == registration.MOST_UNVERIFIED


def test_the_house_registers_nobody_here(sign_in):
    for person in ("lead", "far_lead", "editor", "partner", "operator"):
        assert sign_in(person).get(START).status_code == 403, person


def test_a_verified_organisation_keeps_what_was_checked(people, sign_in):
    url = reverse("organisations:edit", args=[people.company.pk])
    client = sign_in("anna")
    form = client.get(url).context["form"]
    assert not set(OrganisationForm.CHECKED) & set(form.fields)
    data = {"aim": "seek", "postcode": "59557", "city": "Lippstadt", "size_class": "medium", "name": "Anders GmbH"}
    assert client.post(url, data).status_code == 302
    people.company.refresh_from_db()
    assert (people.company.name, people.company.size_class) == ("Steinrück Drehteile GmbH", "medium")
    assert (people.company.is_verified, people.company.wants_to_offer) == (True, False)


def test_an_edit_that_a_decision_has_overtaken_is_kept_on_the_page(people, pending, typed):
    form = OrganisationForm(typed(name="Haverland Stahlbau"), instance=Organisation.objects.get(pk=pending.pk))
    assert form.is_valid()
    verification.verify_organisation(pending, actor=people.lead)
    with pytest.raises(InvalidTransition):
        registration.edit_organisation(form, actor=pending.created_by)
    pending.refresh_from_db()
    assert pending.name == "Haverland Metallbau e. K."


def test_an_unverified_organisation_is_edited_as_a_whole(pending, as_user, typed):
    url = reverse("organisations:edit", args=[pending.pk])
    changed = typed(name="Haverland Stahlbau e. K.", register_court="Arnsberg", register_number="HRA 1")
    as_user(pending.created_by).post(url, changed)
    pending.refresh_from_db()
    assert (pending.name, pending.name_key) == ("Haverland Stahlbau e. K.", "haverland stahlbau")
    assert (pending.register_court, pending.register_number) == ("Arnsberg", "HRA 1")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_input_breaks_a_form(people, data):
    """Whatever is sent, a form answers with errors or with a valid object, never with an exception."""
    text = st.text(max_size=300)
    for make in (
        SearchForm,
        OrganisationForm,
        JoinForm,
        lambda typed: InvitationForm(typed, case=people.company),
    ):
        names = make({}).fields
        form = make({name: data.draw(text) for name in names})
        assert form.is_valid() in (True, False)
