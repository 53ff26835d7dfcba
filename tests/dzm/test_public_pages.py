"""What everybody can read without an account."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from demo.persons import PERSONS

pytestmark = pytest.mark.django_db

PUBLIC = ["home", "imprint", "privacy", "accessibility", "legal:terms", "shares:register", "impact:page"]


@pytest.mark.parametrize("name", PUBLIC)
def test_reading_a_public_page_sets_no_cookie(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_has_one_main_heading_and_a_title(client, name):
    html = client.get(reverse(name)).content.decode()
    assert html.count("<h1") == 1
    assert re.search(r"<title>\S.* – Digitales Zentrum Mittelstand</title>", html)


@pytest.mark.parametrize("name", PUBLIC)
def test_every_link_of_a_public_page_leads_somewhere(client, name):
    html = client.get(reverse(name)).content.decode()
    links = set(re.findall(r'href="([^"]*)"', html))
    assert "#" not in links
    for anchor in (link for link in links if link.startswith("#")):
        assert f'id="{anchor[1:]}"' in html
    for page in (link for link in links if link.startswith("/") and not link.startswith(settings.STATIC_URL)):
        assert client.get(page).status_code in (200, 302), page


def test_somebody_who_wants_to_register_a_need_is_told_how_to_get_an_account(client):
    response = client.get(reverse("dashboard"), follow=True)
    html = response.content.decode()
    assert response.request["PATH_INFO"] == reverse("account_login")
    assert settings.LEAD_CONTACT_EMAIL in html


def test_the_language_switch_keeps_the_page_and_needs_no_token(client):
    client.handler.enforce_csrf_checks = True
    here = reverse("shares:register") + "?as_of=2018-02-15"
    response = client.post(reverse("set_language"), {"language": "en", "next": here})
    assert response.headers["Location"] == here
    assert set(response.cookies) == {settings.LANGUAGE_COOKIE_NAME}
    assert '<html lang="en">' in client.get(here).content.decode()


def test_the_language_switch_leads_to_no_other_host(client):
    response = client.post(reverse("set_language"), {"language": "en", "next": "https://elsewhere.example/"})
    assert "elsewhere" not in response.headers["Location"]


def test_german_is_shown_whatever_the_browser_asks_for(client):
    html = client.get(reverse("home"), headers={"accept-language": "en"}).content.decode()
    assert '<html lang="de">' in html


def test_empty_fields_of_the_imprint_say_so(client, settings):
    settings.OPERATOR = {**settings.OPERATOR, "name": "DZM GmbH", "phone": ""}
    html = client.get(reverse("imprint"), headers={"cookie": "django_language=en"}).content.decode()
    assert "DZM GmbH" in html
    assert "not entered yet" in html


def test_a_demo_that_is_still_being_loaded_says_so_and_offers_nobody(client, db):
    html = client.get(reverse("account_login")).content.decode()
    assert "Sie werden noch geladen" in html
    assert not any(person.email in html for person in PERSONS)


def test_demo_persons_are_offered_in_a_demo_only(client, settings, django_user_model, db):
    django_user_model.objects.create_user(email=PERSONS[-1].email)
    html = client.get(reverse("account_login")).content.decode()
    assert all(person.email in html for person in PERSONS)
    assert "Sie werden noch geladen" not in html
    settings.PORTAL_DEMO = False
    html = client.get(reverse("account_login")).content.decode()
    assert "example.org" not in html
    assert "demo-dzm-2018" not in html


def test_a_missing_page_explains_itself_and_sets_no_cookie(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert not response.cookies
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_page_after_a_failure_depends_on_nothing(name, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = get_template(name).render()
    assert '<html lang="de">' in html
    assert html.count("<h1") == 1


def test_an_expired_form_is_explained(client):
    client.handler.enforce_csrf_checks = True
    response = client.post(reverse("account_login"), {"login": "anna@example.org", "password": "x"})
    assert response.status_code == 403
    assert "403_csrf.html" in [template.name for template in response.templates]


def test_a_reset_of_the_password_does_not_tell_whether_the_account_exists(client, people):
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("anna@example.org", "nobody@example.org")
    ]
    assert answers[0].status_code == 200
    assert answers[0].content == answers[1].content
