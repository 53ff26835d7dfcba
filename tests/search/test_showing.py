"""What the pages show: marks, excerpts, suggestions, the empty result."""

from html import unescape

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.html import strip_tags

from search.highlighting import excerpt, marked, shown
from search.models import Document
from search.services import index
from search.suggestions import suggest
from search.understanding import understand
from tests.search.conftest import content

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize(
    ("text", "query", "wanted"),
    [
        ("Geräte prüfen", "gerat", "<mark>Geräte</mark> prüfen"),
        ("Anlagen: Wartungen im Takt", "wartung", "Anlagen: <mark>Wartungen</mark> im Takt"),
        ("Eine Lagerverwaltung", "Lager", "Eine <mark>Lagerverwaltung</mark>"),
        ("Instandhaltung planen", "Wartung", "<mark>Instandhaltung</mark> planen"),
        ("Straße & Werk", "strasse", "<mark>Straße</mark> &amp; Werk"),
        ("<b>Wartung</b>", "wartung", "&lt;b&gt;<mark>Wartung</mark>&lt;/b&gt;"),
        ("<script>alert(1)</script>", "alert", "&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt;"),
        ("Nichts davon", "Wartung", "Nichts davon"),
        ("", "Wartung", ""),
        ("Wartung &amp; Pflege", "amp", "Wartung &amp;<mark>amp</mark>; Pflege"),
    ],
)
def test_marks_stand_around_what_made_the_hit(text, query, wanted):
    assert marked(text, query) == wanted


@pytest.mark.usefixtures("things")
def test_marking_never_changes_what_a_text_says():
    text = "Wartung <x> & \"Instandhaltung\" 'für' Geräte – 5 < 6 🙂 &lt; Wartung"
    for query in ("wartung", "x", "lt", "5", "geräte instandhaltung", "🙂"):
        assert unescape(strip_tags(str(marked(text, query)).replace("&lt;x&gt;", "⟨x⟩"))) == text.replace("<x>", "⟨x⟩")


@pytest.mark.usefixtures("things")
def test_an_excerpt_lies_around_the_first_place_that_says_the_word():
    text = " ".join(["Anfang", *["wort"] * 60, "Instandhaltung", *["wort"] * 60, "Wartung", *["wort"] * 60])
    shown = str(excerpt(text, "Wartung", words=20))
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "<mark>Wartung</mark>" in shown
    assert "Instandhaltung" not in shown
    assert len(strip_tags(shown).strip("… ").split()) == 20


@pytest.mark.usefixtures("things")
def test_an_excerpt_without_a_hit_is_the_beginning():
    assert excerpt("Eins zwei drei vier", "Wartung", words=2) == "Eins zwei …"
    assert excerpt("Eins zwei", "Wartung") == "Eins zwei"


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize("query", ["Wartung", "lager", "geraete strasse", "Instandhaltnug", "ki", "maintenance", "die"])
def test_what_the_index_marks_is_what_reading_the_texts_would_mark(query):
    understood = understand(query)
    documents = list(Document.objects.order_by("pk"))
    marks = shown(documents, understood)
    for document in documents:
        language, title, body = document.told()
        text = excerpt(body, understood, language=language)
        assert marks[document.pk] == (language, marked(title, understood, language=language), text)
    assert query == "die" or any("<mark>" in each.title + each.excerpt for each in marks.values())


def test_marks_of_the_index_stay_with_their_words_in_long_and_odd_texts():
    body = "🙂 <b>Node.js</b> & " + "wort " * 3_000 + "Instandhaltung " + "wort " * 9_000
    index(content(1, "Wartung <x> von A–Z", body, language="en"))
    [document] = Document.objects.all()
    [made] = shown([document], understand("Wartung")).values()
    assert made.title == "<mark>Wartung</mark> &lt;x&gt; von A–Z"
    assert "<mark>Instandhaltung</mark>" in made.excerpt
    assert made.excerpt.count("<mark>") == 1


def texts(beginning):
    return [each.text for each in suggest(beginning)]


@pytest.mark.usefixtures("things")
def test_suggestions_are_topics_words_and_titles():
    found = suggest("wart")
    assert {str(each.what) for each in found} == {"Thema", "Wort", "Titel"}
    assert "Wartung" in texts("wart")
    assert "Wartung von Aufzügen" in texts("wartung v")


