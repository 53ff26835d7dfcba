"""Nobody learns who the other side is before both have agreed: canary strings in every field that could tell, looked
for on every page of the portal, in every mail, log line and stored fact."""

import itertools
import re
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.core import serializers
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import Consent, User
from board.models import Interest, Posting
from board.services import postings
from companies import services as needs
from companies.models import Need, NeedAttachment
from contactlog.models import Handover
from core.models import CaseEvent, LogEntry
from dzm.views.bias import KINDS
from events.models import Event
from landscape.models import Entry
from landscape.selectors import public_offer
from landscape.services import choose_visibility
from legal.models import Ticket
from mail.models import OutboxMessage
from matchmaking.engine.lexicon import Concept
from matchmaking.enums import RunState
from matchmaking.learning.live import keep_fixed
from matchmaking.lexicon.concepts import Lexicon
from matchmaking.lexicon.services import save_concept
from matchmaking.models import Introduction, LexiconEdit, LexiconPreview, MatchingRun
from matchmaking.services import keys
from meetings.models import Meeting
from newsletter.models import Answer, Issue, Segment, Subscription
from organisations.models import Membership
from organisations.services.logo import save_logo
from privacy.models import Incident
from projects.models import FunderPack, Milestone, ProjectIndicator, Voucher
from radar.models import ScoutingTask
from reporting.models import FreeCount
from reporting.services import ask_for_count, count_free
from shares.models import Holder
from startups import services as offers
from startups.models import Offer
from tests.cases import OFFER_TEASER, TEASER, attach, introduction_in, need_in, offer_in
from tests.conftest import PASSWORD
from tests.factories import AbsenceFactory, ContactEntryFactory
from tests.files.samples import picture
from tests.newsletter.cases import answer_of
from tests.newsletter.issues import draft_issue, sent_issue
from tests.outcomes.conftest import asked_survey
from tests.projects.steps import one_of_each, pack_row
from tests.transfer.conftest import asked_export
from transfer.models import ExportJob

pytestmark = pytest.mark.django_db

# What the other side receives when both have agreed.
COMPANY_CONTACT = {
    "name": "Xaverquell Drehwerk GmbH",
    "given_name": "Annegunde",
    "family_name": "Xylandra",
    "email": "annegunde@xaverquell.example",
    "phone": "0221 4710 771",
    "website": "https://xaverquell.example",
}
COMPANY_LOGO, PROVIDER_LOGO = "Zahnrad mit Eichelhäher", "Antenne mit Rotkehlchen"
PROVIDER_CONTACT = {
    "name": "Qualmwerder Funk UG",
    "given_name": "Kunigunde",
    "family_name": "Quastenflosser",
    "email": "kunigunde@qualmwerder.example",
    "phone": "0221 4710 882",
    "website": "https://qualmwerder.example",
}
# What stays with the own side and the project leads for ever.
COMPANY_PRIVATE = {
    "legal_form": "GmbH Xenolith",
    "street": "Ypsilonstieg 17",
    "postcode": "D-59871",
    "city": "Quittenbruck",
    "about": "Wolkenmolch seit 1911",
    "title": "Zitronenfalter zählen an der Drehbank",
    "description": "Unser Morgentauprotokoll schreiben wir an zwölf Drehmaschinen von Hand auf Zettel.",
    "goal": "Abendrotanzeige im Meisterraum.",
    "systems": "Nebelhornsteuerung von 1988.",
    "constraints": "Raureifklausel im Wartungsvertrag.",
    "file": "Gewitterziegenplan.txt",
    "text": "Krähwinkelmaße der Drehbank",
}
# What the company has released for the provider, once both have agreed.
COMPANY_RELEASED = {"file": "Mauerseglerliste.txt", "text": "Haselmausdaten der Werkhalle"}
PROVIDER_PRIVATE = {
    "legal_form": "UG Zwirnfaden",
    "street": "Jodlergasse 4",
    "postcode": "D-40299",
    "city": "Jammertalheim",
    "about": "Borkenkaffee trinken wir gern.",
    "title": "Wurzelpeter liest Drehmaschinen aus",
    "description": "Mit dem Kokosläufer lesen wir Laufzeiten und Stillstände an Drehmaschinen jeden Alters.",
    "price_note": "Sonderpreis Pfauenauge",
}
MEETING = {"kind": "on_site", "place": "Spechtmeisenweg 12"}
INTEREST = "Die Buchfinkenanlage haben wir schon dreimal gebaut."  # what a provider writes to the lead
QUESTION = "Heißt der Anbieter vielleicht Mondkalb?"
DECLINE_NOTE = "Wir hatten Ärger mit Sumpfdotter."

