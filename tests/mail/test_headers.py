"""What arrives at a mail server, read by the standard library's strict parser and held against the RFCs."""

import re
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from mail.attachments import Attachment
from mail.deciding import settle
from mail.delivery import deliver
from mail.enums import MessageState
from mail.letters import Letter
from mail.models import OutboxMessage
from mail.smtp_server import Script, mail_server

STRICT = policy.default.clone(raise_on_defect=True)
ONCE = (
    "From",
    "To",
    "Cc",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Auto-Submitted",
)
CALENDAR = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//DZM//Portal//DE",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:1@portal.example",
        "SUMMARY:Gespräch über Ihre Anfrage",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
).encode()


def invitation(**fields) -> Attachment:
    return Attachment(**{"name": "termin.ics", "type": "text/calendar; method=REQUEST", "content": CALENDAR} | fields)


@pytest.fixture
def receive(settings, write_message):
    """`receive(message)` delivers over SMTP and returns the bytes that arrived."""
    settings.BASE_URL = "https://portal.example"
    settings.DEFAULT_FROM_EMAIL = "DZM-Portal <portal@portal.example>"
    settings.LEAD_CONTACT_EMAIL = "lead@portal.example"

    def run(message: OutboxMessage) -> bytes:
        settings.MAIL_TRANSPORT = "mail.transport.SmtpTransport"
        settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 10
        script = Script()
        with mail_server(script) as settings.EMAIL_PORT:
            assert deliver(message.pk) == MessageState.SENT
        return script.received[0]

    return run


@pytest.fixture
def full(receive, write_message):
    """A long letter with umlauts, to two people with a copy, as it arrived."""
    letter = Letter(
        subject="Maschinen messen: ein Vorschlag für Ihren Bedarf B-2026-0148 mit einem recht langen Betreff",
        paragraphs=("ä" * 1200, "Zweiter Absatz."),
        greeting_name="Petra Steinrück",
        action=("Vorschlag ansehen", "https://portal.example/introductions/7/"),
    )
    to = ['"Steinrück, Petra" <petra@example.org>', "anna@example.org"]
    return receive(write_message(letter=letter, to=to, cc=["Clara Ö. <clara@example.org>"]))


def parsed(received: bytes) -> EmailMessage:
    return BytesParser(policy=STRICT).parsebytes(received)


def test_each_header_that_may_stand_once_stands_once(full):
    assert {name: len(parsed(full).get_all(name, [])) for name in ONCE} == dict.fromkeys(ONCE, 1)  # RFC 5322, 3.6


