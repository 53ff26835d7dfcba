"""From the form to the confirmed address, with proof of each step, and out again."""

import itertools
import re
from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import CaseEvent
from core.states import InvalidTransition
from mail.composing import compose
from mail.models import OutboxMessage
from newsletter import services
from newsletter.enums import Bounce, LeaveReason, SubscriptionState
from newsletter.headers import list_headers
from newsletter.models import Proof, Subscription, Suppression
from newsletter.services import Trace, Wishes
from newsletter.tokens import digest_of, own_path, token_of
from taxonomy.models import Topic

pytestmark = pytest.mark.django_db
ADDRESS = "leserin@example.org"
FORM = Trace("/newsletter/")


def asked(email: str = ADDRESS) -> Subscription:
    services.request_subscription(email, Wishes(), FORM)
    return Subscription.objects.get(email__iexact=email)


def active(email: str = ADDRESS) -> Subscription:
    subscription = asked(email)
    services.confirm(subscription, FORM)
    return Subscription.objects.get(pk=subscription.pk)


def typed(**changes) -> dict:
    return {"email": ADDRESS, "frequency": "every", "reader": "", "language": "de", **changes}


@pytest.fixture(autouse=True)
def _no_waiting(settings):
    settings.PUBLIC_FORM_SECONDS = 0


def sent(client, **changes):
    shown = client.get(reverse("newsletter:subscribe")).content.decode()
    opened = re.search(r'name="opened" value="([^"]+)"', shown)[1]
    return client.post(reverse("newsletter:subscribe"), typed(opened=opened, **changes))


def link_in(message: OutboxMessage) -> str:
    """Return the path of the link that the mail carries when it leaves."""
    return re.search(r"https?://[^/]+(/l/\S+)", compose(message).body)[1]


def test_nobody_receives_anything_before_the_address_is_confirmed(client):
    assert sent(client).url == reverse("newsletter:sent")
    subscription = Subscription.objects.get()
    assert subscription.state == SubscriptionState.PENDING
    path = link_in(OutboxMessage.objects.get())
    assert client.get(path).status_code == 200
    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.PENDING  # to look never does anything
    client.post(path)
    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.ACTIVE
    assert "Ihre Antwort ist angekommen" in client.get(path).content.decode()


def test_the_proof_is_complete_and_stands_on_one_page(client, sign_in):
    sent(client)
    client.post(link_in(OutboxMessage.objects.get()))
    subscription = Subscription.objects.get()
    kinds = list(subscription.proofs.values_list("kind", flat=True))
    assert kinds == ["requested", "mail_sent", "confirmed"]
    requested, mail, _confirmed = subscription.proofs.all()
    assert (requested.form, requested.email, requested.text.version) == ("/newsletter/", ADDRESS, 1)
    assert mail.message_id.startswith("<outbox.")
    assert len(mail.mail_digest) == 64
    shown = sign_in("editor").get(reverse("newsletter:reader", args=[subscription.pk])).content.decode()
    assert mail.mail_digest in shown
    assert requested.text.sha256 in shown
    assert "Ich möchte den Newsletter" in shown
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d CES?T", shown)


def test_a_proof_is_written_once():
    proof = asked().proofs.first()
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        Proof.objects.filter(pk=proof.pk).update(form="/elsewhere/")


def test_the_page_answers_alike_whether_the_address_is_known_or_not(client):
    active("bekannt@example.org")
    known, unknown = sent(client, email="bekannt@example.org"), sent(client, email="neu@example.org")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    subjects = set(OutboxMessage.objects.values_list("subject", flat=True))
    assert "Sie erhalten den Newsletter schon" in subjects


def test_the_mail_that_asks_for_a_confirmation_advertises_nothing():
    asked()
    mail = compose(OutboxMessage.objects.get())
    assert "List-Unsubscribe" not in mail.extra_headers
    assert "<img" not in mail.alternatives[0][0]
    (link,) = set(re.findall(r"https?://[^/]+(/l/[^\s]+)", mail.body))
    assert link.startswith("/l/")
    for word in ("Veranstaltung am", "Angebot des Monats", "jetzt entdecken"):
        assert word not in mail.body