STATES_BEFORE = [
    "suggested",
    "shortlisted",
    "dismissed",
    "awaiting_company",
    "awaiting_provider",
    "declined_company",
    "declined_provider",
    "lapsed",
    "obsolete",
]
EVERYBODY = ["anna", "ben", "clara", "carl", "dora", "far_lead", "editor", "partner", None]
COMPANY_SIDE, PROVIDER_SIDE = {"anna", "ben"}, {"clara"}


def canaries(*fields: dict) -> set[str]:
    """Return what must not be found: each value, and the telling words of the longer ones."""
    values = {value for group in fields for value in group.values()}
    words = {"Xaverquell", "Xenolith", "Ypsilonstieg", "Wolkenmolch", "Zitronenfalter", "Morgentauprotokoll"}
    words |= {"Abendrotanzeige", "Nebelhornsteuerung", "Raureifklausel", "Qualmwerder", "Zwirnfaden", "Jodlergasse"}
    words |= {"Gewitterziegen", "Krähwinkel", "Mauersegler", "Haselmaus", "Eichelhäher", "Rotkehlchen"}
    words |= {"Borkenkaffee", "Wurzelpeter", "Kokosläufer", "Pfauenauge"}
    return values | {word for word in words if any(word in value for value in values)}


COMPANY = canaries(COMPANY_CONTACT, COMPANY_PRIVATE, COMPANY_RELEASED, {"alt": COMPANY_LOGO})
PROVIDER = canaries(PROVIDER_CONTACT, PROVIDER_PRIVATE, {"alt": PROVIDER_LOGO})


@pytest.fixture
def parties(people):
    """Anna's company and Clara's startup with a canary in every field. The startup does not want to be in the public
    landscape; what happens where it does is tested below."""
    choose_visibility(people.startup, actor=people.clara, visibility="hidden", booked_until=None)
    _mark(people.company, people.anna, COMPANY_CONTACT | COMPANY_PRIVATE)
    _mark(people.startup, people.clara, PROVIDER_CONTACT | PROVIDER_PRIVATE)
    save_logo(people.company, actor=people.anna, picture=picture(), alt=COMPANY_LOGO)
    save_logo(people.startup, actor=people.clara, picture=picture(), alt=PROVIDER_LOGO)
    return people


def _mark(organisation, user, values: dict) -> None:
    for name in ("name", "legal_form", "street", "postcode", "city", "website", "about"):
        setattr(organisation, name, values[name])
    organisation.save()
    for name in ("given_name", "family_name", "email", "phone"):
        setattr(user.contact, name, values[name])
    user.contact.save()


def case_in(state: str, people) -> Introduction:
    """Return a case in `state` whose need and offer hold the canaries; the company asked before it declined."""
    need, offer = marked_need(people), marked_offer(people)
    if state != "declined_company":
        return introduction_in(state, people, need=need, offer=offer)
    introduction = introduction_in("awaiting_company", people, need=need, offer=offer)
    keys.ask_question(introduction, actor=people.anna, text=QUESTION)
    keys.company_declines(introduction, actor=people.anna, reason="known_conflict", note=DECLINE_NOTE)
    return introduction


def marked_need(people) -> Need:
    """Return a qualified need with the canaries; only its anonymous summary is harmless."""
    need = written(need_in("draft", people), COMPANY_PRIVATE, "title", "description", "goal", "systems", "constraints")
    attach(need, shared=False, name=COMPANY_PRIVATE["file"], text=COMPANY_PRIVATE["text"])
    attach(need, shared=True, name=COMPANY_RELEASED["file"], text=COMPANY_RELEASED["text"])
    needs.submit_need(need, actor=people.anna)
    needs.take_over_need(need, actor=people.lead)
    needs.qualify_need(need, actor=people.lead)
    needs.write_teaser(need, actor=people.lead, checked=True, **TEASER)
    return need


