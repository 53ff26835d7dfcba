import pytest
from django.db import connection

from organisations.likeness import Traces, find_alike
from organisations.models import Organisation
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(people):
    return OrganisationFactory(
        name="Ohlenbrede Drehteile GmbH", postcode="59557", website="https://www.ohlenbrede.example"
    )


def found(traces: Traces, among=None) -> list[tuple]:
    rows = find_alike(traces, Organisation.objects.all() if among is None else among)
    return [(row.organisation, row.reasons) for row in rows]


@pytest.mark.parametrize(
    "name", ["Ohlenbrede Drehteile", "ohlenbrede drehteile gmbh & co. kg", "Ohlenbrede", "Olenbrede Drehteile"]
)
def test_a_name_is_found_in_other_spellings_and_by_its_first_word(firm, name):
    assert firm in [organisation for organisation, _reasons in found(Traces.typed(name))]


def test_strangers_are_not_found(firm):
    assert found(Traces.typed("Bäckerei Vollkorn")) == []


def test_the_web_address_finds_under_another_name_and_says_why(firm):
    assert found(Traces.typed("Dreh- und Fräsbetrieb", website="ohlenbrede.example/kontakt")) == [
        (firm, ("gleiche Internet-Adresse",))
    ]


def test_members_are_found_by_the_own_mail_domain_but_not_by_a_typed_website(people, firm):
    MembershipFactory(organisation=firm, contact__email="gisela@drehgruppe.example")
    assert found(Traces.typed("Ganz anders", website="drehgruppe.example")) == []
    assert found(Traces.typed("Ganz anders", mail_address="kim@drehgruppe.example")) == [
        (firm, ("E-Mail-Adressen derselben Domain",))
    ]


def test_a_free_mailbox_links_nobody(firm):
    MembershipFactory(organisation=firm, contact__email="gisela@gmx.de")
    assert found(Traces.typed("Ganz anders", mail_address="kim@gmx.de")) == []


def test_the_postcode_supports_a_distant_name_and_proves_nothing_alone(firm):
    assert found(Traces.typed("Ohlenbrede Metallwaren Vertrieb", "59557"))[0][0] == firm
    assert found(Traces.typed("Bäckerei Vollkorn", "59557")) == []


def test_the_most_alike_comes_first(firm):
    other = OrganisationFactory(name="Ohlenbrede Drehtechnik KG")
    names = [organisation for organisation, _reasons in found(Traces.typed("Ohlenbrede Drehteile"))]
    assert names[:2] == [firm, other]


def test_keys_follow_name_and_website(firm):
    firm.name, firm.website = "Müller AG", "https://mueller.example"
    firm.save(update_fields=["name", "website"])
    firm.refresh_from_db()
    assert (firm.name_key, firm.web_domain) == ("muller", "mueller.example")


def test_names_are_looked_up_by_the_index_of_trigrams(firm):
    """With sequential scans forbidden the plan shows whether the index can serve the condition at all."""
    query = Organisation.objects.filter(name_key__trigram_similar="ohlenbrede").order_by()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert "organisation_name_trigrams" in query.explain()
