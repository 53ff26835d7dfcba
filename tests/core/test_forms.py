import re

import pytest
from django import forms
from django.utils import translation

from core.forms import DayInput, GroupedMultipleChoiceField, OptionRadioSelect, ProseField
from taxonomy.models import Topic


class WishForm(forms.Form):
    title = forms.CharField(label="Title", help_text="No names of firms.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    size = forms.ChoiceField(label="Size", choices=[("s", "small"), ("l", "large")])
    when = forms.ChoiceField(
        label="By when?",
        choices=[("now", "now"), ("later", "later")],
        widget=OptionRadioSelect(columns=2),
    )
    on = forms.DateField(label="On", widget=DayInput)
    agreed = forms.BooleanField(label="I agree")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_a_label_belongs_to_its_control_and_the_hint_is_announced():
    html = str(WishForm())
    assert re.search(r'<label class="kern-label" for="id_title">Title\s*</label>', html)
    assert 'id="id_title_helptext">No names of firms.' in html
    assert re.search(r'<input type="text" name="title"[^>]*aria-describedby="id_title_helptext"', html)


def test_only_optional_fields_are_marked():
    assert str(WishForm()).count("(optional)") == 1


def test_a_filter_form_can_leave_the_mark_out():
    class FilterForm(WishForm):
        mark_optional = False

    assert "(optional)" not in str(FilterForm())


def test_what_a_draft_may_leave_empty_but_the_hub_needs_is_not_called_optional():
    class DraftForm(forms.Form):
        needed_to_hand_in = ("text",)
        text = forms.CharField(required=False)
        note = forms.CharField(required=False)

    assert "dzm-optional" not in DraftForm()["text"].as_field_group()
    assert "dzm-optional" in DraftForm()["note"].as_field_group()


@pytest.mark.parametrize(
    ("name", "css"),
    [("title", "kern-form-input__input"), ("note", "kern-form-input__input"), ("size", "kern-form-input__select")],
)
def test_controls_get_their_style_class_from_the_renderer(name, css):
    assert f'class="{css}"' in str(WishForm()[name])


def test_an_error_is_shown_at_the_field_and_in_the_summary_and_keeps_what_was_typed():
    html = str(WishForm({"title": "", "note": "Scratches on paint", "size": "s"}))
    assert "kern-form-input__input--error" in html
    assert 'id="id_title_error"' in html
    assert re.search(r'name="title"[^>]*aria-describedby="id_title_helptext id_title_error"', html)
    assert '<a href="#id_title">Title: This field is required.</a>' in html
    assert "Scratches on paint" in html


def test_the_summary_leads_to_the_first_option_of_a_choice():
    html = str(WishForm({}))
    assert '<a href="#id_when_0">By when? This field is required.</a>' in html
    assert 'id="id_when_0"' in html


def test_the_summary_takes_the_focus():
    assert re.search(r'role="alert" tabindex="-1" autofocus', str(WishForm({})))


def test_a_form_without_errors_has_no_summary():
    assert "dzm-errors" not in str(WishForm())


def test_short_answers_stand_side_by_side():
    assert "dzm-choice__grid--2" in str(WishForm()["when"])


def test_a_date_is_shown_the_way_the_browser_expects_it():
    form = WishForm(initial={"on": "2026-12-07"})
    assert 'type="date"' in str(form["on"])
    with translation.override("de"):
        bound = WishForm({"on": "2026-12-07"})
        assert 'value="2026-12-07"' in str(bound["on"])
        assert "on" not in bound.errors


@pytest.mark.django_db
def test_topics_are_chips_under_the_heading_of_their_group():
    class TopicForm(forms.Form):
        topics = GroupedMultipleChoiceField(
            Topic.objects.order_by("slug")[:4], heading_of=lambda topic: topic.slug[0], label="Topics"
        )

    html = str(TopicForm()["topics"])
    assert html.count('type="checkbox"') == 4
    assert "<legend>" in html


def test_a_long_text_says_how_many_words_it_has_room_for_and_cuts_nothing_off():
    class Told(forms.Form):
        text = ProseField(max_length=8_000, good_length=(40, 200))
        note = ProseField(max_length=4_000)

    html = str(Told())
    assert "40 to 200 words" in html
    assert "about 500 words" in html
    assert "maxlength" not in html
    assert not Told({"text": "a" * 8_001, "note": "b"}).is_valid()
