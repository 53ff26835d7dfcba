"""Requests to join and invitations."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.states import GuardFailed, InvalidTransition
from mail.models import OutboxMessage
from organisations.enums import InvitationState
from organisations.models import Invitation, JoinRequest, Membership
from organisations.services import invitations, joining
from organisations.tasks import expire
from organisations.tokens import hash_of
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def invite(people, email="neu@example.org", **fields) -> Invitation:
    options = {"role": "member", "language": "de", "actor": people.anna} | fields
    return invitations.invite(people.company, email=email, **options)


def link_in_mail() -> str:
    body = OutboxMessage.objects.filter(kind="invitation.sent").latest("pk").body_text
    return re.search(r"http://testserver(/\S*token=\S+)", body)[1]


def token_of(link: str) -> str:
    return link.partition("token=")[2]


# --- Requests ---------------------------------------------------------------------------------------


def test_a_request_reaches_the_admins_and_the_answer_the_person(people, newcomer):
    request = joining.ask_to_join(people.company, actor=newcomer, message="Ich leite die Fertigung.")
    asked = OutboxMessage.objects.get(kind="join_request.asked")
    assert people.anna.email in asked.to[0]
    assert "Ich leite die Fertigung." in asked.body_text
    joining.accept_request(request, actor=people.anna)
    assert newcomer.email in OutboxMessage.objects.get(kind="join_request.accepted").to[0]
    assert Membership.objects.get(organisation=people.company, contact=newcomer.contact).role == "member"
    with pytest.raises(InvalidTransition):
        joining.decline_request(JoinRequest.objects.get(pk=request.pk), actor=people.anna)


def test_a_second_request_is_the_first_one_and_members_need_none(people, newcomer):
    first = joining.ask_to_join(people.company, actor=newcomer)
    assert joining.ask_to_join(people.company, actor=newcomer) == first
    assert OutboxMessage.objects.filter(kind="join_request.asked").count() == 1
    with pytest.raises(GuardFailed):
        joining.ask_to_join(people.company, actor=people.ben)


def test_too_many_open_requests_are_refused(people, newcomer):
    for organisation in OrganisationFactory.create_batch(joining.MOST_OPEN):
        joining.ask_to_join(organisation, actor=newcomer)
    with pytest.raises(GuardFailed):
        joining.ask_to_join(people.company, actor=newcomer)


def test_without_admin_the_lead_of_the_region_is_asked_and_decides(people, newcomer, sign_in):
    bare = OrganisationFactory(region=people.provider.region)
    request = joining.ask_to_join(bare, actor=newcomer)
    assert people.far_lead.email in OutboxMessage.objects.get(kind="join_request.asked").to[0]
    client = sign_in("far_lead")
    assert newcomer.contact.full_name in client.get(reverse("organisations:queue")).content.decode()
    url = reverse("organisations:request_accept", args=[bare.pk, request.pk])
    assert client.post(url, {"role": "admin"}).status_code == 302
    assert Membership.objects.get(organisation=bare).is_admin


def test_an_admin_declines_with_a_note_and_the_person_withdraws(people, newcomer, sign_in, as_user):
    request = joining.ask_to_join(people.company, actor=newcomer)
    url = reverse("organisations:request_decline", args=[people.company.pk, request.pk])
    sign_in("anna").post(url, {"note": "Wir kennen uns nicht."})
    assert "Wir kennen uns nicht." in OutboxMessage.objects.get(kind="join_request.declined").body_text
    again = joining.ask_to_join(people.company, actor=newcomer)
    as_user(newcomer).post(reverse("organisations:request_withdraw", args=[again.pk]))
    again.refresh_from_db()
    assert again.state == "withdrawn"


def test_the_database_refuses_two_open_requests_and_an_answer_without_a_person(people, newcomer):
    joining.ask_to_join(people.company, actor=newcomer)
    with pytest.raises(IntegrityError, match="joinrequest_one_open"), transaction.atomic():
        JoinRequest.objects.create(organisation=people.company, contact=newcomer.contact)
    with pytest.raises(IntegrityError, match="joinrequest_decided_by_and_at"), transaction.atomic():
        JoinRequest.objects.update(state="accepted")


# --- Invitations ------------------------------------------------------------------------------------


def test_the_secret_is_in_the_mail_only_and_gone_once_it_has_left(people):
    invitation = invite(people)
    token = token_of(link_in_mail())
    assert invitation.token_hash == hash_of(token) != token
    message = OutboxMessage.objects.get(kind="invitation.sent")
    assert message.is_confidential
    assert token not in str(list(Invitation.objects.values()))


def test_reading_the_link_changes_nothing_and_a_person_with_account_accepts(people, newcomer, client, as_user):
    invitation = invite(people, email=newcomer.email.upper())
    link = link_in_mail()
    page = as_user(newcomer).get(link)
    assert "Einladung annehmen" in page.content.decode()
    assert not people.company.memberships.filter(contact=newcomer.contact).exists()
    done = as_user(newcomer).post(reverse("organisations:invitation_accept"), {"token": token_of(link)})
    assert done.url == people.company.get_absolute_url()
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == ("accepted", newcomer.contact)
    assert people.anna.email in OutboxMessage.objects.get(kind="invitation.accepted").to[0]
    assert client.get(link).status_code == 404


def test_somebody_without_account_opens_one_without_confirming_the_address_once_more(people, client):
    invite(people, role="admin")
    link = link_in_mail()
    assert client.get(link).status_code == 200
    to_sign_up = client.post(reverse("organisations:invitation_sign_up"), {"token": token_of(link)})
    form = client.get(to_sign_up.url)
    assert "neu@example.org" in form.content.decode()
    back = form.context["redirect_field_value"]
    data = {
        "given_name": "Nele",
        "family_name": "Neumann",
        "email": "andere@example.org",
        "password1": "lange-genug-4711",
        "password2": "lange-genug-4711",
        "next": back,
    }
    answer = client.post(reverse("account_signup"), data)
    assert answer.url == back
    user = User.objects.get(email="neu@example.org")
    assert not User.objects.filter(email="andere@example.org").exists()
    assert "Einladung annehmen" in client.get(back).content.decode()
    client.post(reverse("organisations:invitation_accept"), {"token": token_of(link)})
    assert Membership.objects.get(organisation=people.company, contact__user=user).is_admin


def test_an_invitation_is_for_its_address_only(people, sign_in):
    invite(people)
    link = link_in_mail()
    assert "für eine andere E-Mail-Adresse" in sign_in("dora").get(link).content.decode()
    sign_in("dora").post(reverse("organisations:invitation_accept"), {"token": token_of(link)})
    assert not people.company.memberships.filter(contact=people.dora.contact).exists()
    with pytest.raises(GuardFailed):
        invitations.accept_invitation(Invitation.objects.get(), actor=people.dora)


def test_an_invitation_expires_is_sent_again_and_the_old_link_is_dead(people, newcomer, client, settings):
    invitation = invite(people, email=newcomer.email)
    old = link_in_mail()
    with time_machine.travel(timezone.now() + timedelta(days=settings.INVITATION_DAYS, minutes=1)):
        assert client.get(old).status_code == 404  # before the timer has recorded it
        with pytest.raises(InvalidTransition):
            invitations.accept_invitation(Invitation.objects.get(), actor=newcomer)
        for _ in range(2):
            expire()
        invitation.refresh_from_db()
        assert invitation.state == InvitationState.EXPIRED
        invitations.resend_invitation(invitation, actor=people.anna)
        assert client.get(old).status_code == 404
        assert client.get(link_in_mail()).status_code == 200
    assert OutboxMessage.objects.filter(kind="invitation.sent").count() == 2


def test_the_page_invites_sends_again_withdraws_and_keeps_what_was_typed(people, sign_in, client):
    client, company = sign_in("anna"), people.company
    url = reverse("organisations:invite", args=[company.pk])
    wrong = client.post(url, {"email": "keine-adresse", "role": "admin", "language": "en"})
    assert "keine-adresse" in wrong.content.decode()
    member = client.post(url, {"email": people.ben.email, "role": "member", "language": "de"})
    assert "handelt bereits" in member.content.decode()
    client.post(url, {"email": "neu@example.org", "role": "member", "language": "en"})
    assert "Invitation" in OutboxMessage.objects.get(kind="invitation.sent").subject
    twice = client.post(url, {"email": "NEU@example.org", "role": "member", "language": "en"})
    assert "bereits eingeladen" in twice.content.decode()
    invitation = Invitation.objects.get()
    client.post(reverse("organisations:invitation_resend", args=[company.pk, invitation.pk]))
    link = link_in_mail()
    client.post(reverse("organisations:invitation_withdraw", args=[company.pk, invitation.pk]))
    assert client.get(link).status_code == 404
    foreign = reverse("organisations:invitation_withdraw", args=[people.startup.pk, invitation.pk])
    assert client.post(foreign).status_code == 404


def test_the_database_refuses_a_second_pending_invitation_and_one_accepted_by_nobody(people):
    invitation = invite(people)
    rows = Invitation.objects.filter(pk=invitation.pk)
    for constraint, change in (
        ("invitation_accepted_by_and_at", {"state": "accepted"}),
        ("invitation_expires_after_sending", {"expires_at": invitation.sent_at}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError, match="invitation_one_pending"), transaction.atomic():
        Invitation.objects.create(
            organisation=people.company,
            email=invitation.email,
            token_hash="x",
            invited_by=people.anna,
            expires_at=invitation.expires_at,
        )


@pytest.mark.parametrize("token", ["", "x", "\x00", "ä" * 500])
def test_a_made_up_link_is_a_polite_404(client, token):
    page = client.get(reverse("organisations:invitation"), {"token": token})
    assert page.status_code == 404
    assert "gilt nicht mehr" in page.content.decode()


def test_accepting_ends_an_own_open_request_and_keeps_the_higher_role(people, newcomer):
    MembershipFactory(organisation=people.company, contact=newcomer.contact, role="member")
    invitation = invite(people, email="x@example.org", role="admin")
    Invitation.objects.update(email=newcomer.email)
    invitation.refresh_from_db()
    assert invitations.accept_invitation(invitation, actor=newcomer).is_admin