@pytest.mark.usefixtures("things")
def test_suggestions_fold_umlauts_and_complete_the_last_word():
    assert "Müller Messtechnik" in texts("mueller")
    assert "neue Lagerverwaltung" in texts("neue lagerv")


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize("beginning", ["", "w", " ", "%", "__", "\x00\x00\x00", "🙂", "x" * 10_000, "''"])
def test_little_or_odd_beginnings_are_answered_with_nothing(beginning):
    assert texts(beginning) == []


@pytest.mark.usefixtures("things")
def test_the_address_of_suggestions_answers_everybody_until_its_limit(client, settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "suggest": "2/m/ip"}
    address = reverse("search:suggest")
    answer = client.get(address, {"q": "lagerv"})
    assert {"text": "Lagerverwaltung", "what": "Wort"} in answer.json()["suggestions"]
    assert client.get(address).json() == {"suggestions": []}
    assert client.get(address, {"q": "lagerv"}).status_code == 429


@pytest.mark.usefixtures("things", "source")
def test_the_page_shows_marked_hits_kinds_and_the_correction(client):
    page = client.get(reverse("search:page"), {"q": "Instandhaltnug"}).content.decode()
    assert "<mark>Instandhaltung</mark> planen" in page
    assert "exact=1" in page
    assert "Angebote <b>" in page
    assert 'href="/things/2/"' in page
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.usefixtures("things", "source")
def test_one_kind_can_be_chosen_and_the_others_stay_one_click_away(client):
    page = client.get(reverse("search:page"), {"q": "Wartung", "kind": "entry"}).content.decode()
    assert "/things/1/" not in page
    assert "q=Wartung" in page
    assert client.get(reverse("search:page"), {"q": "Wartung", "kind": "nothing"}).context["kind"] == ""


@pytest.mark.usefixtures("things", "source")
def test_an_empty_result_says_where_to_go(client):
    page = client.get(reverse("search:page"), {"q": "Xylophonbau"}).content.decode()
    assert "Xylophonbau" in page
    assert reverse("companies:register_need") in page
    topics = client.get(reverse("search:page"), {"q": "Xylophonbau"}).context["topics"]
    assert {topic.number for topic in topics} == {1}
    assert topics[0].url.startswith("/search/?q=")


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize(
    "query", ["", "die und der", "'\"&|!():*<>", "a\x00b", "🙂", "x" * 10_000, "<script>alert(1)</script>", "%00%ff"]
)
def test_whatever_is_typed_the_page_answers_and_escapes_it(client, query):
    for more in ({}, {"exact": "1"}, {"page": "nine"}, {"kind": "\x00", "page": "99999999999999999999"}):
        answer = client.get(reverse("search:page"), {"q": query, **more})
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content


def test_pages_list_every_hit_once_and_ask_the_database_equally_often(client, queries, source):
    def fill(number):
        index(*(content(100 + each, f"Wartung {each}", "Text") for each in range(number)))

    fill(45)
    client.get(reverse("search:page"), {"q": "Wartung"})
    with queries() as few:
        client.get(reverse("search:page"), {"q": "Wartung"})
    seen = [
        document.object_id
        for page in (1, 2, 3)
        for document in client.get(reverse("search:page"), {"q": "Wartung", "page": page}).context["page_obj"]
    ]
    assert sorted(seen) == list(range(100, 145))
    fill(450)
    with queries() as many:
        answer = client.get(reverse("search:page"), {"q": "Wartung"})
    assert len(many) <= len(few)
    assert answer.context["found"].count == 450
    assert answer.context["page_obj"].paginator.num_pages == 10
    fill(550)
    page = client.get(reverse("search:page"), {"q": "Wartung"}).content.decode()
    assert "Mehr als 500 Treffer" in page
    assert "500+" in page
    assert "Angebote</a>" in page


@pytest.mark.usefixtures("things")
def test_queries_are_not_logged(client, caplog):
    with caplog.at_level("DEBUG"):
        client.get(reverse("search:page"), {"q": "Quastenflosser"})
        client.get(reverse("search:suggest"), {"q": "Quastenflosser"})
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [message for message in ours if "Quastenflosser" in message]
