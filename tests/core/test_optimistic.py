"""Two people at one form. What the page said is the digest it carried; what is stored has moved on since."""

import datetime
from decimal import Decimal

import pytest
from django import forms
from django.urls import reverse

from core.optimistic import OptimisticForm
from events.models import Event, Venue
from organisations.models import Organisation
from privacy.models import Incident
from projects.models import Milestone, Narrative
from tests.events.cases import event_in
from tests.projects.steps import dnm


class NoteForm(OptimisticForm, forms.Form):
    title = forms.CharField(max_length=20)
    hours = forms.DecimalField(required=False)
    day = forms.DateField(required=False)
    kind = forms.ChoiceField(choices=[("a", "Anruf"), ("b", "Besuch")], required=False)
    topics = forms.MultipleChoiceField(choices=[("", "-"), ("Gruppe", [("x", "IoT"), ("y", "KI")])], required=False)
    is_done = forms.BooleanField(required=False)


MONDAY = datetime.datetime(2026, 1, 5, 10, tzinfo=datetime.UTC)
STORED = {
    "title": "Alt",
    "hours": Decimal("1.50"),
    "day": datetime.date(2019, 5, 6),
    "kind": "a",
    "topics": ["x"],
    "is_done": False,
}
SENT = {"title": "Alt", "hours": "1.5", "day": "2019-05-06", "kind": "a", "topics": ["x"]}


def seen(stored: dict) -> str:
    return NoteForm(initial=stored)["seen"].value()


def form(sent: dict, stored: dict, *, opened_with: dict = STORED) -> NoteForm:
    return NoteForm({**SENT, **sent, "seen": seen(opened_with)}, initial=stored)


def test_who_was_alone_saves_what_was_typed():
    alone = form({"title": "Neu", "is_done": "on"}, STORED)
    assert alone.is_valid()
    assert alone.cleaned_data == {**STORED, "title": "Neu", "is_done": True}


@pytest.mark.parametrize(
    ("name", "stored", "typed", "told"),
    [
        ("title", "Anders", "Neu", "„Anders“"),
        ("hours", Decimal("2.5"), "3", "„2,5“"),
        ("day", datetime.date(2019, 5, 7), "2019-05-08", "„07.05.2019“"),
        ("kind", "b", "", "„Besuch“"),
        ("topics", ["x", "y"], ["y"], "„IoT, KI“"),
    ],
)
def test_a_field_that_both_have_changed_says_what_is_stored(name, stored, typed, told):
    late = form({name: typed}, {**STORED, name: stored})
    assert not late.is_valid()
    assert list(late.errors) == [name]
    assert told in late.errors[name][0]


def test_a_field_that_only_the_other_has_changed_follows_what_is_stored():
    stored = {
        "title": "Anders",
        "hours": Decimal("2.5"),
        "day": datetime.date(2019, 5, 7),
        "kind": "b",
        "topics": ["x", "y"],
        "is_done": True,
    }
    for name in stored:
        late = form({}, {**STORED, name: stored[name]})
        assert late.is_valid(), name
        assert late.cleaned_data == {**STORED, name: stored[name]}
        assert late.fields[name].clean(late[name].value()) == stored[name], name


def test_two_who_typed_the_same_agree():
    assert form({"title": "Neu"}, {**STORED, "title": "Neu"}).is_valid()


def test_a_field_that_was_emptied_by_the_other_is_told_too():
    late = form({"hours": "3"}, {**STORED, "hours": None})
    assert "geleert" in late.errors["hours"][0]


def test_sending_it_again_replaces_what_the_other_has_stored():
    late = form({"title": "Neu"}, {**STORED, "title": "Anders"})
    assert not late.is_valid()
    again = NoteForm({**SENT, "title": "Neu", "seen": late["seen"].value()}, initial={**STORED, "title": "Anders"})
    assert again.is_valid()
    assert again.cleaned_data["title"] == "Neu"


@pytest.mark.parametrize("nonsense", ["", "{", "[]", '"x"', '{"title": 3}', "null"])
def test_a_page_without_readable_digests_saves_as_any_form(nonsense):
    sent = {**SENT, "title": "Neu", "seen": nonsense}
    assert NoteForm(sent, initial={**STORED, "title": "Neu"}).is_valid()


def test_the_digests_have_no_id_and_are_no_change():
    opened = NoteForm({**SENT, "seen": "{}"}, initial=STORED)
    assert "id=" not in str(opened["seen"])
    assert not opened.has_changed()


# Pages.


def typed_on(page, **changed) -> dict:
    """Return what a browser would send of the form on `page`, with `changed`."""
    sent = {}
    shown = page.context["form"]
    for name in shown.fields:
        value = shown[name].value()
        if value is not None and value is not False:
            sent[shown.add_prefix(name)] = value
    return {**sent, **changed}


@pytest.mark.django_db
def test_two_leads_change_one_milestone(sign_in):
    milestone = Milestone.objects.create(project=dnm(), title="Start", due_on=datetime.date(2018, 3, 31), state="open")
    lead = sign_in("lead")
    url = reverse("projects:entry_edit", args=["dnm", "milestones", milestone.pk])
    page = lead.get(url)
    Milestone.objects.filter(pk=milestone.pk).update(title="Auftakt", due_on=datetime.date(2018, 4, 1))
    answer = lead.post(url, typed_on(page, title="Beginn"))
    assert "„Auftakt“" in answer.content.decode()
    assert 'value="Beginn"' in answer.content.decode()
    assert lead.post(url, typed_on(answer, title="Beginn")).status_code == 302
    milestone.refresh_from_db()
    assert (milestone.title, milestone.due_on) == ("Beginn", datetime.date(2018, 4, 1))


@pytest.mark.django_db
def test_two_leads_write_at_different_headings_of_one_report(sign_in):
    lead, url = sign_in("lead"), reverse("projects:report", args=["dnm"])
    page = lead.get(url)
    first, second = list(page.context["form"].fields)[:2]
    Narrative.objects.create(project=dnm(), heading=first, text="Von Lea.\nZwei Zeilen.")
    assert lead.post(url, typed_on(page, **{second: "Von Lars."})).status_code == 302
    texts = dict(Narrative.objects.filter(project=dnm()).values_list("heading", "text"))
    assert texts == {first: "Von Lea.\nZwei Zeilen.", second: "Von Lars."}


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Event, Venue, Organisation, Incident])
def test_the_other_pages_that_several_people_edit_tell_as_well(model, people, sign_in):
    if model is Event:
        row = event_in("draft", people)
        name, url = "title", reverse("events:edit", args=[row.pk])
    elif model is Venue:
        row = Venue.objects.create(name="Saal", street="Weg 1", postcode="59555", city="Lippstadt")
        name, url = "name", reverse("events:venue_edit", args=[row.pk])
    elif model is Organisation:
        row = people.company
        name, url = "about", reverse("organisations:edit", args=[row.pk])
    else:
        about = {"noticed_at": MONDAY, "created_by": people.operator}
        row = Incident.objects.create(title="Brief verlegt", description="Im Bus.", **about)
        name, url = "title", reverse("privacy:incident", args=[row.pk])
    client = sign_in("operator" if model is Incident else "lead")
    page = client.get(url)
    model.objects.filter(pk=row.pk).update(**{name: "Von jemand anderem"})
    answer = client.post(url, typed_on(page, **{name: "Von mir"}))
    assert answer.status_code == 200
    assert "„Von jemand anderem“" in answer.content.decode()
    row.refresh_from_db()
    assert getattr(row, name) == "Von jemand anderem"
