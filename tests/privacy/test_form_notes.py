"""Next to each form in which people say something about themselves stands what it is for (Art. 13 GDPR)."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from core.personal import purposes
from tests.cases import introduction_in, need_in, offer_in
from tests.test_access import addresses  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

TYPED = {"text", "email", "tel", "url", "password"}
VOID = {"input", "br", "img", "hr", "meta", "link"}
# A password or a code alone proves who somebody is and is not stored; a search is not either.
NOTHING_STORED = {"password", "reauthenticate", "code", "q"}


class Forms(HTMLParser):
    """Collects for each form with method post the names of what is typed, and the purposes said inside."""

    def __init__(self):
        super().__init__()
        self.forms: list[tuple[str, set, set]] = []
        self._inside = False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form" and given.get("method") == "post":
            self.forms.append((given.get("action") or "", set(), set()))
            self._inside = True
        if not self._inside:
            return
        if tag == "textarea" or (tag == "input" and given.get("type", "text") in TYPED):
            self.forms[-1][1].add(given.get("name"))
        if "data-purpose" in given:
            self.forms[-1][2].add(given["data-purpose"])

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False


def forms_without_note(client, url: str) -> list[str]:
    response = client.get(url)
    if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
        return []
    page = Forms()
    page.feed(response.content.decode())
    typed = [(action, names, said) for action, names, said in page.forms if names - NOTHING_STORED]
    assert all(said <= set(purposes()) for _action, _names, said in typed)
    return [f"{url} {action} {sorted(names)}" for action, names, said in typed if not said]


@pytest.mark.parametrize("person", [None, "anna", "ben", "clara", "carl", "dora"])
def test_each_form_of_people_outside_the_hub_says_what_it_is_for(person, addresses, sign_in):  # noqa: F811
    client = sign_in(person)
    own = ["account_signup", "account_login", "account_reset_password"] if person is None else ["account_email"]
    urls = [*addresses.values(), *map(reverse, own)]
    assert [form for url in urls for form in forms_without_note(client, url)] == []


@pytest.mark.parametrize("state", ["draft", "returned", "qualified", "paused"])
def test_each_form_at_a_need_says_what_it_is_for(state, people, sign_in):
    need = need_in(state, people)
    urls = [need.get_absolute_url(), reverse("companies:need_edit", args=[need.pk])]
    assert [form for url in urls for form in forms_without_note(sign_in("anna"), url)] == []


@pytest.mark.parametrize("state", ["draft", "returned", "published"])
def test_each_form_at_an_offer_says_what_it_is_for(state, people, sign_in):
    offer = offer_in(state, people)
    urls = [offer.get_absolute_url(), reverse("startups:offer_edit", args=[offer.pk])]
    assert [form for url in urls for form in forms_without_note(sign_in("clara"), url)] == []


@pytest.mark.parametrize(("person", "state"), [("anna", "introduced"), ("clara", "awaiting_provider")])
def test_each_form_at_an_introduction_says_what_it_is_for(person, state, people, sign_in):
    case = introduction_in(state, people)
    assert forms_without_note(sign_in(person), case.get_absolute_url()) == []


def test_staff_who_enter_a_need_for_a_firm_read_what_it_is_for(people, sign_in):
    url = reverse("companies:need_capture") + f"?organisation={people.company.pk}"
    page = sign_in("lead").get(url).content.decode()
    assert 'data-purpose="cases"' in page
    assert forms_without_note(sign_in("lead"), url) == []


def test_the_walk_finds_a_form_without_note(client):
    page = Forms()
    page.feed('<form method="post" action="/x"><input name="email" type="email"></form><form><input name="q"></form>')
    assert page.forms == [("/x", {"email"}, set())]


def test_a_note_names_who_is_responsible_why_and_how_long(client, settings):
    settings.OPERATOR = settings.OPERATOR | {"name": "Musterzentrum", "data_protection_officer": "Stelle am Markt"}
    settings.LEGAL_BASES = {"account": "public_task"}
    page = client.get(reverse("account_signup")).content.decode()
    for said in ("Musterzentrum", "Stelle am Markt", "§ 3 DSG NRW", "24 Monate", "#purpose-account"):
        assert said in page
