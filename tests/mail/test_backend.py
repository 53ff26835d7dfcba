import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.urls import reverse

from mail.delivery import deliver
from mail.enums import MessageState
from mail.models import OutboxMessage


@pytest.fixture(autouse=True)
def through_the_outbox(settings, db, queue):
    settings.EMAIL_BACKEND = "mail.backend.OutboxBackend"  # Django's test runner puts its own in place


def test_djangos_mail_functions_write_rows(settings, mailoutbox):
    assert send_mail("Ein\nBetreff", "Text.", None, ["anna@example.org"], html_message="<p>Text.</p>") == 1
    message = OutboxMessage.objects.get()
    assert message.subject == "Ein Betreff"
    assert (message.body_text, message.body_html) == ("Text.", "<p>Text.</p>")
    assert message.to == ["anna@example.org"]
    assert message.from_email == settings.DEFAULT_FROM_EMAIL
    assert message.reply_to == [settings.LEAD_CONTACT_EMAIL]
    assert message.is_confidential
    assert mailoutbox == []


def test_each_call_is_a_mail_of_its_own():
    for _ in range(2):
        send_mail("Betreff", "Text.", None, ["anna@example.org"])
    assert OutboxMessage.objects.count() == 2


def test_copies_replies_and_headers_are_kept():
    EmailMessage(
        "Betreff", "Text.", to=["a@example.org"], cc=["b@example.org"], reply_to=["c@example.org"], headers={"X-A": "1"}
    ).send()
    message = OutboxMessage.objects.get()
    assert (message.cc, message.reply_to, message.headers) == (["b@example.org"], ["c@example.org"], {"X-A": "1"})


@pytest.mark.parametrize(
    "email",
    [
        EmailMessage("Betreff", "Text.", to=["a@example.org"], bcc=["b@example.org"]),
        EmailMessage("Betreff", "Text.", to=["a@example.org"], attachments=[("a.txt", "text", "text/plain")]),
    ],
    ids=["blind copy", "attachment"],
)
def test_what_the_outbox_cannot_keep_is_refused_and_not_dropped(email):
    with pytest.raises(ValueError, match="plain text and without"):
        email.send()
    assert not OutboxMessage.objects.exists()


def test_a_mail_without_text_part_is_refused():
    email = EmailMultiAlternatives("Betreff", "<p>Text.</p>", to=["a@example.org"])
    email.content_subtype = "html"
    with pytest.raises(ValueError, match="plain text"):
        email.send()


def test_the_password_mail_of_the_login_passes_through_the_outbox(client, people, transport, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": people.anna.email})
    message = OutboxMessage.objects.get()
    assert message.to == ["anna@example.org"]
    assert mailoutbox == []
    assert deliver(message.pk) == MessageState.SENT
    assert "/password/reset/key/" in mailoutbox[0].body
    message.refresh_from_db()
    assert message.body_text == ""