def test_no_way_leads_to_receiving_without_a_confirmation():
    """Every order of three steps that are not the confirmation."""
    steps = {
        "ask": lambda s: services.request_subscription(s.email, Wishes(), FORM),
        "leave": lambda s: services.leave(s, FORM),
        "return": lambda s: services.come_back(s, FORM),
        "wishes": lambda s: services.change_wishes(s, Wishes(frequency="monthly"), FORM),
        "bounce": lambda s: services.register_bounce(s.email, Bounce.HARD),
    }
    for number, order in enumerate(itertools.product(steps.values(), repeat=3)):
        subscription = asked(f"r{number}@example.org")
        for step in order:
            step(Subscription.objects.get(pk=subscription.pk))
        assert Subscription.objects.get(pk=subscription.pk).state != SubscriptionState.ACTIVE


def test_a_confirmed_address_without_the_moment_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="subscription_active_confirmed"), transaction.atomic():
        Subscription.objects.create(email=ADDRESS, state="active")


def test_an_old_link_ends_when_a_new_one_is_asked_for(client):
    asked()
    asked()
    first, second = (link_in(message) for message in OutboxMessage.objects.order_by("pk"))
    client.post(first)
    assert Subscription.objects.get().state == SubscriptionState.PENDING
    client.post(second)
    assert Subscription.objects.get().state == SubscriptionState.ACTIVE


def test_one_address_has_one_subscription_however_it_is_written():
    asked("Leserin@Example.org")
    asked("leserin@example.ORG")
    assert Subscription.objects.count() == 1


