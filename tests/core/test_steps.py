from uuid import UUID

import pytest
from django import forms

from core.states import GuardFailed, InvalidTransition, Workflow
from core.steps import StepForm, form_key_of, took_step


class NoteForm(StepForm):
    name = "note"
    text = forms.CharField()


class Case:
    """The part of a case that a step touches."""

    state = "old"
    workflow = Workflow(name="case", initial="old", terminal=frozenset())

    def refresh_from_db(self) -> None:
        self.state = "new"

    def get_state_display(self) -> str:
        return self.state


def failing(error: Exception):
    def step() -> None:
        raise error

    return step


def test_a_valid_form_takes_its_step_once():
    taken = []
    assert took_step(NoteForm({"text": "Ja"}, case=Case()), lambda: taken.append(1))
    assert taken == [1]


def test_an_invalid_form_takes_no_step():
    form = NoteForm({"text": ""}, case=Case())
    assert not took_step(form, failing(AssertionError()))
    assert list(form.errors) == ["text"]


def test_an_unmet_guard_is_told_in_the_form():
    form = NoteForm({"text": "Ja"}, case=Case())
    assert not took_step(form, failing(GuardFailed(["Erst dies.", "Dann das."])))
    assert form.non_field_errors() == ["Erst dies.", "Dann das."]


def test_a_case_that_has_moved_on_is_told_with_its_present_state():
    form = NoteForm({"text": "Ja"}, case=Case())
    assert not took_step(form, failing(InvalidTransition("moved")))
    assert "new" in form.non_field_errors()[0]
    assert form["text"].value() == "Ja"


def test_forms_on_one_page_have_their_own_ids():
    assert 'id="note_text"' in str(NoteForm(case=Case())["text"])


@pytest.mark.parametrize("sent", ["", "nonsense"])
def test_a_form_without_a_proper_key_gets_a_new_one(rf, sent):
    first, second = (form_key_of(rf.post("/", {"form_key": sent})) for _ in range(2))
    assert first != second


def test_a_form_keeps_its_key(rf):
    key = "7f6c0d53-2f0b-4a38-9d2a-bd7f5e7a1c11"
    assert form_key_of(rf.post("/", {"form_key": key})) == UUID(key)
