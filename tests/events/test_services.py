"""Writing events down, publishing, changing, repeating, copying and cancelling them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.models import CaseEvent, LogEntry
from core.states import GuardFailed, InvalidTransition
from events.enums import Format, Kind, Repeat
from events.models import Event, EventDate, Question
from events.moments import days_of
from events.services import editing, publishing, series
from scheduling.clock import local
from scheduling.models import Timer
from scheduling.sweeping import sweep
from tests.events.cases import columns_of, event_in, time_in, times_of

pytestmark = pytest.mark.django_db


def changed(event: Event, people, *, times=None, **fields):
    parts = editing.Parts(times if times is not None else times_of(event), event.topics.all())
    return editing.change_event(event, columns_of(event) | fields, parts, actor=people.lead)


def test_what_is_missing_is_said_before_an_event_is_published(people):
    event = event_in("draft", people, days=(), venue=None, description="")
    with pytest.raises(GuardFailed) as failure:
        publishing.publish(event, actor=people.lead)
    assert len(failure.value.problems) == 3
    event.refresh_from_db()
    assert (event.state, event.published_at) == ("draft", None)


def test_an_event_that_lies_in_the_past_is_not_published(people):
    with pytest.raises(GuardFailed, match="Vergangenheit"):
        publishing.publish(event_in("draft", people, days=(-3,)), actor=people.lead)


def test_publishing_is_counted_with_what_the_event_was_then(people):
    event = event_in("published", people)
    (fact,) = CaseEvent.objects.filter(kind="event_published")
    assert fact.attributes["event_kind"] == Kind.TALK
    assert fact.attributes["day"] == local(event.starts_at).date().isoformat()


def test_a_form_that_is_sent_twice_makes_one_event(people):
    event = event_in("draft", people)
    again = Event(kind="talk", title="Noch einmal", summary="x", form_key=event.form_key)
    assert editing.create_event(again, editing.Parts([], []), actor=people.lead) == event
    assert Event.objects.count() == 1


def test_only_what_people_note_counts_as_a_change_worth_telling(people):
    event = event_in("published", people)
    assert changed(event, people, title="Anderer Titel", summary="Anderer Satz", capacity=12) == []
    (when,) = changed(event, people, times=times_of(event, later=timedelta(hours=1)))
    assert str(when.what) == "Wann"
    assert str(when.before) != str(when.after)
    (where,) = changed(event, people, times=times_of(Event.objects.get(pk=event.pk)), room="Saal 2")
    assert "Saal 2" in str(where.after)
    assert changed(event_in("draft", people), people, room="Saal 3") == []


def test_a_moved_date_keeps_its_place_in_the_calendars(people):
    event = event_in("published", people)
    before = event.dates.get()
    changed(event, people, times=times_of(event, later=timedelta(days=1)))
    after = event.dates.get()
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    changed(event, people, title="Nur der Titel")
    assert event.dates.get().sequence == after.sequence


def test_a_date_that_is_gone_is_struck_out_of_calendars_and_deleted_from_drafts(people):
    published = event_in("published", people, days=(10, 17))
    first, _second = times_of(published)
    changed(published, people, times=[first])
    assert [row.is_cancelled for row in published.dates.all()] == [False, True]
    assert published.dates.last().sequence == 1
    draft = event_in("draft", people, days=(10, 17))
    changed(draft, people, times=times_of(draft)[:1])
    assert draft.dates.count() == 1


def test_two_dates_of_an_event_may_change_places(people):
    event = event_in("published", people, days=(10, 17))
    first, second = times_of(event)
    with_places_changed = [
        editing.Time(first.pk, second.starts_at, second.ends_at, ""),
        editing.Time(second.pk, first.starts_at, first.ends_at, ""),
    ]
    changed(event, people, times=with_places_changed)
    assert EventDate.objects.get(pk=first.pk).starts_at == second.starts_at


def test_an_advisory_hour_is_cut_into_times(people):
    event = event_in("draft", people, kind=Kind.ADVISORY, slot_minutes=30)
    assert event.dates.get().slots.count() == 4
    parts = editing.Parts([time_in(12, hours=3)], [], 60)
    editing.change_event(event, columns_of(event), parts, actor=people.lead)
    assert event.dates.get().slots.count() == 3


def test_an_event_that_is_over_is_finished_by_itself(people):
    event = event_in("published", people)
    timer = Timer.objects.get(kind="event.finish")
    assert timer.due_at == event.ends_at
    Timer.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    EventDate.objects.update(
        starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(minutes=1)
    )
    Timer.objects.all().delete()
    editing.replan(Event.objects.get(pk=event.pk))
    sweep()
    event.refresh_from_db()
    assert event.state == "done"
    assert CaseEvent.objects.filter(kind="event_held").count() == 1


def test_a_cancelled_event_says_why_and_is_struck_out_of_calendars(people):
    event = event_in("published", people)
    with pytest.raises(GuardFailed):
        publishing.cancel(event, note=" ", actor=people.lead)
    publishing.cancel(event, note="Krankheit", actor=people.lead)
    event.refresh_from_db()
    assert (event.state, event.cancel_note, event.dates.get().sequence) == ("cancelled", "Krankheit", 1)
    with pytest.raises(InvalidTransition):
        publishing.cancel(event, note="Noch einmal", actor=people.lead)


def test_a_published_event_goes_back_to_the_drafts(people):
    event = event_in("published", people)
    publishing.take_back(event, actor=people.lead)
    event.refresh_from_db()
    assert event.state == "draft"
    assert event.published_at is not None  # calendars may have it


def test_a_copy_keeps_distances_and_times_of_the_day_over_the_change_of_the_clocks(people):
    event = event_in("published", people, days=(10, 17), capacity=20)
    editing.write_questions(event, [Question(text="Wozu?", is_required=True)], [], actor=people.lead)
    day = date(timezone.localdate().year + 1, 3, 20)
    copy = editing.copy_event(event, first_day=day, actor=people.lead)
    first, second = copy.dates.all()
    old = event.dates.first()
    assert (copy.state, copy.capacity, copy.questions.get().text) == ("draft", 20, "Wozu?")
    assert local(first.starts_at).date() == day
    assert local(second.starts_at).date() == day + timedelta(days=7)
    assert local(first.starts_at).time() == local(second.starts_at).time() == local(old.starts_at).time()
    assert copy.code != event.code


def test_a_question_that_was_answered_stays(people):
    event = event_in("published", people)
    editing.write_questions(event, [Question(text="Wozu?")], [], actor=people.lead)
    question = event.questions.get()
    registration = event.registrations.create(given_name="A", family_name="B", email="a@example.org")
    registration.answers.create(question=question, text="Darum")
    with pytest.raises(GuardFailed, match="Wozu"):
        editing.write_questions(event, [], [question], actor=people.lead)


@pytest.mark.parametrize(
    ("repeat", "interval", "first", "days"),
    [
        (Repeat.WEEKS, 2, date(2027, 1, 7), [date(2027, 1, 7), date(2027, 1, 21), date(2027, 2, 4)]),
        (Repeat.MONTHS, 1, date(2027, 1, 7), [date(2027, 1, 7), date(2027, 2, 4), date(2027, 3, 4)]),
        # the fifth Friday: the last one, since not every month has five
        (Repeat.MONTHS, 1, date(2027, 1, 29), [date(2027, 1, 29), date(2027, 2, 26), date(2027, 3, 26)]),
    ],
)
def test_days_of_a_series(repeat, interval, first, days):
    assert days_of(first, repeat, interval, days[-1]) == days


def test_a_series_never_grows_without_end():
    assert len(days_of(date(2027, 1, 1), Repeat.WEEKS, 1, date(2099, 1, 1))) == 60


def a_series(people) -> tuple[Event, list[Event]]:
    event = event_in("draft", people, kind=Kind.ROUND_TABLE, title="Runder Tisch")
    last = timezone.localdate() + timedelta(days=10 + 4 * 7)
    return event, series.make_series(event, repeat=Repeat.WEEKS, interval=1, last_day=last, actor=people.lead)


def test_a_series_makes_an_event_for_each_day(people):
    event, further = a_series(people)
    assert len(further) == 4
    event.refresh_from_db()
    assert {each.series_id for each in further} == {event.series_id}
    assert all(local(each.starts_at).date() == each.series_day for each in further)
    with pytest.raises(GuardFailed):
        series.make_series(event, repeat=Repeat.WEEKS, interval=1, last_day=timezone.localdate(), actor=people.lead)


def test_a_change_of_the_series_spares_exceptions_and_what_people_are_registered_for(people):
    event, (second, third, fourth, fifth) = a_series(people)
    changed(third, people, times=times_of(third, later=timedelta(days=1)))  # an exception
    fourth.registrations.create(given_name="A", family_name="B", email="a@example.org")
    event.refresh_from_db()
    changed(event, people, title="Runder Tisch, neu", times=times_of(event, later=timedelta(hours=1)))
    event.refresh_from_db()
    assert series.pass_on(event, actor=people.lead) == 2
    titles = [Event.objects.get(pk=each.pk).title for each in (event, second, third, fourth, fifth)]
    assert titles == ["Runder Tisch, neu", "Runder Tisch, neu", "Runder Tisch", "Runder Tisch", "Runder Tisch, neu"]
    event.refresh_from_db()
    second.refresh_from_db()
    assert local(second.starts_at).time() == local(event.starts_at).time()
    assert (event.is_exception, Event.objects.get(pk=third.pk).is_exception) == (False, True)


def test_a_cancelled_event_of_a_series_leaves_the_others_alone(people):
    event, (second, *_others) = a_series(people)
    for each in (event, second):
        publishing.publish(each, actor=people.lead)
    publishing.cancel(second, note="Feiertag", actor=people.lead)
    event.refresh_from_db()
    assert event.state == "published"


def test_a_series_goes_on_after_its_last_event(people):
    event, further = a_series(people)
    event.refresh_from_db()
    until = further[-1].series_day + timedelta(days=14)
    more = series.prolong(event.series, last_day=until, actor=people.lead)
    assert [each.series_day for each in more] == [further[-1].series_day + timedelta(days=7), until]
    assert LogEntry.objects.filter(verb="create", subject_id=more[0].pk).exists()


def test_a_capacity_below_the_taken_places_is_refused(people):
    event = event_in("published", people)
    for number in (1, 2):
        event.registrations.create(
            given_name="A",
            family_name="B",
            email=f"a{number}@example.org",
            state="registered",
            position=number,
            counted_at=timezone.now(),
            contact=people.anna.contact,
        )
    with pytest.raises(GuardFailed, match="2 Personen"):
        changed(event, people, capacity=1)


def test_a_link_for_taking_part_is_news_only_where_one_takes_part_online(people):
    event = event_in("published", people, format=Format.HYBRID, online_url="https://a.example.org/x")
    (change,) = changed(event, people, online_url="https://b.example.org/x")
    assert str(change.after) == "https://b.example.org/x"
