"""Nothing of an organisation reaches who may not see it: a mark in every field that people fill in, looked for on every
page and in every file that anybody else can open, in the mails others get, and in every log line.

`tests/matchmaking/test_two_keys.py` does the same for the two sides of an introduction.
"""

from uuid import uuid4

import pytest
from django.core import serializers
from django.utils import timezone

from accounts.models import Bias
from contactlog.models import Handover
from core.models import CaseEvent, LogEntry
from legal.models import Ticket
from mail.models import OutboxMessage
from organisations.models import VerificationQuestion
from organisations.services.invitations import invite
from organisations.services.joining import ask_to_join
from tests.factories import ContactEntryFactory, ContactFactory, UserFactory
from tests.matchmaking.test_two_keys import (
    COMPANY,
    COMPANY_CONTACT,
    COMPANY_PRIVATE,
    _mark,
    case_in,
    found_in,
    leaks,
)
from transfer.models import ImportJob, ImportLine

pytestmark = pytest.mark.django_db

# What members of the organisation, staff, and nobody else may read.
OF_THE_FIRM = {
    "title": "Oberlampenwart",
    "colleague": "Bartholomäa Kieselgur",
    "colleague_email": "kieselgur@nirgends.example",
    "question": "Wer unterschreibt bei der Zinnoberhalle?",
    "answer": "Das macht die Firnisfrau.",
    "invited": "lakritz@nirgends.example",
    "asks": "Ich bin der neue Purpurmeister.",
}
# What is for staff alone.
OF_STAFF = {
    "summary": "Der Karmesinkessel wird im Mai getauscht.",
    "note": "Geld ist knapp, sagt die Safranbank.",
    "step": "Ockerangebot nachfassen",
    "bias": "Mein Schwager Umbra arbeitet dort.",
    "handover": "Achtung beim Indigokeller.",
    "import": "Türkiszeile der Adressliste",
    "report": "Auf der Seite steht Schwefelgelbes.",
    "reporter": "Magenta Melderin",
    "reporter_email": "magenta@nirgends.example",
}
FIRM = COMPANY | set(OF_THE_FIRM.values())
STAFF = set(OF_STAFF.values())
INSIDERS = ("anna", "ben")
OUTSIDERS = ("clara", "carl", "dora", "far_lead", "editor", "partner", "operator", None)


@pytest.fixture
def marked(people):
    """Anna's company with a mark in everything that can be written about it and its people; returns a case of it."""
    _mark(people.company, people.anna, COMPANY_CONTACT | COMPANY_PRIVATE)
    ben = people.ben.contact
    ben.given_name, ben.family_name = OF_THE_FIRM["colleague"].split()
    ben.email = OF_THE_FIRM["colleague_email"]
    ben.save()
    people.company.memberships.filter(contact=ben).update(title=OF_THE_FIRM["title"])
    VerificationQuestion.objects.create(
        organisation=people.company,
        text=OF_THE_FIRM["question"],
        asked_by=people.lead,
        answer=OF_THE_FIRM["answer"],
        answered_by=people.anna,
        answered_at=timezone.now(),
    )
    invite(people.company, email=OF_THE_FIRM["invited"], role="member", language="de", actor=people.anna)
    newcomer = UserFactory()
    ContactFactory(user=newcomer)
    ask_to_join(people.company, actor=newcomer, message=OF_THE_FIRM["asks"])
    case = case_in("shortlisted", people)
    _note_by_staff(people, case)
    return case


def _note_by_staff(people, case) -> None:
    ContactEntryFactory(
        organisation=people.company,
        contact=people.anna.contact,
        created_by=people.lead,
        summary=OF_STAFF["summary"],
        confidential_note=OF_STAFF["note"],
        next_step=OF_STAFF["step"],
        next_step_for=people.lead,
    )
    Bias.objects.create(
        user=people.lead2, subject_type="companies.need", subject_id=case.need_id, reason=OF_STAFF["bias"]
    )
    Handover.objects.create(giver=people.lead, receiver=people.lead2, actor=people.lead, note=OF_STAFF["handover"])
    job = ImportJob.objects.create(
        subject="organisations",
        original_name="liste.csv",
        state="done",
        file_format="csv",
        requested_by=people.lead,
        expires_at=timezone.now(),
    )
    ImportLine.objects.create(job=job, is_check=False, line=2, outcome="created", label=OF_STAFF["import"])
    Ticket.objects.create(
        number="M-2026-0001",
        kind="M",
        due_on=timezone.localdate(),
        form_key=uuid4(),
        where="Profil",
        category="other",
        good_faith=True,
        text=OF_STAFF["report"],
        reporter_name=OF_STAFF["reporter"],
        reporter_email=OF_STAFF["reporter_email"],
    )


def test_the_marks_are_where_staff_read_them(people, marked, sign_in):
    client = sign_in("lead")
    seen = "".join(
        client.get(address).content.decode()
        for address in (
            people.company.get_absolute_url(),
            f"/organisations/{people.company.pk}/verification/",
            f"/organisations/{people.company.pk}/contacts/",
            Handover.objects.get().get_absolute_url(),
            Ticket.objects.get().get_absolute_url(),
            ImportJob.objects.get().get_absolute_url(),
        )
    )
    missing = (set(OF_THE_FIRM.values()) | STAFF | set(COMPANY_CONTACT.values())) - found_in(seen, FIRM | STAFF)
    # The note has a page of its own; whom to let in is up to the admins of the firm; a bias is told on its case.
    elsewhere = {OF_STAFF["note"], OF_STAFF["bias"], OF_THE_FIRM["invited"], OF_THE_FIRM["asks"]}
    assert missing <= elsewhere


def test_nothing_of_an_organisation_reaches_who_may_not_see_it(people, marked, caplog):
    caplog.set_level("INFO")
    hidden = dict.fromkeys(OUTSIDERS, FIRM | STAFF) | dict.fromkeys(INSIDERS, STAFF)

    assert leaks(people, [marked], hidden) == []
    assert found_in(caplog.text, FIRM | STAFF) == set()
    stored = serializers.serialize("json", [*LogEntry.objects.all(), *CaseEvent.objects.all()], ensure_ascii=False)
    assert found_in(stored, FIRM | STAFF) == set()


def test_no_mail_tells_of_an_organisation_to_who_may_not_know_it(people, marked):
    insiders = {COMPANY_CONTACT["email"], OF_THE_FIRM["colleague_email"], OF_THE_FIRM["invited"]}
    staff = {people.lead.email, people.lead2.email}
    wrong = []
    for message in OutboxMessage.objects.all():
        text = "\n".join([message.subject, message.body_text, message.body_html, str(message.reply_to)])
        for recipient in (*message.to, *message.cc):
            if any(address in recipient for address in staff):
                continue
            hidden = STAFF if any(address in recipient for address in insiders) else FIRM | STAFF
            if hits := found_in(text, hidden):
                wrong.append((message.kind, sorted(hits)))
    assert wrong == []