def marked_offer(people) -> Offer:
    """Return a published offer with the canaries; only its anonymous summary is harmless."""
    offer = written(offer_in("draft", people), PROVIDER_PRIVATE, "title", "description", "price_note")
    offers.submit_offer(offer, actor=people.clara)
    offers.write_teaser(offer, actor=people.lead, checked=True, **OFFER_TEASER)
    offers.publish_offer(offer, actor=people.lead)
    return offer


def written(obj, values: dict, *names: str):
    """Return `obj` as the database holds it after writing the named values."""
    objects = type(obj).objects
    objects.filter(pk=obj.pk).update(**{name: values[name] for name in names})
    return objects.get(pk=obj.pk)


FILLED = {"pk", "org", "other", "concept", "number", "kind", "session", "size", "attachment", "key", "token", "code"}
FILLED |= {"code", "slug", "offer", "year", "month", "form", "language", "table", "topic", "step", "register"}
# Things of the hub that have a slug, by how their addresses begin.
SLUGS = {"projects/": ["dnm"], "region/agreements/": ["digitaler-brueckenschlag"]}


def routes(resolver=None, prefix: str = ""):
    """Yield (pattern text, view, converters) of every URL of the portal but the operator's admin."""
    for entry in (resolver or get_resolver()).url_patterns:
        text = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if entry.app_name != "admin":
                yield from routes(entry, text)
        elif isinstance(entry, URLPattern):
            yield text, entry.callback, entry.pattern.converters


def addresses(introductions: list[Introduction]) -> dict[str, list[str]]:
    """Return pattern -> its addresses, the numbers filled with all those of the cases."""
    cases = [(case.need, case.offer, case) for case in introductions]
    need, offer, _case = cases[0]
    numbers = {
        "needs": [need.pk for need, _offer, _case in cases],
        "offers": [offer.pk for _need, offer, _case in cases],
        "introductions": [case.pk for _need, _offer, case in cases],
        "meetings": meeting_pks(introductions),
        "interests": [interest_in(case).pk for _need, _offer, case in cases],
        "timers": [0],
        "runs": MatchingRun.objects.order_by("pk").values_list("pk", flat=True)[:2],
        "accounts": [],  # passkeys, of which nobody here has one
        "learning": [keep_fixed().pk],
        "bias": {pk for need, offer, case in cases for pk in (need.pk, case.pk, need.organisation_id)},
        "lexicon": [lexicon_preview(introductions).pk],
        "transfer": [export_of(introductions).pk],
        "organisations": Membership.objects.order_by("pk").values_list("pk", flat=True),
        "account": [AbsenceFactory().pk],
        "contacts": [ContactEntryFactory(organisation=each).pk for each in (need.organisation, offer.organisation)],
        "handover": [handover().pk],
        "events": [an_event().pk],
        "my-events": [0],  # nobody's
        "newsletter": _of_newsletter(),
        "legal": Ticket.objects.values_list("pk", flat=True),
        "privacy": [*Consent.objects.order_by("pk").values_list("pk", flat=True), an_incident().pk],
        "outcomes": [asked_survey(case, side).pk for _need, _offer, case in cases for side in ("company", "provider")],
        "region": Holder.objects.order_by("pk").values_list("pk", flat=True)[:1],
        "outbox": OutboxMessage.objects.order_by("pk").values_list("pk", flat=True)[:2],
        "radar": [*(need.pk for need, _offer, _case in cases), searched(need).pk],
        "figures": [counted_by_lead().pk],
        "projects": project_entries(),
    }
    attachments = NeedAttachment.objects.values_list("pk", flat=True)
    found = {}
    for text, _view, _converters in routes():
        names = re.findall(r"<(?:\w+:)?(\w+)>", text)
        both = [need.organisation_id, offer.organisation_id]
        values = {
            "size": ["small", "large"],
            "attachment": attachments,
            "org": both,
            "other": both,
            "concept": ["hops"],
            "number": [0, 1],
            "kind": KINDS,
            "session": ["0" * 64],
            "language": ["de"],
            "key": [uuid4()],
            "token": ["x"],
            "year": [timezone.localdate().year],
            "month": [3],
            "form": ["csv"],
            "code": [posting_of(each).code for each, _offer, _case in cases],
            "slug": SLUGS.get(next((start for start in SLUGS if text.startswith(start)), ""))
            or [entry.slug for entry in Entry.objects.select_related("organisation")],
            "table": ["stages", "caps"],
            "topic": list(need.topics.values_list("slug", flat=True)),
            "step": ["find"],
            "register": ["milestones", "vouchers"],
            "offer": [public_offer(offer).slug for _need, offer, _case in cases],
        }
        if "pk" in names:
            room = "contacts" if "/contacts/" in text else text.split("/")[0]
            values["pk"] = numbers[room]
        if set(names) <= set(values):  # others are links of the login that carry a secret of their own
            combinations = itertools.product(*(values[name] for name in names))
            found[text] = [_fill(text, names, combination) for combination in combinations]
    return found


