"""The company's pages: the form that loses nothing, the list, the case."""

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from companies import services
from companies.forms import NeedForm
from companies.models import Need
from core.models import LogEntry
from taxonomy.models import Topic
from tests.cases import introduction_in
from tests.cases import need_in as bring_need_to
from tests.companies.conftest import submitted_rows

pytestmark = pytest.mark.django_db

TEXT = "Die Stillstände unserer Drehmaschinen schreiben wir von Hand auf Zettel."


@pytest.fixture
def typed(people):
    return {
        "title": "Stillstände erkennen",
        "description": TEXT,
        "budget": "5k_25k",
        "need_kind": "pilot",
        "confidentiality": "anonymous",
        "municipality": people.company.municipality.pk,
        "contact": people.ben.contact.pk,
        "language": "de",
        "form_key": str(uuid4()),
    }


@pytest.fixture
def create_url(people):
    return reverse("companies:need_create", args=[people.company.pk])


def edit_url(need) -> str:
    return reverse("companies:need_edit", args=[need.pk])


def text_of(response) -> str:
    return unescape(response.content.decode())


def test_a_new_form_knows_place_person_and_language_and_takes_no_decision(sign_in, people, create_url):
    form = sign_in("anna").get(create_url).context["form"]
    assert form["municipality"].value() == people.company.municipality.pk
    assert form["contact"].value() == people.anna.contact.pk
    assert form["language"].value() == "de"
    assert [form[name].value() for name in ("budget", "need_kind", "time_frame")] == ["unknown", "unspecified", None]
    assert not form["topics"].value()


def test_a_draft_is_saved_and_opens_again_with_suggested_topics(sign_in, people, create_url, typed):
    response = sign_in("anna").post(create_url, typed | {"draft": "1"}, follow=True)

    need = Need.objects.get()
    assert response.redirect_chain == [(edit_url(need), 302)]
    assert (need.state, need.created_by, need.contact, need.source) == (
        "draft",
        people.anna,
        people.ben.contact,
        "portal",
    )
    assert response.context["form"].suggestions
    assert not need.topics.exists()


def test_a_need_is_saved_and_submitted_in_one_step(sign_in, people, create_url, typed):
    topic = Topic.objects.get(slug="iiot")
    sign_in("anna").post(create_url, typed | {"hand_in": "1", "topics": [topic.pk]})
    need = Need.objects.get()
    assert (need.state, list(need.topics.all()), need.region) == ("submitted", [topic], people.company.region)


def test_what_cannot_be_submitted_yet_comes_back_complete_with_an_error_summary(sign_in, create_url, typed):
    topic = Topic.objects.get(slug="crm")
    response = sign_in("anna").post(
        create_url, typed | {"description": "Zu kurz.", "hand_in": "1", "topics": [topic.pk]}
    )
    page = text_of(response)
    assert response.status_code == 200
    assert not Need.objects.exists()
    assert 'id="error-summary"' in page
    assert 'href="#id_description"' in page
    assert "Zu kurz." in page
    assert 'value="Stillstände erkennen"' in page
    assert response.context["form"].has_other_topics
    assert f'value="{typed["form_key"]}"' in page


def test_suggesting_topics_keeps_what_was_typed_and_saves_and_blames_nothing(sign_in, create_url, typed):
    response = sign_in("anna").post(create_url, typed | {"title": "", "suggest": "1"})
    page = text_of(response)
    assert not Need.objects.exists()
    assert TEXT in page
    assert 'id="error-summary"' not in page
    suggestions = response.context["form"].suggestions
    assert suggestions
    assert not any(suggestion.is_chosen for suggestion in suggestions)
    assert f"“{suggestions[0].words[0]}”" in page or f"„{suggestions[0].words[0]}“" in page


def test_suggesting_topics_keeps_a_tick(sign_in, create_url, typed):
    client = sign_in("anna")
    topic = client.post(create_url, typed | {"suggest": "1"}).context["form"].suggestions[0].topic
    form = client.post(create_url, typed | {"suggest": "1", "topics": [topic.pk]}).context["form"]
    assert [suggestion.topic for suggestion in form.suggestions if suggestion.is_chosen] == [topic]


