import smtplib
from email import message_from_bytes

import pytest

from mail.delivery import deliver
from mail.enums import MessageState
from mail.smtp_server import Script, mail_server
from mail.transport import SmtpTransport


@pytest.fixture
def send_through(settings, write_message):
    """Deliver a message to two people through a server that follows the script; return the message."""

    def send(script: Script):
        message = write_message(to=["anna@example.org", "clara@example.org"])
        settings.MAIL_TRANSPORT = "mail.transport.SmtpTransport"
        settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 10
        with mail_server(script) as settings.EMAIL_PORT:
            deliver(message.pk)
        message.refresh_from_db()
        return message

    return send


def test_a_message_reaches_a_real_server_as_it_was_written(send_through):
    script = Script()
    message = send_through(script)
    assert message.state == MessageState.SENT
    received = message_from_bytes(script.received[0])
    assert received["To"] == "anna@example.org, clara@example.org"
    assert received["Auto-Submitted"] == "auto-generated"
    text = received.get_payload()[0].get_payload(decode=True).decode()
    assert text.splitlines() == message.body_text.splitlines()


@pytest.mark.parametrize(
    ("script", "state", "error"),
    [
        (Script(after_text="451 later"), MessageState.QUEUED, "SMTPDataError 451"),
        (Script(after_text="554 refused"), MessageState.FAILED, "SMTPDataError 554"),
        (Script(after_text=None), MessageState.UNKNOWN, "HandOverUnconfirmed"),
        (Script(greeting="421 too busy"), MessageState.QUEUED, "SMTPConnectError 421"),
        (
            Script(refuse={"anna@example.org": "550 unknown", "clara@example.org": "550 unknown"}),
            MessageState.FAILED,
            "SMTPRecipientsRefused 550",
        ),
        (Script(refuse={"clara@example.org": "550 unknown"}), MessageState.FAILED, "SomeRecipientsRefused 550"),
    ],
    ids=["later", "refused", "hangs up", "busy", "nobody known", "one of two unknown"],
)
def test_what_the_server_says_decides_the_state(send_through, script, state, error):
    message = send_through(script)
    assert (message.state, message.last_error) == (state, error)


def test_a_server_that_is_not_there_is_a_temporary_trouble(settings, write_message):
    settings.MAIL_TRANSPORT = "mail.transport.SmtpTransport"
    with mail_server(Script()) as port:
        pass
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    message = write_message()
    assert deliver(message.pk) == MessageState.QUEUED


@pytest.mark.parametrize(("use_ssl", "base"), [(False, smtplib.SMTP), (True, smtplib.SMTP_SSL)])
def test_plain_and_encrypted_connections_are_equally_careful(use_ssl, base):
    connection = SmtpTransport(use_ssl=use_ssl, use_tls=False).connection_class
    assert issubclass(connection, base)
    assert connection.sendmail is not base.sendmail
    assert connection.data is not base.data