def _of_newsletter() -> set[int]:
    """Return the numbers of a reader, of an issue, and of what belongs to it."""
    lead = User.objects.get(email="lead@example.org")
    known = Issue.objects.filter(created_by=lead)
    draft, sent = known.filter(state="draft").first(), known.filter(state="sent").first()
    draft, sent = draft or draft_issue(lead), sent or sent_issue(lead)
    reader, _is_new = Subscription.objects.get_or_create(email="leserin@example.org")
    segment, _is_new = Segment.objects.get_or_create(name="Niemand")
    answer = Answer.objects.first() or answer_of(lead)
    parts = {draft.blocks.first().pk, sent.deliveries.first().pk, segment.pk, reader.pk, answer.pk}
    return parts | {draft.pk, sent.pk}


def searched(need: Need) -> ScoutingTask:
    """Return a search for providers for `need`."""
    known = ScoutingTask.objects.filter(need=need).first()
    lead = User.objects.get(email="lead@example.org")
    return known or ScoutingTask.objects.create(need=need, begun_by=lead, due_on=timezone.localdate())


def counted_by_lead() -> FreeCount:
    """Return all figures of this year as a lead counts them."""
    known = FreeCount.objects.first()
    if known:
        return known
    today = timezone.localdate()
    lead = User.objects.get(email="lead@example.org")
    asked = ask_for_count(today.replace(month=1, day=1), today, actor=lead)
    count_free(asked.pk)
    return asked


def project_entries() -> set[int]:
    """Return an entry of each register of a funded project, and a pack of it."""
    if not FunderPack.objects.exists():
        one_of_each(SimpleNamespace(lead=User.objects.get(email="lead@example.org")))
        pack_row()
    return {
        *Milestone.objects.values_list("pk", flat=True),
        *Voucher.objects.values_list("pk", flat=True),
        *ProjectIndicator.objects.values_list("pk", flat=True),
    }


def meeting_pks(introductions: list[Introduction]) -> list[int]:
    """Return a meeting of each case, as if one had been planned in whatever state it is."""
    lead = User.objects.get(email="lead@example.org")
    for case in introductions:
        if not case.meetings.exists():
            meeting = Meeting.objects.create(introduction=case, proposed_by=lead, proposed_as="lead", **MEETING)
            meeting.slots.create(starts_at=timezone.now() + timedelta(days=3))
    return [meeting.pk for case in introductions for meeting in case.meetings.all()]


def posting_of(need: Need) -> Posting:
    """Return the posting of `need`; it hangs on the board where that is possible in the state of the need."""
    known = Posting.objects.filter(need=need).first()
    if known:
        return known
    postings.agree(need, contact=need.contact, channel="portal", actor=need.created_by)
    return postings.post(need, actor=User.objects.get(email="lead@example.org"))


def interest_in(case: Introduction) -> Interest:
    """Return the interest of the provider of `case` in its need."""
    known = Interest.objects.filter(need=case.need).first()
    sides = {"organisation": case.offer.organisation, "contact": case.offer.contact}
    return known or Interest.objects.create(need=case.need, offer=case.offer, note=INTEREST, **sides)


