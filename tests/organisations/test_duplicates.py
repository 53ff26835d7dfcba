"""Pairs that look alike: how they are found, told apart, compared and merged by hand."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.models import LogEntry
from organisations.checks import likely_duplicates
from organisations.duplicates import find_pairs
from organisations.models import Membership, Organisation, OrganisationAlias, OrganisationMerge, OrganisationPair
from organisations.services.duplicates import look_again, tell_apart
from organisations.services.merging import merge, preview, undo
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(people):
    return OrganisationFactory(
        name="Ohlenbrede Drehteile GmbH",
        postcode="59557",
        website="https://www.ohlenbrede.example",
        vat_id="DE136695976",
        register_court="Arnsberg",
        register_number="HRB 1234",
    )


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({"name": "Ganz anders AG", "vat_id": "DE 136 695 976"}, ["same_vat_id", "same_municipality"]),
        (
            {"name": "Ganz anders AG", "register_court": "arnsberg", "register_number": "HRB1234"},
            ["same_register", "same_municipality"],
        ),
        ({"name": "Ganz anders AG", "website": "http://ohlenbrede.example/x"}, ["same_site", "same_municipality"]),
        ({"name": "OHLENBREDE Drehteile KG"}, ["same_name", "same_municipality"]),
        ({"name": "Olenbrede Drehteile", "postcode": "59557"}, ["similar_name", "same_postcode"]),
        ({"name": "Ohlenbrede Drehteile und Mehr"}, ["similar_name", "same_municipality"]),
        (
            {"name": "Ohlenbrede Drehteile", "vat_id": "DE136695976", "postcode": "40213"},
            ["same_vat_id", "same_name", "same_municipality"],
        ),
    ],
)
def test_a_pair_is_found_and_says_why(firm, fields, reasons):
    other = OrganisationFactory(**fields)
    find_pairs()
    pair = OrganisationPair.objects.get()
    assert (pair.lower, pair.higher, pair.reasons) == (firm, other, reasons)
    assert 0.5 <= pair.score <= 1


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Ganz anders AG", "postcode": "59557"},
        {"name": "Ohlenbrede Drehteile", "vat_id": "DE811569869", "register_number": "HRB 99"},
        {"name": "Ohlenbrede Drehteile", "postcode": "40213", "municipality": None},
    ],
)
def test_what_contradicts_or_says_little_is_no_pair(firm, fields):
    OrganisationFactory(**fields)
    assert find_pairs() == 0


def test_mail_domains_and_former_names_tell_as_well(firm):
    mail, former = OrganisationFactory(name="Ganz anders AG"), OrganisationFactory(name="Völlig anders KG")
    MembershipFactory(organisation=mail, contact__email="info@ohlenbrede.example")
    OrganisationAlias.objects.create(organisation=former, name="Ohlenbrede Drehteile")
    find_pairs()
    found = dict(OrganisationPair.objects.values_list("higher", "reasons"))
    assert found[mail.pk] == ["same_mail", "same_municipality"]
    assert found[former.pk] == ["former_name", "same_municipality"]


def test_a_second_run_keeps_decisions_and_forgets_what_no_longer_looks_alike(people, firm):
    same, similar = OrganisationFactory(name="Ohlenbrede Drehteile"), OrganisationFactory(vat_id=firm.vat_id)
    find_pairs()
    tell_apart(same, firm, actor=people.lead)
    Organisation.objects.filter(pk=similar.pk).update(vat_id="")
    find_pairs()
    pair = OrganisationPair.objects.get()
    assert (pair.higher, pair.dismissed_by) == (same, people.lead)
    assert firm not in [each.organisation for each in likely_duplicates(same, people.lead)]
    look_again(pair, actor=people.lead)
    assert firm in [each.organisation for each in likely_duplicates(same, people.lead)]


def test_the_database_refuses_half_a_decision_and_a_pair_in_the_wrong_order(people, firm):
    for fields in ({"lower": people.company, "higher": people.company}, {"dismissed_by": people.lead}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrganisationPair.objects.create(**{"lower": people.company, "higher": firm, **fields})


def test_telling_apart_twice_is_recorded_once(people, firm):
    for _time in range(2):
        tell_apart(firm, people.company, actor=people.lead)
    assert LogEntry.objects.filter(verb="tell_apart").count() == 1


# --- Pages ---------------------------------------------------------------------------------------


def test_the_list_needs_as_many_queries_for_three_as_for_one(people, sign_in, queries):
    client = sign_in("lead")
    counts = []
    for number in (1, 2):
        OrganisationFactory.create_batch(number, name="Ohlenbrede Drehteile GmbH")
        OrganisationFactory(name=f"Wortlaut {number} GmbH", vat_id=f"DE{number}")
        OrganisationFactory(name=f"Satzbau {number} GmbH", vat_id=f"DE{number}")
        find_pairs()
        client.get(reverse("organisations:duplicates"))
        with queries() as seen:
            page = client.get(reverse("organisations:duplicates")).content.decode()
        counts.append(len(seen))
    assert page.count("Keine Doppelung<") == OrganisationPair.objects.count() > 2
    assert counts[0] == counts[1]


def test_the_list_of_merges_needs_as_many_queries_for_three_as_for_one(people, sign_in, queries):
    client = sign_in("lead")
    counts = []
    for number in (1, 2):
        for _time in range(number):
            merge(OrganisationFactory(), OrganisationFactory(), {}, actor=people.lead)
        client.get(reverse("organisations:merge_list"))
        with queries() as seen:
            client.get(reverse("organisations:merge_list"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_lead_tells_apart_and_takes_it_back(people, sign_in, firm):
    other = OrganisationFactory(name="Ohlenbrede Drehteile KG")
    find_pairs()
    client = sign_in("lead")
    page = client.post(reverse("organisations:tell_apart", args=[firm.pk, other.pk]), follow=True).content.decode()
    assert "Ohlenbrede Drehteile KG" in page
    assert "Ohlenbrede" not in client.get(reverse("organisations:duplicates")).content.decode()
    pair = OrganisationPair.objects.get()
    page = client.post(reverse("organisations:look_again", args=[pair.pk]), follow=True).content.decode()
    assert "Ohlenbrede Drehteile KG" in page


@pytest.fixture
def other(firm):
    row = OrganisationFactory(name="Fa. Ohlenbrede", city="Lippstadt")
    MembershipFactory(organisation=row)
    return row


def test_comparing_confirming_and_undoing(people, sign_in, firm, other):
    client = sign_in("lead")
    url = reverse("organisations:merge", args=[firm.pk, other.pk])
    page = client.get(url).content.decode()
    assert "Ohlenbrede Drehteile GmbH" in page
    assert "Fa. Ohlenbrede" in page
    form = client.get(url).context["form"]
    typed = {name: field.initial for name, field in form.fields.items()} | {"name": "loser"}
    confirm = client.post(url, typed)
    assert not OrganisationMerge.objects.exists()
    assert "Fa. Ohlenbrede" in confirm.content.decode()
    assert 'value="loser"' in confirm.content.decode()
    back = client.post(url, typed | {"back": "1"})
    assert back.context["form"]["name"].value() == "loser"
    done = client.post(url, typed | {"confirmed": "1"}, follow=True)
    assert "Rückgängig machen" in done.content.decode()
    firm.refresh_from_db()
    assert firm.name == "Fa. Ohlenbrede"
    assert [alias.name for alias in firm.aliases.all()] == ["Ohlenbrede Drehteile GmbH"]
    assert client.get(other.get_absolute_url()).url == firm.get_absolute_url()

    merged = OrganisationMerge.objects.get()
    client.post(reverse("organisations:merge_undo", args=[merged.pk]))
    firm.refresh_from_db()
    assert firm.name == "Ohlenbrede Drehteile GmbH"
    assert client.get(other.get_absolute_url()).status_code == 200


def test_the_same_form_sent_twice_merges_once(people, sign_in, firm, other):
    client = sign_in("lead")
    url = reverse("organisations:merge", args=[firm.pk, other.pk])
    form = client.get(url).context["form"]
    typed = {name: field.initial for name, field in form.fields.items()} | {"confirmed": "1"}
    first, second = client.post(url, typed), client.post(url, typed)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert OrganisationMerge.objects.count() == 1


def test_a_change_meanwhile_keeps_what_was_chosen(people, sign_in, firm, other):
    client = sign_in("lead")
    url = reverse("organisations:merge", args=[firm.pk, other.pk])
    form = client.get(url).context["form"]
    typed = {name: field.initial for name, field in form.fields.items()} | {"name": "loser", "confirmed": "1"}
    Organisation.objects.filter(pk=other.pk).update(city="Warstein")
    answer = client.post(url, typed)
    assert answer.status_code == 200
    assert answer.context["form"]["name"].value() == "loser"
    assert not OrganisationMerge.objects.exists()
    again = typed | {"seen": answer.context["form"]["seen"].value()}
    assert client.post(url, again).status_code == 302


def test_an_undo_that_is_refused_says_why(people, sign_in, firm, other):
    merged = merge(firm, other, {"address": "loser"}, actor=people.lead)
    Organisation.objects.filter(pk=firm.pk).update(city="Warstein")
    answer = sign_in("lead").post(reverse("organisations:merge_undo", args=[merged.pk]))
    assert "Anschrift" in answer.content.decode()
    merged.refresh_from_db()
    assert merged.undone_at is None


def test_nobody_merges_the_own_organisation(people, sign_in, firm):
    MembershipFactory(organisation=firm, contact=people.lead.contact)
    assert sign_in("lead").get(reverse("organisations:merge", args=[firm.pk, people.company.pk])).status_code == 404


def test_members_of_the_one_that_gave_way_find_the_other(people, sign_in, firm):
    merged = merge(firm, people.company, {}, actor=people.lead)
    client = sign_in("anna")
    assert client.get(people.company.get_absolute_url()).url == firm.get_absolute_url()
    assert client.get(firm.get_absolute_url()).status_code == 200
    assert sign_in("dora").get(people.company.get_absolute_url()).status_code == 404
    undo(merged, actor=people.lead)
    assert Membership.objects.active().filter(organisation=people.company).count() == 2


def test_the_preview_writes_nothing_and_needs_few_queries(people, firm, other, queries):
    with queries() as seen:
        preview(firm, other)
    assert not [query for query in seen if not query["sql"].startswith("SELECT")]
    assert len(seen) < 80