@pytest.mark.parametrize("button", ["draft", "hand_in"])
def test_two_clicks_make_one_need(sign_in, create_url, typed, button):
    client = sign_in("anna")
    answers = [client.post(create_url, typed | {button: "1"}) for _ in range(2)]
    need = Need.objects.get()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert LogEntry.objects.about(need).filter(verb="create").count() == 1
    assert LogEntry.objects.about(need).filter(verb="edit").count() == 0


def test_the_same_form_saved_at_the_same_moment_returns_the_first_need(people, typed, need_in):
    def save():
        form = NeedForm(typed, organisation=people.company)
        assert form.is_valid(), form.errors
        return services.create_need(form, organisation=people.company, actor=people.anna, form_key=typed["form_key"])

    assert save() == save()
    assert Need.objects.count() == 1


def test_back_in_the_browser_the_form_changes_the_need_it_created(sign_in, create_url, typed):
    client = sign_in("anna")
    client.post(create_url, typed | {"draft": "1"})
    client.post(create_url, typed | {"draft": "1", "title": "Stillstände und Laufzeiten erkennen"})
    assert Need.objects.get().title == "Stillstände und Laufzeiten erkennen"


def test_a_key_of_somebody_else_opens_nothing(sign_in, people, create_url, typed):
    sign_in("ben").post(create_url, typed | {"draft": "1"})
    sign_in("anna").post(create_url, typed | {"draft": "1", "title": "Etwas anderes"})
    assert set(Need.objects.values_list("created_by__email", "title")) == {
        ("ben@example.org", typed["title"]),
        ("anna@example.org", "Etwas anderes"),
    }


def test_an_edit_that_somebody_overtook_keeps_what_was_typed_and_says_so(sign_in, people, need_in, typed):
    need = need_in("in_qualification")
    client = sign_in("anna")
    version = client.get(edit_url(need)).context["version"]
    services.qualify_need(Need.objects.get(pk=need.pk), actor=people.lead)

    response = client.post(edit_url(need), typed | {"version": version})

    page = text_of(response)
    assert response.status_code == 200
    assert "Stillstände erkennen" in page
    assert "Qualifiziert" in page
    need.refresh_from_db()
    assert need.title != typed["title"]

    client.post(edit_url(need), typed | {"version": response.context["version"]})
    need.refresh_from_db()
    assert (need.title, need.state) == (typed["title"], "in_qualification")


def test_two_members_who_edit_at_once_do_not_overwrite_each_other_unseen(sign_in, people, need_in, typed):
    need = need_in("draft")
    version = sign_in("ben").get(edit_url(need)).context["version"]
    sign_in("anna").post(edit_url(need), typed | {"version": version, "title": "Von Anna"})
    response = sign_in("ben").post(edit_url(need), typed | {"version": version, "title": "Von Ben"})
    assert response.context["form"].non_field_errors()
    need.refresh_from_db()
    assert need.title == "Von Anna"


def test_saving_without_a_change_leaves_a_qualified_need_alone(sign_in, need_in):
    need = need_in("qualified", description="Ein Absatz mit fünf Wörtern.\n\nNoch ein Absatz.")
    client = sign_in("anna")
    form = client.get(edit_url(need)).context["form"]
    data = {field.name: field.value() for field in form if field.value() is not None}
    data["description"] = data["description"].replace("\n", "\r\n")
    client.post(edit_url(need), data)
    need.refresh_from_db()
    assert need.state == "qualified"
    assert not LogEntry.objects.about(need).filter(verb="edit").exists()


def test_what_rests_or_has_ended_cannot_be_edited(sign_in, people, need_in):
    for state in ("paused", "rejected", "withdrawn"):
        assert sign_in("anna").get(edit_url(need_in(state))).status_code == 403


def test_the_list_says_whose_turn_it_is_and_puts_own_turns_first(sign_in, people, need_in):
    waiting = need_in("submitted")
    asked = need_in("returned")
    ended = need_in("rejected")
    response = sign_in("ben").get(reverse("companies:need_list", args=[people.company.pk]))
    assert [need for need, _turn in response.context["open_needs"]] == [asked, waiting]
    assert [turn.is_yours for _need, turn in response.context["open_needs"]] == [True, False]
    assert [need for need, _turn in response.context["closed_needs"]] == [ended]