def handover() -> Handover:
    """Return a hand-over between the two project leads."""
    lead, lead2 = (User.objects.get(email=f"{name}@example.org") for name in ("lead", "lead2"))
    return Handover.objects.create(giver=lead, receiver=lead2, actor=lead)


def an_event() -> Event:
    """Return an event; what it says is no part of a case."""
    lead = User.objects.get(email="lead@example.org")
    return Event.objects.create(kind="talk", title="x", summary="y", created_by=lead)


def an_incident() -> Incident:
    """Return an incident; its page is for staff."""
    lead = User.objects.get(email="lead@example.org")
    return Incident.objects.create(title="x", description="y", noticed_at=timezone.now(), risk="none", created_by=lead)


def lexicon_preview(introductions: list[Introduction]) -> LexiconPreview:
    """Return a preview that names the cases, of a draft that the page of the drafts shows."""
    lead = User.objects.get(email="lead@example.org")
    if not LexiconEdit.objects.exists():
        save_concept(Concept("blirk", ("Blirkerei",), ()), based_on=0, note="Test", actor=lead)
    pairs = [[case.pk, 30.0, 40.0, 2, 1] for case in introductions]
    result = {"pairs": pairs, "compared": len(pairs), "texts": 2, "concepts": {"blirk": [0, 1]}}
    return LexiconPreview.objects.create(
        overlay=[], digest=Lexicon.load().digest, requested_by=lead, state=RunState.DONE, result=result
    )


def export_of(introductions: list[Introduction]) -> ExportJob:
    """Return an export of all needs that a lead has asked for."""
    lead = User.objects.get(email="lead@example.org")
    return ExportJob.objects.filter(requested_by=lead).first() or asked_export(lead, "needs")


def _fill(text: str, names: list[str], values: tuple) -> str:
    for name, value in zip(names, values, strict=True):
        text = re.sub(rf"<(?:\w+:)?{name}>", str(value), text)
    return "/" + text.removeprefix("^").removesuffix("$").removesuffix("\\Z")


def readable(people, introductions: list[Introduction]) -> list[str]:
    """Return the addresses that answer to a look; the others say that they only take a form."""
    probe = client_of(people, "lead")
    found = []
    for paths in addresses(introductions).values():
        methods = probe.generic("TRACE", paths[0]).headers.get("Allow", "GET") if paths else ""
        if "GET" in methods and "logout" not in paths[0]:
            found += paths
    return found


def client_of(people, person: str | None) -> Client:
    client = Client()
    if person:
        client.force_login(getattr(people, person))
    return client


def found_in(text: str, wanted: set[str]) -> set[str]:
    return {canary for canary in wanted if canary in text}


def leaks(people, introductions: list[Introduction], forbidden: dict) -> list[str]:
    """Walk all pages as every person in `forbidden` and return where a canary forbidden to that person shows."""
    paths, lines = readable(people, introductions), []
    for person in forbidden:
        client = client_of(people, person)
        for path in paths:
            response = client.get(path, {"q": "a"})
            text = read(response)
            if hits := found_in(text, forbidden[person]):
                lines.append(f"{person} {path}: {sorted(hits)}")
    return lines