def test_the_button_of_a_mail_program_needs_neither_cookie_nor_token():
    subscription = active()
    url = reverse("newsletter:one_click", args=[token_of(subscription)])
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(url).status_code == 302
    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.ACTIVE
    for _time in range(2):  # mail programs try again
        response = strict.post(url, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert (response.status_code, response.cookies) == (200, {})
    subscription.refresh_from_db()
    assert (subscription.state, subscription.leave_reason) == ("left", LeaveReason.ONE_CLICK)
    assert strict.put(url).status_code == 405


@pytest.mark.parametrize("spoil", [lambda t: t[:-1] + "x", lambda t: t.split(".")[0], lambda t: "x"])
def test_a_link_that_was_altered_opens_nothing(spoil, client):
    token = spoil(token_of(active()))
    for name in ("own", "one_click"):
        assert client.post(reverse(f"newsletter:{name}", args=[token])).status_code == 404
    assert Subscription.objects.get().state == SubscriptionState.ACTIVE


def test_a_code_signed_for_another_purpose_opens_nothing(client):
    subscription = active()
    foreign = Signer(sep=".", salt="mail.links").sign(subscription.code)
    assert client.get(reverse("newsletter:own", args=[foreign])).status_code == 404


def test_the_headers_name_the_button_and_the_list():
    subscription = active()
    headers = list_headers(subscription)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert token_of(subscription) in headers["List-Unsubscribe"]
    assert ADDRESS not in "".join(headers.values())


def test_leaving_by_the_page_is_undone_with_one_click(client):
    subscription = active()
    path = own_path(subscription)
    client.post(path, {"step": "leave", "reason": "too_much", "note": "Zu viele Termine."})
    subscription.refresh_from_db()
    assert (subscription.state, subscription.leave_reason) == ("left", "too_much")
    assert services.is_suppressed(ADDRESS)
    client.post(path, {"step": "return"})
    subscription.refresh_from_db()
    assert (subscription.state, services.is_suppressed(ADDRESS)) == ("active", False)


def test_wishes_are_changed_without_signing_in(client):
    subscription, topic = active(), Topic.objects.active().first()
    client.post(
        own_path(subscription),
        {"step": "wishes", "frequency": "questions", "reader": "company", "language": "en", "topics": [topic.pk]},
    )
    subscription.refresh_from_db()
    assert (subscription.frequency, subscription.language, subscription.topics.get()) == ("questions", "en", topic)
    assert subscription.proofs.last().kind == "changed"


def test_who_never_wants_to_be_written_to_is_not_however_often_somebody_types_the_address(people, client):
    active()
    services.object_for_good(ADDRESS, actor=people.lead)
    OutboxMessage.objects.all().delete()
    assert sent(client).status_code == 302
    assert OutboxMessage.objects.count() == 0
    assert Subscription.objects.get().state == SubscriptionState.LEFT


def test_a_mail_that_came_back_for_good_stops_delivery_at_once():
    subscription = active()
    assert services.register_bounce(ADDRESS.upper(), Bounce.HARD, f"550 no such user {ADDRESS}")
    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.BOUNCED
    assert services.is_suppressed(ADDRESS)
    assert all(ADDRESS not in proof.detail for proof in subscription.proofs.all())
    assert services.register_bounce("unbekannt@example.org", Bounce.HARD) is None


def test_three_mails_that_came_back_for_now_stop_delivery():
    subscription = active()
    assert [services.register_bounce(ADDRESS, Bounce.SOFT) for _time in range(3)] == [False, False, True]
    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.BOUNCED


def test_who_confirms_again_after_a_bounce_is_written_to_again():
    subscription = active()
    services.register_bounce(ADDRESS, Bounce.HARD)
    services.request_subscription(ADDRESS, Wishes(), FORM)
    subscription.refresh_from_db()
    assert (subscription.state, services.is_suppressed(ADDRESS)) == ("pending", True)
    services.confirm(subscription, FORM)
    assert services.is_suppressed(ADDRESS) is False


def test_a_second_confirmation_is_none():
    subscription = active()
    with pytest.raises(InvalidTransition):
        services.confirm(subscription, FORM)


def test_what_remains_of_a_deleted_subscription_names_nobody():
    active().delete()
    assert Suppression.objects.get().digest == digest_of(ADDRESS)
    assert ADDRESS not in Suppression.objects.get().digest
    assert services.is_suppressed(ADDRESS)
    asked("nie@example.org").delete()
    assert services.is_suppressed("nie@example.org") is False


def test_only_staff_see_whom_the_hub_writes_to(people, sign_in):
    subscription = active()
    for name, status in (("lead", 200), ("editor", 200), ("far_lead", 403), ("anna", 403), ("partner", 403)):
        assert sign_in(name).get(reverse("newsletter:reader_list")).status_code == status
        page = sign_in(name).get(reverse("newsletter:reader", args=[subscription.pk]))
        assert page.status_code == (200 if status == 200 else 404)


def test_staff_end_a_subscription_and_note_a_bounce(people, sign_in):
    lead, first, second = sign_in("lead"), active(), active("zweite@example.org")
    lead.post(reverse("newsletter:reader_leave", args=[first.pk]))
    lead.post(reverse("newsletter:reader_bounce", args=[second.pk]), {"kind": "hard"})
    states = set(Subscription.objects.values_list("state", flat=True))
    assert states == {"left", "bounced"}


def test_figures_count_who_came_and_who_left(people, sign_in):
    active()
    other = active("zweite@example.org")
    services.leave(other, FORM, reason="not_for_me")
    CaseEvent.objects.filter(kind="newsletter_left").update(occurred_at=timezone.now() - timedelta(days=40))
    shown = sign_in("lead").get(reverse("newsletter:figures")).content.decode()
    assert "1 Person erhält ihn." in shown
    assert "Die Themen sind nichts für mich" in shown
    assert shown.count('<td class="num" data-label="Bestätigt">2</td>') == 1


def test_a_program_that_fills_in_everything_is_stopped(client):
    response = sent(client, trap="x")
    assert response.status_code == 200
    assert OutboxMessage.objects.count() == 0