def test_an_empty_list_has_one_way_on(sign_in, people, create_url):
    page = text_of(sign_in("anna").get(reverse("companies:need_list", args=[people.company.pk])))
    assert "dzm-empty" in page
    assert create_url in page


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_the_same_number_of_queries_however_long_it_is(sign_in, people, queries, rows):
    submitted_rows(people, rows)
    introduction_in("awaiting_company", people)
    client = sign_in("anna")
    with queries() as seen:
        client.get(reverse("companies:need_list", args=[people.company.pk]))
    assert len(seen) == LIST_QUERIES


LIST_QUERIES = 9


def test_the_case_page_shows_question_and_keeps_an_answer_that_came_too_late(sign_in, people, need_in):
    need = need_in("returned")
    client = sign_in("anna")
    assert "Wie viele Maschinen sind es?" in text_of(client.get(need.get_absolute_url()))
    services.answer_question(Need.objects.get(pk=need.pk), actor=people.lead, text="Zwölf.", source="phone")

    response = client.post(reverse("companies:need_answer", args=[need.pk]), {"text": "Es sind zwölf Maschinen."})

    assert "Es sind zwölf Maschinen." in text_of(response)
    assert response.context["form"].non_field_errors()
    assert need.questions.get().answer == "Zwölf."


@pytest.mark.parametrize("day", ["", "2018-02-15", "nonsense"])
def test_a_pause_asks_for_a_day_to_come(sign_in, need_in, day):
    need = need_in("qualified")
    response = sign_in("anna").post(reverse("companies:need_pause", args=[need.pk]), {"resume_on": day})
    assert "resume_on" in response.context["form"].errors
    need.refresh_from_db()
    assert need.state == "qualified"


def test_the_company_reads_teaser_and_deadline_but_never_who_the_provider_is(sign_in, people):
    introduction = introduction_in("awaiting_company", people)
    page = text_of(sign_in("anna").get(introduction.need.get_absolute_url()))
    assert introduction.offer_teaser.title in page
    assert reverse("matchmaking:introduction_detail", args=[introduction.pk]) in page
    assert people.startup.name not in page
    assert "Winterberg" not in page
    assert introduction.offer.title not in page


def test_what_the_company_was_not_asked_about_is_not_on_its_page(sign_in, people):
    introduction = introduction_in("shortlisted", people)
    response = sign_in("anna").get(introduction.need.get_absolute_url())
    assert response.context["introductions"] == []
    assert reverse("matchmaking:introduction_detail", args=[introduction.pk]) not in text_of(response)


@pytest.mark.parametrize("state", ["declined_provider", "lapsed"])
def test_an_end_on_the_other_side_is_told_in_neutral_words(sign_in, people, state):
    introduction = introduction_in(state, people)
    response = sign_in("anna").get(introduction.need.get_absolute_url())
    ((_introduction, label, tone),) = response.context["introductions"]
    assert (str(label), tone) == ("Nicht zustande gekommen", "end")
    assert introduction.get_state_display() not in text_of(response)


def test_after_the_contact_the_page_leads_to_the_introduction(sign_in, people):
    introduction = introduction_in("introduced", people)
    response = sign_in("anna").get(introduction.need.get_absolute_url())
    assert [step.status for step in response.context["timeline"]].count("now") == 1
    assert reverse("matchmaking:introduction_detail", args=[introduction.pk]) in text_of(response)


def test_a_rejected_need_tells_its_reason(sign_in, need_in):
    page = text_of(sign_in("anna").get(need_in("rejected").get_absolute_url()))
    assert "Dafür sind wir nicht da." in page
    assert "Kein digitales Thema" in page


def test_the_english_page_is_english(client, sign_in, need_in):
    need = need_in("submitted")
    sign_in("anna").cookies["django_language"] = "en"
    assert "Where your case stands" in text_of(client.get(need.get_absolute_url()))


def test_a_need_can_be_put_on_hold_and_taken_up_again(sign_in, people):
    need = bring_need_to("qualified", people)
    client = sign_in("anna")
    day = timezone.localdate() + timedelta(days=10)
    client.post(reverse("companies:need_pause", args=[need.pk]), {"resume_on": day.isoformat()})
    need.refresh_from_db()
    assert (need.state, need.resume_on) == ("paused", day)
    client.post(reverse("companies:need_resume", args=[need.pk]))
    need.refresh_from_db()
    assert need.state == "qualified"
