"""Short cuts into every state of a case, taken through the services, as people would."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from companies import services as needs
from companies.attachments import add_attachment
from companies.models import Need
from files.uploads import check_upload
from matchmaking.models import Introduction
from matchmaking.services import keys, moderation, outcomes
from organisations.services.members import leave_organisation
from startups import services as offers
from startups.models import Offer
from taxonomy.models import Topic
from tests.conftest import fresh
from tests.factories import MembershipFactory, NeedFactory, OfferFactory

TEASER = {"title": "Maschinen sollen ihre Laufzeit melden", "text": "Ein Betrieb möchte Stillstände sehen."}
OFFER_TEASER = {"title": "Ein Anbieter liest Maschinen aus", "text": "Liest Laufzeiten an Maschinen jeden Alters aus."}


def need_in(state: str, people, *, organisation=None, author=None, lead=None) -> Need:
    """Return a need of `organisation` (Anna's company unless given) that came to `state` the regular way."""
    author, lead = author or people.anna, lead or people.lead
    need = NeedFactory(organisation=organisation or people.company, contact=author.contact, created_by=author)
    need.topics.add(Topic.objects.get(slug="iiot"))
    if state == "draft":
        return need
    if state == "expired":
        needs.expire_need(need, "expire_draft")
        return need
    needs.submit_need(need, actor=author)
    if state == "submitted":
        return need
    needs.take_over_need(need, actor=lead)
    if state == "returned":
        needs.ask_company(need, actor=lead, text="Wie viele Maschinen sind es?")
    if state == "rejected":
        needs.reject_need(need, actor=lead, reason="not_digital", text="Dafür sind wir nicht da.")
    if state == "withdrawn":
        needs.withdraw_need(need, actor=author)
    if state in ("in_qualification", "returned", "rejected", "withdrawn"):
        return need
    needs.qualify_need(need, actor=lead)
    needs.write_teaser(need, actor=lead, checked=True, **TEASER)
    if state == "matching":
        moderation.shortlist(suggestion(need, offer_in("published", people)), actor=lead, note="Passt gut.")
        need.refresh_from_db()
    if state == "paused":
        needs.pause_need(need, actor=lead, resume_on=timezone.localdate() + timedelta(days=30))
    if state == "closed_unsolved":
        needs.close_need_unsolved(need, actor=lead, reason="no_offer_found")
    if state == "closed_solved":
        introduction = introduction_in("success", people, need=need)
        need = introduction.need
        need.refresh_from_db()
        needs.close_need_solved(need, actor=lead, note="Läuft seit vier Wochen.")
    return need


def attach(need: Need, *, shared: bool, name: str = "Hallenplan.txt", text: str = "Halle 3"):
    """Attach a small text to `need`, a draft."""
    upload = check_upload(SimpleUploadedFile(name, text.encode()))
    return add_attachment(need, actor=need.created_by, upload=upload, shared=shared)


def need_with_file(people, *, organisation=None, author=None, lead=None) -> Need:
    """Return a qualified need, of Anna's company unless told, with a file that is released for the provider."""
    need = need_in("draft", people, organisation=organisation, author=author)
    attach(need, shared=True)
    needs.submit_need(need, actor=author or people.anna)
    needs.take_over_need(need, actor=lead or people.lead)
    needs.qualify_need(need, actor=lead or people.lead)
    needs.write_teaser(need, actor=people.lead, checked=True, **TEASER)
    return need


def offer_in(state: str, people, *, organisation=None, author=None) -> Offer:
    """Return an offer of `organisation` (Clara's startup unless given) that came to `state` the regular way."""
    author = author or people.clara
    offer = OfferFactory(organisation=organisation or people.startup, contact=author.contact, created_by=author)
    offer.topics.add(Topic.objects.get(slug="iiot"))
    if state == "draft":
        return offer
    offers.submit_offer(offer, actor=author)
    if state == "returned":
        offers.return_offer(offer, actor=people.lead, question="Was kostet es?")
    if state == "rejected":
        offers.reject_offer(offer, actor=people.lead, reason="not_digital", text="Das ist kein digitales Thema.")
    if state in ("submitted", "returned", "rejected"):
        return offer
    offers.write_teaser(offer, actor=people.lead, checked=True, **OFFER_TEASER)
    offers.publish_offer(offer, actor=people.lead)
    if state == "suspended":
        offers.suspend_offer(offer, actor=author)
    if state == "archived":
        offers.archive_offer(offer, actor=author)
    return offer


def suggestion(need: Need, offer: Offer) -> Introduction:
    """Return the pair as the engine would have suggested it."""
    return Introduction.objects.create(
        need=need, offer=offer, score=72.5, rank=1, contributions={"words": 72.5}, input_hash="x" * 64
    )


def introduction_in(state: str, people, *, need=None, offer=None) -> Introduction:
    """Return an introduction between Anna's company and Clara's startup that came to `state` the regular way."""
    need = need or need_in("qualified", people)
    offer = offer or offer_in("published", people)
    company, provider, lead = need.created_by, offer.created_by, people.lead
    introduction = suggestion(need, offer)
    if state == "suggested":
        return introduction
    if state == "dismissed":
        moderation.dismiss(introduction, actor=lead, reason="wrong_topic", scope="pair")
        return introduction
    moderation.shortlist(introduction, actor=lead, note="Der Anbieter hat Erfahrung mit alten Maschinen.")
    if state == "obsolete":
        moderation.make_obsolete(introduction, actor=lead, reason="offer_gone")
    if state in ("shortlisted", "obsolete"):
        return introduction
    moderation.ask_company(introduction, actor=lead)
    if state == "declined_company":
        keys.company_declines(introduction, actor=company, reason="timing")
    if state == "lapsed":
        Introduction.objects.filter(pk=introduction.pk).update(answer_due_on=timezone.localdate() - timedelta(days=1))
        introduction.refresh_from_db()
        keys.lapse(introduction)
    if state in ("awaiting_company", "declined_company", "lapsed"):
        return introduction
    keys.company_agrees(introduction, actor=company)
    if state == "declined_provider":
        keys.provider_declines(introduction, actor=provider, reason="no_capacity")
    if state == "withdrawn":
        keys.withdraw_consent(introduction, actor=company, side="company")
    if state in ("awaiting_provider", "declined_provider", "withdrawn"):
        return introduction
    keys.provider_agrees(introduction, actor=provider)
    if state == "introduced":
        return introduction
    if state == "no_success":
        outcomes.record_no_success(introduction, actor=lead, reason="price")
        return introduction
    outcomes.record_meeting(introduction, actor=fresh(lead), met_on=timezone.localdate())
    if state == "pilot":
        outcomes.start_pilot(
            introduction, actor=lead, scope="Drei Maschinen für vier Wochen", budget="5k_25k", both_confirmed=True
        )
    if state == "follow_up":
        outcomes.start_follow_up(introduction, actor=lead)
    if state == "success":
        outcomes.record_success(introduction, actor=lead, outcome="contract", note="Beide Seiten bestätigt.")
    return introduction


def leave(user, organisation) -> None:
    """Let `user` stop acting for `organisation`; somebody else administers it from then on."""
    MembershipFactory(organisation=organisation)
    leave_organisation(organisation.memberships.get(contact__user=user), actor=user)
