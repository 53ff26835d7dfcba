"""Entries for calendars, read again by a parser that has nothing to do with the library that wrote them (vobject)."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import vobject

from mail.attachments import Attachment
from scheduling.clock import BERLIN, NoSuchTime, moment_of
from scheduling.ical import Entry, Organiser, Person, cancellation, invitation, publication

HUB = Organiser("Digitales Zentrum, Mittelstand", "kontakt@dzm.example", "portal@dzm.example")
ANNA, CLARA = Person("Anna Feldkamp", "anna@example.org", has_accepted=True), Person("Clara", "clara@example.org")
STAMP = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)


def entry(**changes) -> Entry:
    usual = {
        "uid": uuid4(),
        "sequence": 0,
        "stamp": STAMP,
        "starts_at": moment_of(date(2026, 12, 9), time(10)),
        "minutes": 60,
        "summary": "Erstes Gespräch V-2026-0012",
        "language": "de",
        "place": "Halle 3; Tor A, 1. Stock",
        "description": "Zeile eins\nZeile zwei, mit Komma; und Semikolon \\ und Schrägstrich. " + "ü" * 90,
        "url": "https://portal.example/meetings/7/",
    }
    return Entry(**{**usual, **changes})


def read(content: bytes):
    return vobject.readOne(content.decode())


def test_an_invitation_says_who_when_and_where():
    event = entry()
    calendar = read(invitation(event, HUB, [ANNA, CLARA]))

    assert (calendar.method.value, calendar.version.value) == ("REQUEST", "2.0")
    written = calendar.vevent
    assert (written.uid.value, written.sequence.value) == (str(event.uid), "0")
    assert written.dtstamp.value == STAMP
    assert written.dtstart.value == datetime(2026, 12, 9, 10, tzinfo=BERLIN)
    assert written.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Europe/Berlin"]
    assert written.duration.value == timedelta(hours=1)
    assert (written.summary.value, written.summary.params["LANGUAGE"]) == (event.summary, ["de"])
    assert (written.location.value, written.description.value) == (event.place, event.description)
    assert written.status.value == "CONFIRMED"
    assert written.organizer.value == "mailto:kontakt@dzm.example"
    assert written.organizer.params["CN"] == ["Digitales Zentrum, Mittelstand"]
    assert written.organizer.params["SENT-BY"] == ["mailto:portal@dzm.example"]
    answers = {
        each.value: (each.params["CN"], each.params["PARTSTAT"], each.params["RSVP"]) for each in written.attendee_list
    }
    assert answers == {
        "mailto:anna@example.org": (["Anna Feldkamp"], ["ACCEPTED"], ["FALSE"]),
        "mailto:clara@example.org": (["Clara"], ["NEEDS-ACTION"], ["TRUE"]),
    }


def test_lines_are_folded_after_75_bytes_and_end_as_the_standard_says():
    content = invitation(entry(), HUB, [ANNA])
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_a_name_with_quotes_commas_and_line_breaks_stays_one_name():
    content = invitation(entry(), HUB, [Person('Dr. "Ina"\r\nATTENDEE:mailto:x@example.org, Ü; :', "i@example.org")])
    (attendee,) = read(content).vevent.attendee_list
    assert attendee.params["CN"] == ["Dr. 'Ina' ATTENDEE:mailto:x@example.org, Ü; :"]


def test_a_cancellation_is_for_one_person_and_says_nothing_of_the_others():
    event = entry(sequence=3)
    content = cancellation(event, HUB, CLARA)
    calendar = read(content)

    assert (calendar.method.value, calendar.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert (calendar.vevent.uid.value, calendar.vevent.sequence.value) == (str(event.uid), "3")
    assert [each.value for each in calendar.vevent.attendee_list] == ["mailto:clara@example.org"]
    assert not {"location", "description", "url"} & set(calendar.vevent.contents)
    assert b"Halle 3" not in content


def test_who_is_no_longer_invited_is_not_told_that_the_meeting_is_off():
    assert "status" not in read(cancellation(entry(), HUB, CLARA, is_whole=False)).vevent.contents


def test_a_file_to_keep_names_nobody():
    calendar = read(publication(entry()))
    assert calendar.method.value == "PUBLISH"
    assert not {"attendee", "organizer"} & set(calendar.vevent.contents)


def test_both_ways_out_fit_what_letters_carry():
    for method, content in (
        ("REQUEST", invitation(entry(), HUB, [ANNA])),
        ("CANCEL", cancellation(entry(), HUB, ANNA)),
    ):
        assert Attachment("termin.ics", f"text/calendar; method={method}", content).is_calendar


def zone_of(content: bytes):
    """Return the rules that stand in the entry itself, as the parser computes with them."""
    return read(content).vtimezone.gettzinfo()


def test_the_rules_in_the_entry_are_those_of_berlin_in_every_hour_near_the_changes():
    zone = zone_of(invitation(entry(), HUB, [ANNA]))
    for year in range(2026, 2046):
        for month in (3, 10):
            for hours in range(24 * 24, 24 * 31):
                shown = datetime(year, month, 1) + timedelta(hours=hours)
                if shown.hour in (2, 3):  # around the change itself, see below
                    continue
                assert zone.utcoffset(shown) == shown.replace(tzinfo=BERLIN).utcoffset(), shown


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        (date(2026, 3, 28), 9),
        (date(2026, 3, 29), 8),
        (date(2026, 10, 24), 8),
        (date(2026, 10, 25), 9),
    ],
)
def test_ten_stays_ten_across_both_changes(day, utc_hour):
    starts_at = moment_of(day, time(10))
    written = read(invitation(entry(starts_at=starts_at), HUB, [ANNA])).vevent.dtstart.value
    assert (starts_at.hour, written.replace(tzinfo=None).time()) == (utc_hour, time(10))
    assert written.astimezone(UTC) == starts_at


def test_a_meeting_over_the_change_lasts_as_long_as_was_said():
    starts_at = moment_of(date(2026, 10, 25), time(2, 30))
    event = read(invitation(entry(starts_at=starts_at, minutes=90), HUB, [ANNA])).vevent
    assert (event.dtstart.value.replace(tzinfo=None), event.duration.value) == (
        datetime(2026, 10, 25, 2, 30),
        timedelta(minutes=90),
    )


def test_the_hour_that_is_skipped_in_march_is_no_time_at_all():
    for shown in (time(2), time(2, 30), time(2, 59)):
        with pytest.raises(NoSuchTime):
            moment_of(date(2026, 3, 29), shown)
    assert moment_of(date(2026, 3, 29), time(1, 59)).hour == 0
    assert moment_of(date(2026, 3, 29), time(3)).hour == 1


def test_the_hour_that_comes_twice_in_october_is_the_first_one():
    found = moment_of(date(2026, 10, 25), time(2, 30))
    assert found == datetime(2026, 10, 25, 0, 30, tzinfo=ZoneInfo("UTC"))
    assert found.astimezone(BERLIN).utcoffset() == timedelta(hours=2)
