import re
from urllib.parse import urlsplit

import pytest
from django.utils import translation

from mail.letters import Letter, render
from mail.links import absolute


@pytest.fixture
def full_letter(settings):
    settings.BASE_URL = "https://portal.example"
    settings.OPERATOR = {**settings.OPERATOR, "name": "Zentrum GmbH", "register": "HRB 1"}
    return Letter(
        subject="Ihr Bedarf B-2026-0148: ein Vorschlag",
        heading="Möchten Sie diesen Anbieter kennenlernen?",
        greeting_name="Petra Steinrück",
        paragraphs=("zu Ihrem Bedarf <Laufzeit & Stillstand> haben wir einen Vorschlag.",),
        facts=(("Anbieter", "Ein Startup aus einer Partnerregion"), ("Antwort bis", "Montag, 7. Dezember 2026")),
        action=("Vorschlag ansehen", absolute("/introductions/7/?a=1&b=2")),
        closing=("Ohne Antwort verfällt der Vorschlag.",),
        signature=("Jana Wortmann", "Projektleitung"),
        reason="Sie haben einen Bedarf gemeldet.",
    )


def test_text_and_html_say_the_same(full_letter):
    rendered = render(full_letter, language="de")
    parts = [
        "Petra Steinrück",
        "Anbieter",
        "Ein Startup aus einer Partnerregion",
        "Montag, 7. Dezember 2026",
        "Vorschlag ansehen",
        "Ohne Antwort verfällt der Vorschlag.",
        "Jana Wortmann",
        "Sie haben einen Bedarf gemeldet.",
        "https://portal.example/imprint/",
        "Zentrum GmbH",
        "HRB 1",
    ]
    assert [part for part in parts if part not in rendered.text] == []
    assert [part for part in parts if part not in rendered.html] == []


def test_the_text_holds_no_markup_and_the_html_escapes_what_people_wrote(full_letter):
    rendered = render(full_letter, language="de")
    assert "<Laufzeit & Stillstand>" in rendered.text
    assert "https://portal.example/introductions/7/?a=1&b=2" in rendered.text
    assert "&lt;Laufzeit &amp; Stillstand&gt;" in rendered.html


def test_the_text_reads_like_a_letter():
    letter = Letter(subject="Kurz", paragraphs=("Erster Absatz.", "Zweiter Absatz."), greeting_name="Anna")
    lines = render(letter, language="en").text.splitlines()
    assert lines[:6] == ["Dear Anna,", "", "Erster Absatz.", "", "Zweiter Absatz.", ""]
    assert lines[6:10] == ["Kind regards", "Digitales Zentrum Mittelstand", "", "-- "]


def test_styles_are_inlined_and_nothing_is_loaded_from_elsewhere(full_letter):
    html = render(full_letter, language="de").html
    [sheet] = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    outside = re.sub(r"@media[^{]+\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", sheet)
    assert outside.strip() == ""  # only what cannot be inline: phones and dark mode
    assert "<link" not in html
    assert "<img" not in html
    assert 'style="' in re.search(r"<h1[^>]*>", html).group()
    hosts = {urlsplit(url).hostname for url in re.findall(r'https?://[^\s"<]+', html)}
    assert hosts == {"portal.example"}


def test_every_background_comes_with_its_text_colour(full_letter):
    html = render(full_letter, language="de").html
    painted = [style for style in re.findall(r'style="([^"]*)"', html) if "background-color" in style]
    assert len(painted) == 5
    assert [style for style in painted if not re.search(r"(^|;\s*)color:", style)] == []


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "javascript:alert(1)", "/introductions/7/"])
def test_the_action_leads_to_this_installation_only(settings, url):
    settings.BASE_URL = "https://portal.example"
    with pytest.raises(ValueError, match="leads to this installation"):
        Letter(subject="Kurz", paragraphs=("Text.",), action=("Öffnen", url))


def test_a_forgotten_comma_is_noticed():
    with pytest.raises(TypeError, match="paragraphs is a tuple"):
        Letter(subject="Kurz", paragraphs=("Nur ein Absatz."))


def test_the_frame_is_in_the_language_of_the_recipient_whoever_writes():
    letter = Letter(subject="Short", paragraphs=("Text.",))
    with translation.override("de"):
        rendered = render(letter, language="en")
    assert 'lang="en"' in rendered.html
    assert "Kind regards" in rendered.text


def test_the_footer_promises_a_reply_to_the_lead_only_where_that_is_true():
    letter = Letter(subject="Short", paragraphs=("Text.",))
    promise = "Your reply reaches the project lead."
    assert promise in render(letter, language="en").text
    assert promise not in render(letter, language="en", replies_to_lead=False).text


def test_an_installation_without_operator_data_prints_no_empty_lines(settings):
    settings.OPERATOR = dict.fromkeys(settings.OPERATOR, "")
    text = render(Letter(subject="Short", paragraphs=("Text.",)), language="en").text
    assert text.endswith("/imprint/\n")
