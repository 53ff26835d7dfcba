"""The letter that asks a side: what a lead changes in it is checked, and the page says whether it has left."""

import pytest
from django.urls import reverse

from core.models import LogEntry
from core.states import GuardFailed
from dzm.settings import base
from mail.models import OutboxMessage
from matchmaking.services import moderation
from tests.cases import introduction_in
from tests.conftest import fresh


@pytest.fixture(autouse=True)
def _as_installed(settings):
    settings.MAIL_HELD_KINDS = base.MAIL_HELD_KINDS


@pytest.mark.parametrize(
    ("state", "kind"),
    [("awaiting_company", "introduction.company_asked"), ("awaiting_provider", "introduction.provider_asked")],
)
def test_words_that_name_the_other_side_are_shown_and_need_a_tick(people, sign_in, state, kind):
    case = introduction_in(state, people)
    other = case.offer.organisation if state == "awaiting_company" else case.need.organisation
    letter = OutboxMessage.objects.get(kind=kind)
    url, client = reverse("mail:message_edit", args=[letter.pk]), sign_in("lead")
    typed = {"paragraph_0": f"Es geht um {other.name}."}

    warned = client.post(url, typed)

    letter.refresh_from_db()
    assert "<mark>" in warned.content.decode()
    assert other.name not in letter.body_text
    assert client.post(url, typed | {"confirmed": "on"}).status_code == 302
    letter.refresh_from_db()
    assert other.name in letter.body_text
    noted = LogEntry.objects.about(case).get(verb="confirm_telltales")
    assert (noted.actor, list(noted.details)) == (people.lead, ["telltales"])


def test_harmless_words_are_saved_at_once(people, sign_in):
    introduction_in("awaiting_company", people)
    letter = OutboxMessage.objects.get(kind="introduction.company_asked")
    url = reverse("mail:message_edit", args=[letter.pk])

    saved = sign_in("lead").post(url, {"paragraph_0": "Wir haben etwas für Sie gefunden.", "paragraph_2": ""})

    letter.refresh_from_db()
    assert (saved.status_code, "Wir haben etwas für Sie gefunden." in letter.body_text) == (302, True)


def test_the_page_says_that_the_question_waits(people, sign_in):
    case = introduction_in("shortlisted", people)

    shown = {"need_teaser": case.need.current_teaser.pk, "offer_teaser": case.offer.current_teaser.pk}

    page = sign_in("lead").post(reverse("matchmaking:introduction_ask_company", args=[case.pk]), shown, follow=True)

    assert "sobald Sie sie unten freigeben" in page.content.decode()
    assert "Das Unternehmen ist gefragt" not in page.content.decode()


@pytest.mark.parametrize("side", ["need", "offer"])
def test_nobody_is_asked_who_cannot_be_written_to(people, side):
    case = introduction_in("shortlisted", people)
    contact = getattr(case, side).contact
    type(contact).objects.filter(pk=contact.pk).update(email="")

    with pytest.raises(GuardFailed, match="Mail-Adresse"):
        moderation.ask_company(fresh(case), actor=people.lead)
