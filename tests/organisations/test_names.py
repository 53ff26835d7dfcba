import pytest
from hypothesis import given
from hypothesis import strategies as st

from organisations.domains import is_free_mail, own_domain, registrable_domain
from organisations.identifiers import compact_vat_id, is_register_entry, is_vat_id
from organisations.names import name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller & Söhne GmbH", "Mueller und Soehne"),
        ("STEINRÜCK DREHTEILE GMBH & CO. KG", "Steinrück Drehteile"),
        ("Regallotse UG (haftungsbeschränkt)", "Regallotse"),
        ("Großhandel Weiß e. K.", "Grosshandel Weiss e.K."),
        ("Café-Rösterei Ölmann", "Cafe Roesterei Oelmann"),
    ],
)
def test_two_spellings_of_one_name_are_equal(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Alpha Metall GmbH", "Beta Metall GmbH"), ("Egge Bau", "Bau"), ("Agrar Nord", "Nord")]
)
def test_different_names_stay_different(one, other):
    assert name_key(one) != name_key(other)


def test_a_name_that_is_a_legal_form_only_is_kept():
    assert name_key("AG") == "ag"


@given(st.text(max_size=200))
def test_folding_a_folded_name_changes_nothing_and_never_fails(name):
    assert len(name_key(name)) <= 200
    assert name_key(name).strip() == name_key(name)


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.firma.de/kontakt?x=1", "firma.de"),
        ("info@mail.firma.de", "firma.de"),
        ("firma.de:8080", "firma.de"),
        ("https://shop.firma.co.uk", "firma.co.uk"),
        ("https://müller-bau.de", "xn--mller-bau-q9a.de"),
        ("https://haverland.jimdofree.com", "haverland.jimdofree.com"),
        ("jimdofree.com", ""),
        ("192.168.0.1", ""),
        ("localhost", ""),
        ("", ""),
        ("https://..", ""),
    ],
)
def test_the_domain_somebody_registered(address, domain):
    assert registrable_domain(address) == domain


@given(st.text(max_size=300))
def test_no_text_breaks_the_search_for_a_domain(text):
    assert " " not in registrable_domain(text)


def test_free_mailboxes_say_nothing_about_an_organisation():
    assert is_free_mail("gmx.de")
    assert own_domain("anna@web.de") == ""
    assert own_domain("anna@steinrueck.example") == "steinrueck.example"


@pytest.mark.parametrize(
    ("number", "is_valid"),
    [("DE136695976", True), ("de 136 695 976", True), ("DE136695977", False), ("ATU13585627", True), ("x", False)],
)
def test_vat_numbers_are_checked_with_their_digits(number, is_valid):
    assert is_vat_id(number) is is_valid
    if is_valid:
        assert " " not in compact_vat_id(number)


@pytest.mark.parametrize(
    ("court", "number", "is_valid"),
    [
        ("Arnsberg", "HRB 1234", True),
        ("Dortmund", "HRA 4711", True),
        ("Nirgendwo", "HRB 1", False),
        ("Arnsberg", "12", False),
    ],
)
def test_register_entries_need_a_known_court_and_a_number_as_courts_give_them(court, number, is_valid):
    assert is_register_entry(court, number) is is_valid
