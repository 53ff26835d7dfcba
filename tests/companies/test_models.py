from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from companies.models import Need, NeedQuestion
from tests.factories import NeedFactory, NeedTeaserFactory

pytestmark = pytest.mark.django_db


def refused(constraint: str, write) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


@pytest.mark.parametrize(
    ("state", "columns", "constraint"),
    [
        ("submitted", {"number": None}, "need_submitted_numbered"),
        ("submitted", {"submitted_at": None}, "need_submitted_numbered"),
        ("qualified", {"qualified_at": None}, "need_qualified_dated"),
        ("matching", {"assigned_to": None}, "need_qualified_dated"),
        ("rejected", {"reject_reason": ""}, "need_rejected_with_reason"),
        ("rejected", {"closed_at": None}, "need_rejected_with_reason"),
        ("submitted", {"reject_reason": "not_digital"}, "need_rejected_with_reason"),
        ("paused", {"resume_on": None}, "need_paused_until"),
        ("closed_unsolved", {"unsolved_reason": ""}, "need_unsolved_with_reason"),
    ],
)
def test_the_database_refuses_a_need_whose_columns_contradict_its_state(need_in, state, columns, constraint):
    need = need_in(state)
    refused(constraint, lambda: Need.objects.filter(pk=need.pk).update(**columns))


def test_the_database_refuses_a_second_need_from_the_same_form(people):
    key = "0f5cfb9e-2f0e-4a6f-9d0b-3d6b8d6d7a11"
    NeedFactory(organisation=people.company, created_by=people.anna, form_key=key)
    refused("need_once_per_form", lambda: NeedFactory(created_by=people.anna, form_key=key))
    NeedFactory(created_by=people.dora, form_key=key)


def test_the_database_refuses_a_number_given_twice(need_in):
    first, second = need_in("submitted"), need_in("submitted")
    refused("number", lambda: Need.objects.filter(pk=second.pk).update(number=first.number))


def test_the_database_refuses_a_second_open_question(need_in, people):
    need = need_in("returned")
    refused("needquestion_one_open", lambda: NeedQuestion.objects.create(need=need, text="?", asked_by=people.lead))


@pytest.mark.parametrize("column", ["answered_at", "answered_by"])
def test_the_database_refuses_half_an_answer(need_in, people, column):
    question = need_in("returned").questions.get()
    value = timezone.now() if column == "answered_at" else people.anna
    refused(
        "needquestion_answered_by_and_at",
        lambda: NeedQuestion.objects.filter(pk=question.pk).update(**{column: value}),
    )


def test_the_database_refuses_a_summary_checked_by_nobody(people):
    refused("needteaser_checked_by_and_at", lambda: NeedTeaserFactory(checked_by=None))


def test_the_database_refuses_a_version_of_the_summary_twice(people):
    teaser = NeedTeaserFactory()
    refused("needteaser_unique_version", lambda: NeedTeaserFactory(need=teaser.need))


def test_each_state_knows_which_deadline_runs(need_in):
    for state, field in {
        "draft": None,
        "submitted": "response_due_on",
        "in_qualification": "qualification_due_on",
        "returned": None,
        "qualified": "shortlist_due_on",
        "matching": None,
        "paused": "resume_on",
        "withdrawn": None,
    }.items():
        need = need_in(state)
        due_on = Need.objects.with_due_on().get(pk=need.pk).due_on
        assert due_on == (getattr(need, field) if field else None), state
        assert field is None or due_on > timezone.localdate(), state


def test_the_newest_version_of_the_summary_counts_checked_or_not(need_in):
    need = need_in("in_qualification")
    NeedTeaserFactory(need=need, version=1)
    newest = NeedTeaserFactory(need=need, version=2, checked_by=None, checked_at=None)
    assert need.current_teaser == newest


def test_the_version_of_a_form_changes_with_text_and_state(need_in, people):
    need = need_in("draft")
    before = need.version
    need.updated_at += timedelta(seconds=1)
    assert need.version != before
    later = need.version
    need.state = "submitted"
    assert need.version != later