def read(response) -> str:
    """Return everything of an answer: the page or the file, and its headers with the name of the file."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + unquote(str(response.headers))


def hidden_from_everybody() -> dict:
    """Return what each person must not read while the two sides do not know each other."""
    meeting = {MEETING["place"]}
    hidden = dict.fromkeys(EVERYBODY, COMPANY | PROVIDER | meeting | {QUESTION, DECLINE_NOTE, INTEREST})
    for person in COMPANY_SIDE:
        hidden[person] = PROVIDER | meeting | {INTEREST}
    for person in PROVIDER_SIDE:
        hidden[person] = COMPANY | meeting | {QUESTION, DECLINE_NOTE}
    return hidden


def mail_leaks(people) -> list[str]:
    """Return which mails tell a recipient what that person must not know yet."""
    lines = []
    for message in OutboxMessage.objects.all():
        text = "\n".join([message.subject, message.body_text, message.body_html, str(message.reply_to)])
        for recipient in (*message.to, *message.cc):
            hidden = set()
            if COMPANY_CONTACT["email"] in recipient:
                hidden = PROVIDER
            elif PROVIDER_CONTACT["email"] in recipient:
                hidden = COMPANY
            if hits := found_in(text, hidden):
                lines.append(f"{recipient} {message.kind}: {sorted(hits)}")
    return lines


def test_the_walk_reaches_every_page_of_the_portal(parties):
    introduction = case_in("suggested", parties)
    unfilled = {text for text, _view, _converters in routes() if set(re.findall(r"<(?:\w+:)?(\w+)>", text)) - FILLED}

    assert all(text.startswith("accounts/") or "(?P<" in text for text in unfilled)
    walked = readable(parties, [introduction])
    assert reverse("matchmaking:introduction_detail", args=[introduction.pk]) in walked
    assert reverse("companies:need_detail", args=[introduction.need_id]) in walked
    assert reverse("startups:offer_detail", args=[introduction.offer_id]) in walked
    assert reverse("matchmaking:request_list", args=[introduction.offer.organisation_id]) in walked
    assert reverse("organisations:detail", args=[introduction.need.organisation_id]) in walked


def test_the_canaries_are_where_leads_read_them(parties):
    introduction = case_in("awaiting_company", parties)

    page = client_of(parties, "lead").get(introduction.get_absolute_url()).content.decode()

    assert {COMPANY_CONTACT["name"], PROVIDER_CONTACT["name"], "Zitronenfalter", "Kokosläufer"} <= found_in(
        page, COMPANY | PROVIDER
    )


def test_no_page_mail_or_log_tells_a_side_of_the_other_before_both_agreed(parties, caplog):
    caplog.set_level("INFO")
    cases = [case_in(state, parties) for state in STATES_BEFORE]
    assert [case.state for case in cases] == STATES_BEFORE

    assert leaks(parties, cases, hidden_from_everybody()) == []
    assert mail_leaks(parties) == []
    assert found_in(caplog.text, COMPANY | PROVIDER | {QUESTION, DECLINE_NOTE, PASSWORD}) == set()
    stored = serializers.serialize("json", [*LogEntry.objects.all(), *CaseEvent.objects.all()], ensure_ascii=False)
    assert found_in(stored, COMPANY | PROVIDER | {QUESTION, DECLINE_NOTE}) == set()


def test_once_both_agreed_each_side_reads_exactly_the_contact_data_of_the_other(parties):
    introduction = case_in("introduced", parties)
    url = introduction.get_absolute_url()

    company_reads = client_of(parties, "anna").get(url).content.decode()
    provider_reads = client_of(parties, "clara").get(url).content.decode()

    assert found_in(company_reads, set(PROVIDER_CONTACT.values())) == set(PROVIDER_CONTACT.values())
    assert found_in(provider_reads, set(COMPANY_CONTACT.values())) == set(COMPANY_CONTACT.values())
    released = client_of(parties, "clara").get(_released_file(introduction))
    assert COMPANY_RELEASED["text"] in read(released)
    assert COMPANY_RELEASED["file"] in provider_reads
    assert (COMPANY_LOGO in provider_reads, PROVIDER_LOGO in company_reads) == (True, True)
    logo = reverse("matchmaking:introduction_logo", args=[introduction.pk])
    assert [client_of(parties, name).get(logo).status_code for name in ("anna", "clara", "carl")] == [200, 200, 404]
    hidden = hidden_from_everybody()
    for person in COMPANY_SIDE:
        hidden[person] = canaries(PROVIDER_PRIVATE)
    for person in PROVIDER_SIDE:
        hidden[person] = canaries(COMPANY_PRIVATE)
    assert leaks(parties, [introduction], hidden) == []
    joint = OutboxMessage.objects.get(kind="introduction.introduced")
    assert found_in(joint.body_text + joint.subject, canaries(COMPANY_PRIVATE, PROVIDER_PRIVATE)) == set()


@pytest.mark.parametrize(("person", "side"), [("anna", "company"), ("clara", "provider")])
def test_a_withdrawn_consent_hides_both_sides_again(parties, person, side):
    introduction = case_in("introduced", parties)

    keys.withdraw_consent(introduction, actor=getattr(parties, person), side=side)

    hidden = hidden_from_everybody()
    assert leaks(parties, [introduction], {name: hidden[name] for name in ("anna", "ben", "clara")}) == []


def _released_file(introduction: Introduction) -> str:
    attachment = introduction.need.attachments.shared().get()
    return reverse("matchmaking:introduction_attachment", args=[introduction.pk, attachment.pk])


def test_files_and_logos_have_no_address_for_the_other_side_before_both_agreed(parties):
    cases = [case_in(state, parties) for state in ("awaiting_company", "awaiting_provider", "lapsed")]
    for case in cases:
        paths = [
            reverse("matchmaking:introduction_logo", args=[case.pk]),
            *(
                reverse(name, args=[pk, attachment.pk])
                for attachment in case.need.attachments.all()
                for name, pk in (
                    ("companies:attachment", case.need_id),
                    ("matchmaking:introduction_attachment", case.pk),
                )
            ),
            *(reverse("organisations:logo", args=[parties.company.pk, size]) for size in ("small", "large")),
        ]
        for person in ("clara", "carl", "far_lead"):
            assert {client_of(parties, person).get(path).status_code for path in paths} == {404}, (person, case.state)


def test_what_was_not_released_stays_with_the_company_after_the_introduction(parties):
    case = case_in("introduced", parties)
    private = case.need.attachments.get(shared_after_introduction=False)
    url = reverse("matchmaking:introduction_attachment", args=[case.pk, private.pk])
    assert client_of(parties, "clara").get(url).status_code == 404


def test_the_lead_of_the_providers_region_does_not_learn_who_asks(parties):
    cases = [_case_with_dortmund(state, parties) for state in STATES_BEFORE]

    assert leaks(parties, cases, {"far_lead": COMPANY}) == []


def test_the_lead_of_the_providers_region_knows_both_once_both_agreed(parties):
    introduction = _case_with_dortmund("introduced", parties)

    page = client_of(parties, "far_lead").get(introduction.get_absolute_url()).content.decode()

    assert {"Xaverquell", "Zitronenfalter", "Xylandra"} <= found_in(page, COMPANY)


@pytest.mark.parametrize("word", ["Zitronenfalter", "Xaverquell"])
def test_searching_for_a_word_of_the_hidden_side_finds_nothing(parties, word):
    introduction = _case_with_dortmund("awaiting_provider", parties)
    url = reverse("matchmaking:introduction_list")

    found = client_of(parties, "far_lead").get(url, {"q": word})
    known = client_of(parties, "far_lead").get(url, {"q": "Taktwerk"})

    assert found.context["rows"] == []
    assert [row.pk for row, *_rest in known.context["rows"]] == [introduction.pk]


def _case_with_dortmund(state: str, people) -> Introduction:
    offer = offer_in("published", people, organisation=people.provider, author=people.carl)
    return introduction_in(state, people, need=marked_need(people), offer=offer)


def test_a_provider_in_the_landscape_is_found_there_and_nowhere_else(parties):
    """What it publishes itself is no secret, but no page of the case leads to it: neither its name nor its address is
    on any other page that the company or anybody else opens."""
    case = case_in("awaiting_company", parties)
    entry = choose_visibility(parties.startup, actor=parties.clara, visibility="listed", booked_until=None)
    public = {PROVIDER_CONTACT["name"], PROVIDER_PRIVATE["title"], entry.get_absolute_url()}
    doors = ("/landscape/", "/search/", "/sitemap.xml", "/feeds/offers.atom")  # lists of the same public pages
    paths = [path for path in readable(parties, [case]) if not path.startswith(doors) and path != reverse("home")]
    shown = client_of(parties, "anna").get(entry.get_absolute_url()).content.decode()
    assert {PROVIDER_CONTACT["name"], PROVIDER_PRIVATE["title"]} <= found_in(shown, public)
    assert not found_in(shown, {PROVIDER_CONTACT["family_name"], PROVIDER_CONTACT["email"], PROVIDER_CONTACT["phone"]})
    anna = client_of(parties, "anna")
    assert [path for path in paths if found_in(read(anna.get(path, {"q": "a"})), public)] == []
