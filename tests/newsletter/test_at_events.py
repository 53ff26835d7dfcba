"""The newsletter is offered at the registration for an event: by a tick, confirmed by mail, never a condition."""

import pytest
from django.urls import reverse

from events.models import Registration
from mail.models import OutboxMessage
from newsletter.models import Subscription
from tests.events.steps import talk_in

pytestmark = pytest.mark.django_db
GUEST = {"given_name": "Gesine", "family_name": "Gast", "email": "gast@example.org"}


@pytest.fixture(autouse=True)
def _nobody_waits(settings):
    settings.PUBLIC_FORM_SECONDS = 0


@pytest.fixture
def url(people) -> str:
    return reverse("events:register", args=[talk_in("published", people).slug])


def sent(client, url: str, **ticked):
    opened = client.get(url).context["form"]["opened"].value()
    return client.post(url, {**GUEST, "opened": opened, **ticked})


def test_a_guest_who_ticks_it_is_asked_to_confirm_the_newsletter_apart(client, url):
    assert sent(client, url, newsletter="on").status_code == 302

    subscription = Subscription.objects.get()
    assert (subscription.email, subscription.state, subscription.source) == (GUEST["email"], "pending", "event")
    assert subscription.proofs.get(kind="requested").form == url
    assert {row.kind for row in OutboxMessage.objects.all()} == {"event.confirm", "newsletter.confirm"}


def test_nobody_gets_it_without_the_tick(client, url):
    assert not client.get(url).context["form"]["newsletter"].value()

    sent(client, url)

    assert Registration.objects.count() == 1
    assert not Subscription.objects.exists()


def test_a_member_may_tick_it_too(sign_in, people, url):
    sign_in("anna").post(url, {"newsletter": "on"})

    assert Subscription.objects.get().email == people.anna.contact.email
    assert Registration.objects.get().state == "registered"


def test_staff_cannot_tick_it_for_others(sign_in, people):
    event = talk_in("published", people)

    page = sign_in("lead").get(reverse("events:registration_new", args=[event.pk]))

    assert "newsletter" not in page.context["form"].fields
