"""What readers get: beautiful, readable without pictures, in their language, and the same in both parts."""

import re
from itertools import pairwise

import pytest
from django.conf import settings
from django.urls import reverse

from newsletter import mails, sending
from newsletter.content import content_of
from newsletter.models import Issue
from tests.board.conftest import on_board
from tests.cases import need_in
from tests.events.cases import event_in
from tests.newsletter.issues import active_reader, add, draft_issue, everybody

pytestmark = pytest.mark.django_db
CSS = settings.BASE_DIR / "mail" / "letter.css"
LEAST_CONTRAST = 4.5


@pytest.fixture
def full(people) -> Issue:
    """An issue with all kinds of blocks that hold something, in two languages."""
    issue = draft_issue(
        people.lead,
        segments=[everybody()],
        subject_en="News from the district",
        preheader="Ein Termin, ein Bedarf, eine Frage",
        preheader_en="A date, a need, a question",
    )
    lead = people.lead
    add(issue, "events", lead, rows=[event_in("published", people)], heading="Termine", heading_en="Dates")
    add(issue, "needs", lead, rows=[on_board(people, need_in("qualified", people))], text="Wer kann helfen?")
    choices = [
        {"label": "Ja, bitte rufen Sie an", "label_en": "Yes, please call", "effect": "interest"},
        {"label": "Nein", "label_en": "No", "effect": "nothing"},
    ]
    add(issue, "question", lead, heading="Brauchen Sie Hilfe?", heading_en="Do you need help?", choices=choices)
    return issue


def mail_to(issue: Issue, actor, **reader):
    active_reader(**reader)
    sending.schedule(issue, None, actor=actor)
    sending.start(issue)
    return mails.compose(issue.deliveries.select_related("subscription", "issue").get())


def html_of(mail) -> str:
    return next(body for body, kind in mail.alternatives if kind == "text/html")


def test_nothing_is_loaded_and_every_link_stays_here(full):
    shown = mails.for_test(full, "de")
    assert not re.search(r"<(img|link|script|iframe|object|video)\b|url\(|@import", shown.html)
    for part in (shown.html, shown.text):
        links = re.findall(r"https?://[^\s\"<>]+", part)
        assert links
        assert all(link.startswith(settings.BASE_URL) for link in links)


def test_text_and_html_say_the_same(full):
    content, shown = content_of(full)["de"], mails.for_test(full, "de")
    html = re.sub(r"\s+", " ", shown.html)
    for block in content["blocks"]:
        said = [block["heading"], *(choice["label"] for choice in block.get("choices", ()))]
        said += [line for item in block["items"] for line in (item["title"], item["url"])]
        for words in filter(None, said):
            assert words in shown.text
            assert words in html


def test_each_address_of_the_text_part_stands_on_a_line_of_its_own(full):
    lines = [line.strip() for line in mails.for_test(full, "de").text.splitlines()]
    with_address = [line for line in lines if "http" in line]
    assert all(line.startswith("http") and " " not in line for line in with_address)
    assert not any(first == second == "" for first, second in pairwise(lines))


@pytest.mark.parametrize(
    ("language", "wanted", "foreign"),
    [("de", "Ja, bitte rufen Sie an", "Yes, please call"), ("en", "Yes, please call", "Ja, bitte rufen Sie an")],
)
def test_readers_get_their_language(full, people, language, wanted, foreign):
    mail = mail_to(full, people.lead, language=language)
    assert wanted in mail.body
    assert wanted in html_of(mail)
    assert foreign not in mail.body
    assert f'<html lang="{language}"' in html_of(mail)
    assert mail.subject == content_of(full)[language]["subject"]


def test_whoever_reads_english_gets_german_where_nothing_else_is_written(full, people):
    assert "Wer kann helfen?" in mail_to(full, people.lead, language="en").body


def test_leaving_is_possible_from_the_header_and_from_both_parts(full, people):
    mail = mail_to(full, people.lead)
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/one-click/>" in mail.extra_headers["List-Unsubscribe"]
    own = re.compile(re.escape(settings.BASE_URL) + r"/l/newsletter/[^/\s\"~]+/")
    assert own.search(mail.body)
    assert own.search(html_of(mail))
    assert "~" not in mail.body  # no mark is left where a link belongs


def test_the_line_below_the_subject_comes_first_in_the_html(full):
    html = mails.for_test(full, "de").html
    body = html.partition("<body")[2]
    assert body.index("Ein Termin, ein Bedarf, eine Frage") < body.index("<h1")


def test_an_issue_without_archive_leads_to_none(full, people):
    Issue.objects.filter(pk=full.pk).update(is_archived=False)
    full.refresh_from_db()
    assert reverse("newsletter:archived", args=[full.code]) not in mail_to(full, people.lead).body


# --- Contrast ----------------------------------------------------------------------------------------

# Foreground and background by selector, as they meet in a mail
PAIRS = [
    *(("h1", ".body"), ("p", ".body"), (".item-title a", ".body"), (".brand", ".body"), (".place", ".body")),
    *((".soft", ".ask"), ("h2", ".ask"), ("p", ".ask"), (".foot p", ".foot"), (".foot a", ".foot")),
    *((".choice", ".choice"), (".choice-first", ".choice-first")),
]
INHERITED = {".body": ".frame"}


def _rules(css: str) -> dict[str, dict[str, str]]:
    rules: dict[str, dict[str, str]] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        columns = dict(re.findall(r"([\w-]+):\s*([^;!]+)", body))
        for selector in selectors.split(","):
            rules.setdefault(selector.strip(), {}).update({name: value.strip() for name, value in columns.items()})
    return rules


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_word_stands_out_enough_in_both_modes(mode):
    light, _at, dark = CSS.read_text(encoding="utf-8").partition("@media (prefers-color-scheme: dark) {")
    rules = _rules(re.sub(r"/\*.*?\*/", "", light.partition("@media")[0], flags=re.DOTALL))
    if mode == "dark":
        for selector, columns in _rules(dark).items():
            rules.setdefault(selector, {}).update(columns)
    weak = {}
    for front, back in PAIRS:
        surface = rules.get(back, {}).get("background-color") or rules[INHERITED[back]]["background-color"]
        words = rules.get(front, {}).get("color") or rules["body"]["color"]
        if _contrast(words, surface) < LEAST_CONTRAST:
            weak[front, back] = round(_contrast(words, surface), 2)
    assert weak == {}