def test_every_header_means_what_the_rfc_says(full):
    mail = parsed(full)
    assert [(a.display_name, a.addr_spec) for a in mail["From"].addresses] == [("DZM-Portal", "portal@portal.example")]
    names = [(a.display_name, a.addr_spec) for a in (*mail["To"].addresses, *mail["Cc"].addresses)]
    assert names == [
        ("Steinrück, Petra", "petra@example.org"),
        ("", "anna@example.org"),
        ("Clara Ö.", "clara@example.org"),
    ]
    assert [a.addr_spec for a in mail["Reply-To"].addresses] == ["lead@portal.example"]
    assert re.fullmatch(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@portal\.example>", mail["Message-ID"])  # RFC 5322, 3.6.4
    assert abs(mail["Date"].datetime - datetime.now(UTC)) < timedelta(minutes=1)
    assert mail["Auto-Submitted"] == "auto-generated"  # RFC 3834, 5
    assert mail["MIME-Version"] == "1.0"
    assert mail["Subject"].endswith("mit einem recht langen Betreff")


def test_a_letter_about_a_case_is_no_mailing_list(full):
    listing = [name for name in parsed(full) if name.lower().startswith("list-") or name == "Precedence"]
    assert listing == []
    assert parsed(full)["Bcc"] is None


def test_it_travels_in_seven_bits_and_lines_that_every_server_takes(full):
    assert full.isascii()
    lines = full.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 998  # RFC 5322, 2.1.1
    head, _, _ = full.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 78
    assert max(map(len, re.findall(rb"=\?[^?]+\?[bqBQ]\?[^?]*\?=", head))) <= 75  # RFC 2047, 2


def test_the_text_comes_first_and_says_what_the_html_says(full):
    mail = parsed(full)
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    text, html = [part.get_content() for part in mail.iter_parts()]
    assert "ä" * 1200 in text
    assert "ä" * 1200 in html


def test_nothing_in_a_mail_tells_anybody_that_it_was_read(full):
    mail = parsed(full)
    receipts = {"disposition-notification-to", "return-receipt-to", "x-confirm-reading-to"}
    assert not receipts & {name.lower() for name in mail}
    html = mail.get_body(["html"]).get_content()
    assert not re.search(
        r"<(img|script|link|iframe|object|video|audio|form)\b|url\(|@import|\ssrc=|\son\w+=", html, re.I
    )
    for text in (html, mail.get_body(["plain"]).get_content()):
        urls = re.findall(r'https?://[^\s"<]+', text)
        assert urls
        assert {urlsplit(url).hostname for url in urls} == {"portal.example"}
        assert [url for url in urls if "?" in url] == []


def test_the_same_letter_sent_again_bears_the_same_message_id(receive, write_message, people, queue):
    message = write_message()
    first = parsed(receive(message))["Message-ID"]
    OutboxMessage.objects.filter(pk=message.pk).update(state="unknown", sent_at=None, last_error="Interrupted")
    message.refresh_from_db()
    settle(message, "send_again", actor=people.lead)
    assert parsed(receive(message))["Message-ID"] == first
    assert parsed(receive(write_message()))["Message-ID"] != first


def test_a_calendar_entry_is_a_way_to_read_the_mail_and_a_file(receive, write_message):
    mail = parsed(receive(write_message(attachments=[invitation()])))
    assert mail.get_content_type() == "multipart/mixed"
    letter, file = mail.iter_parts()
    assert [p.get_content_type() for p in letter.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    entry = list(letter.iter_parts())[2]
    assert entry["Content-Type"].params == {"method": "REQUEST", "charset": "utf-8"}  # RFC 6047, 2.4
    assert entry.get_content().splitlines() == CALENDAR.decode().splitlines()
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "termin.ics")
    assert file.get_content() == CALENDAR


def test_other_text_files_are_files_only(receive, write_message):
    file = Attachment("Übersicht.csv", "text/csv", "Stück;Preis".encode())
    mail = parsed(receive(write_message(attachments=[file])))
    letter, part = mail.iter_parts()
    assert letter.get_content_type() == "multipart/alternative"
    assert (part.get_content_type(), part.get_filename()) == ("text/csv", "Übersicht.csv")
    assert part.get_content().strip() == "Stück;Preis"


def test_of_a_file_only_the_name_is_kept_once_the_mail_has_left(receive, write_message):
    message = write_message(attachments=[invitation()])
    receive(message)
    message.refresh_from_db()
    assert message.attachments == [{"name": "termin.ics", "type": "text/calendar; method=REQUEST"}]


def test_a_file_whose_mail_failed_leaves_with_the_next_attempt(receive, write_message, people, queue):
    failed = {"state": "failed", "attempts": 1, "last_error": "x", "claimed_at": timezone.now()}
    message = write_message(attachments=[invitation()], columns=failed)
    settle(message, "send_again", actor=people.lead)
    assert parsed(receive(message)).get_content_type() == "multipart/mixed"


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "a/b.ics"},
        {"name": "a\r\nBcc: x"},
        {"type": "application/pdf"},
        {"type": "text/calendar; method=CANCEL"},
        {"type": "text/calendar"},
        {"type": "text/calendar; method=REQUEST\r\nBcc: x"},
        {"content": b"METHOD:REQUEST\r\n" + b"x" * 100_000},
    ],
    ids=lambda fields: "-".join(fields),
)
def test_what_cannot_be_attached_is_refused_at_once(fields):
    with pytest.raises(ValueError, match=r"attachment|text files|methods"):
        invitation(**fields)


def test_a_file_that_is_no_text_is_refused(write_message):
    with pytest.raises(UnicodeDecodeError):
        write_message(attachments=[Attachment("x.txt", "text/plain", b"\xff\xfe")])
