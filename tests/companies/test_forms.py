import pytest
from django.utils import translation

from companies.forms import NeedForm, TeaserForm
from taxonomy.models import Topic
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

TEXT = "Die Stillstände unserer Drehmaschinen schreiben wir von Hand auf Zettel."


@pytest.fixture
def data(people):
    return {
        "title": "Stillstände erkennen",
        "description": TEXT,
        "budget": "unknown",
        "need_kind": "pilot",
        "confidentiality": "anonymous",
        "contact": people.anna.contact.pk,
        "language": "de",
    }


def test_a_draft_needs_no_more_than_a_title(people, data):
    form = NeedForm({**data, "description": ""}, organisation=people.company)
    assert form.is_valid(), form.errors


@pytest.mark.parametrize(("field", "value"), [("title", ""), ("description", ""), ("description", "Zu wenig.")])
def test_what_is_handed_in_is_complete_and_the_problem_stands_at_its_field(people, data, field, value):
    form = NeedForm({**data, field: value}, organisation=people.company, handing_in=True)
    assert list(form.errors) == [field]
    assert len(form.errors[field]) == 1


def test_a_submitted_need_stays_complete(people, data, need_in):
    need = need_in("submitted")
    form = NeedForm({**data, "description": ""}, instance=need, organisation=people.company)
    assert "description" in form.errors


def test_only_people_of_the_organisation_can_be_the_contact(people, data):
    form = NeedForm({**data, "contact": people.dora.contact.pk}, organisation=people.company)
    assert list(form.errors) == ["contact"]
    assert people.dora.contact not in form.fields["contact"].queryset


def test_somebody_who_has_left_stays_the_contact_of_the_old_need_only(people, need_in):
    left = MembershipFactory(organisation=people.company, is_active=False).contact
    need = need_in("draft", contact=left)
    assert left in NeedForm(instance=need, organisation=people.company).fields["contact"].queryset
    assert left not in NeedForm(organisation=people.company).fields["contact"].queryset


def test_topics_are_suggested_with_the_words_that_led_there_and_none_is_ticked(people, data):
    form = NeedForm(initial=data, organisation=people.company)
    form.suggest_topics()
    assert form.suggestions
    for suggestion in form.suggestions:
        assert suggestion.words
        assert all(word in TEXT or word in data["title"] for word in suggestion.words)
        assert not suggestion.is_chosen


def test_a_suggested_topic_stands_once_on_the_page_and_keeps_its_tick(people, data):
    form = NeedForm(initial=data, organisation=people.company)
    form.suggest_topics()
    topic = form.suggestions[0].topic

    again = NeedForm({**data, "topics": [topic.pk]}, organisation=people.company)
    again.suggest_topics()

    chips = [choice[0].value for _, group in again.fields["topics"].widget.choices for choice in group]
    assert topic.pk not in chips
    assert len(chips) == Topic.objects.active().count() - len(again.suggestions)
    assert again.suggestions[0].is_chosen
    assert not again.has_other_topics
    assert again.is_valid()
    assert list(again.cleaned_data["topics"]) == [topic]


def test_an_empty_form_suggests_nothing(people):
    form = NeedForm(organisation=people.company)
    form.suggest_topics()
    assert form.suggestions == []
    assert "(optional)" not in str(form["description"].label)


def test_a_summary_that_may_give_the_company_away_is_kept_until_somebody_confirms(people, need_in):
    need = need_in("qualified")
    text = {"title": "Laufzeiten melden", "text": "Der Betrieb Steinrück möchte Laufzeiten sehen."}
    form = TeaserForm(text, need=need)
    assert not form.is_valid()
    assert [place.text for place in form.telltales] == ["Steinrück"]
    assert TeaserForm({**text, "confirmed": "on"}, need=need).is_valid()


def test_labels_and_errors_are_told_in_the_language_of_the_page(people, data):
    with translation.override("en"):
        form = NeedForm({**data, "title": ""}, organisation=people.company)
        assert form.errors["title"] == ["Give the need a title."]
